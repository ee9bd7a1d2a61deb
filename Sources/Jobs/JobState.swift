/// Where a job stands.
package enum JobState: String, CaseIterable, Sendable {
    /// Waits until it is due; becomes `executing` when claimed, `cancelled` by hand.
    case scheduled
    /// A worker has it; becomes `completed`, `discarded`, `cancelled`, or `scheduled` again: after a failure, a snooze,
    /// or because its worker died.
    case executing
    /// Done. Final.
    case completed
    /// Given up, with its reason: the dead letters. By hand it becomes `scheduled` once more.
    case discarded
    /// Not wanted any more. By hand it becomes `scheduled` once more.
    case cancelled

    package var isFinished: Bool {
        switch self {
        case .scheduled, .executing: false
        case .completed, .discarded, .cancelled: true
        }
    }
}
