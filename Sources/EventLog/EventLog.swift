import ServiceLifecycle
import Store
import Synchronization
import Vocabulary

/// The durable inbox: what comes from outside, in the order of its commit, each record stamped `received`.
///
/// Requests waiting together share one transaction and one fsync (group commit). A record is dropped only after the
/// pipeline has processed it, a week later.
package final class EventLog: Service {
    /// Told the position of the last entry once all are durable, or why they are not. It must not block.
    package typealias Completion = @Sendable (Result<LogPosition, any Error>) -> Void

    private struct Waiting {
        var entries: [LogEntry]
        var rejects: [Reject]
        var completion: Completion

        var bytes: Int { entries.reduce(0) { $0 + $1.body.count } }
    }

    private struct State {
        var waiting: [Waiting] = []
        var isFlushing = false
        var sealing: [CheckedContinuation<Void, Never>] = []
        /// No stamp may be lower: everything before it has been acted on.
        var floor: Moment
        var head: LogPosition
        var isOpen = true
    }

    private let store: Store
    private let state: Mutex<State>
    private let wake: AsyncStream<Void>
    private let waker: AsyncStream<Void>.Continuation
    private let appended: @Sendable () -> Void

    /// Requests in one commit, and bytes; the rest waits for the next.
    private static let groupLimit = 2_000
    private static let groupBytes = 8 << 20

    /// - Parameters:
    ///   - floor: the moment through which the pipeline has acted; later stamps are after it, whatever the clock says.
    ///   - appended: called after each commit; it must not block.
    package init(store: Store, floor: Moment, appended: @escaping @Sendable () -> Void) async throws {
        self.store = store
        self.appended = appended
        let head = try await store.write { db in try LogTable.head(in: db) }
        state = Mutex(State(floor: max(floor + .milliseconds(1), head.received), head: head.position))
        (wake, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// The position of the last durable record.
    package var head: LogPosition { state.withLock { $0.head } }

    /// Requests not yet durable.
    package var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Returns once `entries` and `rejects` are durable, with the position of the last entry.
    package func append(_ entries: [LogEntry], rejects: [Reject] = []) async throws -> LogPosition {
        try await withCheckedThrowingContinuation { continuation in
            append(entries, rejects: rejects) { continuation.resume(with: $0) }
        }
    }

    /// The same for who has no task to wait in.
    package func append(_ entries: [LogEntry], rejects: [Reject] = [], completion: @escaping Completion) {
        let isOpen = state.withLock { state in
            guard state.isOpen else { return false }
            state.waiting.append(Waiting(entries: entries, rejects: rejects, completion: completion))
            return true
        }
        guard isOpen else { return completion(.failure(LogClosed())) }
        waker.yield()
    }

    /// Makes sure that nothing will ever be stamped at or before `moment`, and returns where the log ends then.
    package func seal(through moment: Moment) async throws -> LogPosition {
        await withCheckedContinuation { continuation in
            let isFlushing = state.withLock { state in
                state.floor = max(state.floor, moment + .milliseconds(1))
                guard state.isFlushing else { return false }
                state.sealing.append(continuation)
                return true
            }
            if !isFlushing { continuation.resume() }
        }
        guard store.dialect == .postgres else { return head }
        return try await store.write { db in try LogTable.seal(through: moment, in: db) }
    }

    /// At most `limit` records after `position`.
    package func records(after position: LogPosition, limit: Int) async throws -> [LogRecord] {
        try await store.read { db in try LogTable.records(after: position, limit: limit, in: db) }
    }

    /// The records after `position` that together hold about `events` events, at most `limit` of them; at least one
    /// where there is one.
    package func records(after position: LogPosition, holding events: Int, limit: Int) async throws -> [LogRecord] {
        try await store.read { db in
            guard let end = try LogTable.end(after: position, holding: events, limit: limit, in: db) else { return [] }
            // Positions have no gaps but for what was dropped.
            return try LogTable.records(after: position, limit: Int(end - position.sequence), in: db)
        }
    }

    /// The newest rejected events.
    package func rejects(limit: Int) async throws -> [(received: Moment, reject: Reject)] {
        let rows = try await store.read { db in try LogTable.rejects(limit: limit, in: db) }
        return rows.map { ($0.received, $0.reject) }
    }

    /// Drops records through `position` and rejects that came before `moment`, at most `limit` of each; the records
    /// at `kept` stay.
    ///
    /// - Returns: how many records were dropped.
    @discardableResult
    package func drop(
        through position: LogPosition,
        receivedBefore moment: Moment,
        keeping kept: [LogPosition] = [],
        limit: Int = 1_000
    ) async throws -> Int {
        try await store.write { db in
            try LogTable.dropRejects(receivedBefore: moment, limit: limit, in: db)
            return try LogTable.drop(
                through: position,
                receivedBefore: moment,
                keeping: kept,
                limit: limit,
                in: db
            )
        }
    }

    /// Commits what waits, one group after another, until the server shuts down and nothing waits.
    package func run() async throws {
        await withGracefulShutdownHandler {
            for await _ in wake {
                while let group = takeGroup() { await commit(group) }
            }
        } onGracefulShutdown: {
            self.close()
        }
        close()
        while let group = takeGroup() { await commit(group) }
    }

    private func close() {
        state.withLock { $0.isOpen = false }
        waker.finish()
    }

    private func takeGroup() -> (requests: [Waiting], floor: Moment)? {
        state.withLock { state in
            guard !state.waiting.isEmpty else { return nil }
            var bytes = 0
            let group = Array(
                state.waiting.prefix(Self.groupLimit).prefix { request in
                    defer { bytes += request.bytes }
                    return bytes < Self.groupBytes
                }
            )
            state.waiting.removeFirst(group.count)
            state.isFlushing = true
            return (group, state.floor)
        }
    }

    private func commit(_ group: (requests: [Waiting], floor: Moment)) async {
        let entries = group.requests.map(\.entries)
        let rejects = group.requests.flatMap(\.rejects)
        let floor = group.floor
        do {
            let end = try await store.write { db in
                let end = try LogTable.append(entries.flatMap(\.self), rejects: rejects, floor: floor, in: db)
                Failpoint.reach("log.before-commit")
                return end
            }
            Failpoint.reach("log.after-commit")
            finishFlush { state in
                state.head = end.position
                state.floor = max(state.floor, end.received)
            }
            for (request, position) in zip(group.requests, positions(of: entries, before: end.position)) {
                request.completion(.success(position))
            }
            appended()
        } catch {
            finishFlush { _ in }
            for request in group.requests { request.completion(.failure(error)) }
        }
    }

    private func positions(of entries: [[LogEntry]], before end: LogPosition) -> [LogPosition] {
        var sequence = end.sequence - Int64(entries.reduce(0) { $0 + $1.count })
        return entries.map { request in
            sequence += Int64(request.count)
            return LogPosition(sequence: sequence)
        }
    }

    private func finishFlush(_ change: (inout State) -> Void) {
        let sealing = state.withLock { state in
            change(&state)
            state.isFlushing = false
            defer { state.sealing = [] }
            return state.sealing
        }
        for continuation in sealing { continuation.resume() }
    }
}

/// The server is shutting down; the client should try again.
package struct LogClosed: Error {}
