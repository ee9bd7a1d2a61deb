import Synchronization
import Vocabulary

/// Where hand-overs report, until their outcomes are recorded; knows which are still under way.
///
/// Bounded by what may be handing: nothing more is taken while it is full.
final class OutcomeInbox: Sendable {
    private struct State {
        var outcomes: [SendOutcome] = []
        var inFlight: Set<SendID> = []
        var isInDoubt = false
    }

    private let state = Mutex(State())

    /// Taken and not yet recorded.
    var inFlight: Set<SendID> { state.withLock { $0.inFlight } }

    /// A take failed and may have been committed all the same: rows may be in our hands that we know nothing of.
    var isInDoubt: Bool {
        get { state.withLock { $0.isInDoubt } }
        set { state.withLock { $0.isInDoubt = newValue } }
    }

    func begin(_ sends: some Sequence<SendID>) { state.withLock { $0.inFlight.formUnion(sends) } }

    func report(_ outcome: SendOutcome) { state.withLock { $0.outcomes.append(outcome) } }

    /// What has arrived, in order; it stays until `recorded`, so that a failing database loses none.
    var arrived: [SendOutcome] { state.withLock { $0.outcomes } }

    /// The first `count` that arrived are in the ledger.
    func recorded(_ count: Int) {
        state.withLock { state in
            state.inFlight.subtract(state.outcomes.prefix(count).map(\.send))
            state.outcomes.removeFirst(count)
        }
    }
}
