import Synchronization

/// Wakes a loop that sleeps until its next due moment: whoever writes something due nudges it.
///
/// A nudge while nobody waits is remembered, so none is lost between a look and the sleep. One waits at a time.
public final class Nudge: Sendable {
    private enum State {
        case quiet
        case nudged
        case waiting(CheckedContinuation<Void, Never>)
    }

    private let state = Mutex(State.quiet)

    public init() {}

    public func signal() {
        let waiter: CheckedContinuation<Void, Never>? = state.withLock { state in
            defer { if case .waiting = state { state = .quiet } else { state = .nudged } }
            if case .waiting(let continuation) = state { return continuation }
            return nil
        }
        waiter?.resume()
    }

    /// Returns at the next nudge, after `duration` or when the task is cancelled, whichever comes first.
    public func wait(atMost duration: Duration) async {
        await withTaskCancellationHandler {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.signal(after: duration) }
                await self.wait()
                group.cancelAll()
            }
        } onCancel: {
            signal()
        }
    }

    /// Ends the wait it belongs to; says nothing where the nudge came first and cancelled it.
    private func signal(after duration: Duration) async {
        do { try await Task.sleep(for: duration) } catch { return }
        signal()
    }

    private func wait() async {
        await withCheckedContinuation { continuation in
            let isNudged: Bool = state.withLock { state in
                if case .nudged = state {
                    state = .quiet
                    return true
                }
                state = .waiting(continuation)
                return false
            }
            if isNudged { continuation.resume() }
        }
    }
}
