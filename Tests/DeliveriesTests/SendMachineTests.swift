import Testing
import Vocabulary

@testable import Deliveries

@Suite struct SendMachineTests {
    static let now = Moment(milliseconds: 1_000_000)

    /// Every transition there is.
    static let transitions: [SendMachine.Transition] = [
        .take(now: now, reserves: true, keeping: nil), .take(now: now, reserves: true, keeping: .captured),
        .hold(until: now, .quietHours), .release(now: now), .skip(.optedOut), .expire, .cancel(.exited), .accept,
        .refuse(.rejected), .handBack(until: now, .retry), .lose(.crashed), .deliver, .bounce(.hardBounce),
        .resend(now: now), .retry(now: now), .restore,
    ]

    static func machine(_ state: SendState, _ reason: SendReason? = nil) -> SendMachine {
        SendMachine(state: state, reason: reason, due: now, reserved: nil, attempt: 0)
    }

    @Test(arguments: SendState.allCases, transitions)
    func `a transition leads only where the list of states allows`(state: SendState, transition: SendMachine.Transition)
    {
        var machine = Self.machine(state)
        do {
            try machine.apply(transition)
            #expect(state.successors.contains(machine.state))
            #expect(machine.state == SendMachine.target(of: transition))
        } catch {
            #expect(machine == Self.machine(state), "an illegal one changes nothing")
        }
    }

    @Test(arguments: [SendState.bounced, .expired], transitions)
    func `a final state is left by nothing`(state: SendState, transition: SendMachine.Transition) {
        var machine = Self.machine(state)
        #expect(throws: SendMachine.IllegalTransition.self) { try machine.apply(transition) }
    }

    @Test(arguments: [SendState.skipped, .failed, .cancelled], transitions)
    func `what is over is begun again only by a person's word`(state: SendState, transition: SendMachine.Transition) {
        var machine = Self.machine(state)
        do {
            try machine.apply(transition)
            #expect(transition == (state == .cancelled ? .restore : .retry(now: Self.now)))
            #expect(machine.state == .pending && machine.reason == nil)
        } catch {
            #expect(machine == Self.machine(state))
        }
    }

    @Test func `handing goes back only by the word of the worker that has it`() throws {
        var machine = Self.machine(.pending)
        try machine.apply(.take(now: Self.now, reserves: true, keeping: nil))
        #expect(throws: SendMachine.IllegalTransition.self) { try machine.apply(.release(now: Self.now)) }
        #expect(throws: SendMachine.IllegalTransition.self) { try machine.apply(.hold(until: Self.now, .hold)) }
        try machine.apply(.handBack(until: Self.now + .minutes(1), .retry))
        #expect(machine.state == .pending)
        #expect(machine.due == Self.now + .minutes(1))
    }

    @Test func `a message that is to be sent is not skipped once it is taken`() throws {
        var machine = Self.machine(.pending)
        try machine.apply(.take(now: Self.now, reserves: false, keeping: nil))
        #expect(throws: SendMachine.IllegalTransition.self) { try machine.apply(.skip(.captured)) }
    }

    @Test func `a reservation is taken with the send and given back where it does not count`() throws {
        var machine = Self.machine(.pending)
        try machine.apply(.take(now: Self.now, reserves: true, keeping: nil))
        #expect(machine.reserved == Self.now)
        try machine.apply(.handBack(until: Self.now, .retry))
        #expect(machine.reserved == nil)
        try machine.apply(.take(now: Self.now, reserves: true, keeping: nil))
        try machine.apply(.lose(.connectionLost))
        #expect(machine.reserved == Self.now, "an uncertain message counts as sent")
        try machine.apply(.refuse(.notSent))
        #expect(machine.reserved == nil)
        #expect(machine.attempt == 2)
    }
}
