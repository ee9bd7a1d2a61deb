import Vocabulary

/// How many runs came to a step and what became of them there: `reached = left + waiting + exited + failed`, always.
package struct StepCounts: Hashable, Sendable {
    package var reached: Int64 = 0
    package var left: Int64 = 0
    package var waiting: Int64 = 0
    package var exited: Int64 = 0
    package var failed: Int64 = 0

    package init(reached: Int64 = 0, left: Int64 = 0, waiting: Int64 = 0, exited: Int64 = 0, failed: Int64 = 0) {
        self.reached = reached
        self.left = left
        self.waiting = waiting
        self.exited = exited
        self.failed = failed
    }

    package var isBalanced: Bool { reached == left + waiting + exited + failed }

    package static func + (a: StepCounts, b: StepCounts) -> StepCounts {
        StepCounts(
            reached: a.reached + b.reached,
            left: a.left + b.left,
            waiting: a.waiting + b.waiting,
            exited: a.exited + b.exited,
            failed: a.failed + b.failed
        )
    }
}

/// A step of a version, as counters know it.
package struct StepKey: Hashable, Sendable {
    package var journey: JourneyID
    package var version: Int
    package var step: StepID

    package init(journey: JourneyID, version: Int, step: StepID) {
        self.journey = journey
        self.version = version
        self.step = step
    }
}

/// What a batch changes of the counters, to be added to their rows in one go.
package struct StepTally: Sendable {
    package private(set) var steps: [StepKey: StepCounts] = [:]
    package private(set) var refusals: [JourneyID: [EntryRefusal: Int64]] = [:]

    package init() {}

    /// Counts what happened to `run`.
    mutating func record(_ effects: [JourneyEffect], of run: Run) {
        for effect in effects {
            switch effect {
            case .moved(_, let from, let to):
                if let from { add(StepCounts(left: 1, waiting: -1), at: from, of: run) }
                add(StepCounts(reached: 1, waiting: 1), at: to, of: run)
            case .transferred(_, let old): add(StepCounts(left: 1, waiting: -1), at: old)
            case .exited(_, let step, _): add(StepCounts(waiting: -1, exited: 1), at: step, of: run)
            case .failed(_, let step, _): add(StepCounts(waiting: -1, failed: 1), at: step, of: run)
            case .entered, .refused, .queued, .owe, .cancelSends, .updateProfile: break
            }
        }
    }

    mutating func record(_ refusal: EntryRefusal, by journey: JourneyID) {
        refusals[journey, default: [:]][refusal, default: 0] += 1
    }

    private mutating func add(_ counts: StepCounts, at step: StepID, of run: Run) {
        add(counts, at: StepKey(journey: run.journey, version: run.version, step: step))
    }

    private mutating func add(_ counts: StepCounts, at key: StepKey) {
        steps[key] = (steps[key] ?? StepCounts()) + counts
    }
}
