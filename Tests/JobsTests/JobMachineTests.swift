import Testing
import Vocabulary

@testable import Jobs

@Suite struct JobMachineTests {
    private static let now = CivilTime(year: 2026, month: 3, day: 1, hour: 10).utcMoment
    private static let claim = JobClaim(worker: 1, lease: now + .seconds(30))

    private static func job(_ triggers: JobTrigger..., maxAttempts: Int = 3) -> Job {
        let job = Job(id: JobID(raw: 1), kind: "call", due: now, created: now, maxAttempts: maxAttempts)
        return triggers.reduce(job) { job, trigger in JobMachine.advance(job, by: trigger, now: now) ?? job }
    }

    @Test func `a job that is not due is not claimed`() {
        let early = Self.now - .milliseconds(1)
        #expect(JobMachine.advance(Self.job(), by: .claim(Self.claim), now: early) == nil)
        #expect(JobMachine.advance(Self.job(), by: .claim(Self.claim), now: Self.now)?.state == .executing)
    }

    @Test func `a failure waits, the last one discards with its reason`() {
        let first = Self.job(.claim(Self.claim), .fail(reason: "503", pause: .seconds(9)))
        #expect(first.state == .scheduled && first.attempt == 1 && first.due == Self.now + .seconds(9))
        let last = Self.job(.claim(Self.claim), .fail(reason: "503", pause: .zero), maxAttempts: 1)
        #expect(last.state == .discarded && last.reason == "503" && last.finished == Self.now)
    }

    @Test func `a snooze and a job given back count no attempt`() {
        #expect(Self.job(.claim(Self.claim), .snooze(until: Self.now + .hours(1))).attempt == 0)
        #expect(Self.job(.claim(Self.claim), .giveBack).attempt == 0)
    }

    @Test func `only a job whose lease has run out is rescued`() {
        let job = Self.job(.claim(Self.claim))
        #expect(JobMachine.advance(job, by: .rescue(pause: .zero), now: Self.claim.lease) == nil)
        let rescued = JobMachine.advance(job, by: .rescue(pause: .zero), now: Self.claim.lease + .milliseconds(1))
        #expect(rescued?.state == .scheduled && rescued?.attempt == 1 && rescued?.reason == JobMachine.lost)
    }

    @Test func `by hand what is over has all its attempts again`() {
        let dead = Self.job(.claim(Self.claim), .discard(reason: "gone"), .retry)
        #expect(dead.state == .scheduled && dead.attempt == 0 && dead.finished == nil)
    }

    /// In each state the triggers that mean something there.
    static let meanings: [(state: JobState, meaningful: Int)] = [
        (.scheduled, 3), (.executing, 7), (.completed, 0), (.discarded, 1), (.cancelled, 1),
    ]

    @Test(arguments: meanings)
    func `a trigger that means nothing in a state changes nothing`(state: JobState, meaningful: Int) {
        var job = Self.job()
        job.state = state
        job.claim = state == .executing ? Self.claim : nil
        let triggers: [JobTrigger] = [
            .claim(Self.claim), .beat(until: Self.now), .complete, .snooze(until: Self.now),
            .fail(reason: "", pause: .zero), .discard(reason: ""), .giveBack, .rescue(pause: .zero), .cancel, .retry,
            .stage,
        ]
        #expect(triggers.filter { JobMachine.advance(job, by: $0, now: Self.now) != nil }.count == meaningful)
    }

    @Test(
        arguments: [(1, 0.5, 2_000), (2, 0.5, 4_000), (3, 0.0, 6_400), (40, 0.5, 14_400_000)] as [(Int, Double, Int64)]
    )
    func `pauses double up to a bound and are spread by jitter`(attempt: Int, jitter: Double, milliseconds: Int64) {
        #expect(JobPause.standard.duration(afterAttempt: attempt, jitter: jitter).milliseconds == milliseconds)
    }
}
