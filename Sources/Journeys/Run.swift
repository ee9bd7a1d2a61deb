import Vocabulary

/// One person's walk through one version of a journey, under one key.
package struct Run: Hashable, Sendable {
    package enum Status: Hashable, Sendable {
        /// On a step, for an event or a moment; becomes `exited` or `failed`.
        case waiting
        /// Left, and why: reached an end (`completed`), an exit rule, a merge, a stop. Final.
        case exited(RunReason)
        /// Could not go on, and why. Final.
        case failed(RunReason)
    }

    package var id: RunID
    package var journey: JourneyID
    package var version: Int
    package var profile: ProfileID
    /// The person the run was born to: a wrong merge can be undone (`SEMANTICS 7`).
    package var bornTo: ProfileID
    /// What else, beside the person, makes a run its own (an order number); empty: one run a person.
    package var key: String
    package var step: StepID
    package var enteredAt: Moment
    /// When it reached `step`.
    package var reachedAt: Moment
    /// How many steps it has reached: names its obligations (`SEMANTICS 24`).
    package var visit: Int64
    /// When it goes on by itself.
    package var wake: Moment?
    /// The message whose outcome it rests for.
    package var awaits: SendID?
    package var status: Status
    package var endedAt: Moment?
    package var memory: RunMemory

    package var isWaiting: Bool { status == .waiting }

    /// Leaves for a reason outside its graph; what it owes and nobody has taken is withdrawn.
    mutating func leave(_ reason: RunReason, now: Moment) -> [JourneyEffect] {
        status = .exited(reason)
        (wake, awaits) = (nil, nil)
        endedAt = now
        return [.exited(id, at: step, reason), .cancelSends(id, reason)]
    }

    /// Whether it must be saved because of what came since `earlier`; does not compare the events it remembers.
    func hasMoved(since earlier: Run) -> Bool {
        version != earlier.version || visit != earlier.visit || status != earlier.status || wake != earlier.wake
            || awaits != earlier.awaits || memory.steps.count != earlier.memory.steps.count
    }
}

/// Why a run is over: stable codes that the console explains and `docs/journeys.md` lists.
package struct RunReason: Hashable, Sendable, CustomStringConvertible {
    package let code: String
    package init(_ code: String) { self.code = code }
    package var description: String { code }

    /// Reached an end.
    package static let completed = RunReason("completed")
    /// No case of a condition held and it has no other way.
    package static let noMatch = RunReason("no_match")
    /// An exit rule held.
    package static let exitRule = RunReason("exit_rule")
    /// Another, older run of the same person after a merge goes on (`SEMANTICS 8`).
    package static let merged = RunReason("merged")
    /// A colleague took the person out.
    package static let withdrawn = RunReason("withdrawn")
    /// The person was erased.
    package static let erased = RunReason("erased")
    /// The journey was stopped.
    package static let stopped = RunReason("stopped")
    /// The message of a step that says `leave` was not sent.
    package static let notSent = RunReason("not_sent")
    /// The expression of a wait gave no moment.
    package static let noMoment = RunReason("no_moment")
    /// More steps in one go than any sound graph has.
    package static let tooManySteps = RunReason("too_many_steps")
    /// The version lacks the step the run stands on: the store and the definition disagree.
    package static let unknownStep = RunReason("unknown_step")
}
