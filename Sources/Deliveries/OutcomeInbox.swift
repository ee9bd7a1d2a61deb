import Synchronization

/// Where hand-overs report, until their outcomes are recorded; knows how many are still under way.
///
/// Bounded by what may be handing: nothing more is taken while it is full.
final class OutcomeInbox: Sendable {
    private struct State {
        var outcomes: [SendOutcome] = []
        var inFlight = 0
    }

    private let state = Mutex(State())

    /// Taken and not yet recorded.
    var inFlight: Int { state.withLock { $0.inFlight } }

    func begin(_ count: Int) { state.withLock { $0.inFlight += count } }

    func report(_ outcome: SendOutcome) { state.withLock { $0.outcomes.append(outcome) } }

    /// What has arrived, in order; it stays until `recorded`, so that a failing database loses none.
    var arrived: [SendOutcome] { state.withLock { $0.outcomes } }

    func recorded(_ count: Int) {
        state.withLock { state in
            state.outcomes.removeFirst(count)
            state.inFlight -= count
        }
    }
}
