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
        var stride = 1
    }

    private let state = Mutex(State())

    /// Taken and not yet recorded.
    var inFlight: Set<SendID> { state.withLock { $0.inFlight } }

    /// A take failed and may have been committed all the same: rows may be in our hands that we know nothing of.
    var isInDoubt: Bool {
        get { state.withLock { $0.isInDoubt } }
        set { state.withLock { $0.isInDoubt = newValue } }
    }

    /// How many outcomes are worth a transaction while more are on their way.
    var stride: Int {
        get { state.withLock { $0.stride } }
        set { state.withLock { $0.stride = newValue } }
    }

    /// - Returns: whether someone should look: at the first since the last look, and when enough, or all, are here.
    func report(_ outcome: SendOutcome) -> Bool {
        state.withLock { state in
            state.outcomes.append(outcome)
            let count = state.outcomes.count
            return count == 1 || count == state.stride || count == state.inFlight.count
        }
    }

    /// What has arrived, in order; it stays until it is recorded, so that a failing database loses none.
    var arrived: [SendOutcome] { state.withLock { $0.outcomes } }
    var arrivedCount: Int { state.withLock { $0.outcomes.count } }

    /// A commit is confirmed: the first `count` that arrived are in the ledger, and `sends` are taken.
    func exchange(_ count: Int, for sends: [SendID]) {
        state.withLock { state in
            state.inFlight.subtract(state.outcomes.prefix(count).map(\.send))
            state.outcomes.removeFirst(count)
            state.inFlight.formUnion(sends)
            state.isInDoubt = false
        }
    }
}
