import Dispatch
import Store
import Synchronization

/// At most `limit` connections, opened when first needed, given to one user at a time in the order of asking.
final class PostgresPool: Sendable {
    private struct State {
        var idle: [PostgresLane] = []
        var waiting: [CheckedContinuation<PostgresLane, Never>] = []
        var opened = 0
    }

    private let url: String
    private let schema: String
    private let limit: Int
    private let state = Mutex(State())

    init(url: String, schema: String, limit: Int) {
        self.url = url
        self.schema = schema
        self.limit = limit
    }

    /// Runs `body` on a connection's own thread.
    func withConnection<Value: Sendable>(
        _ body: @escaping @Sendable (PostgresConnection) throws -> Value
    ) async throws -> Value {
        let lane = await acquire()
        defer { release(lane) }
        return try await lane.run(body)
    }

    func close() {
        let idle = state.withLock { state in
            defer { state.idle = [] }
            return state.idle
        }
        for lane in idle { lane.close() }
    }

    private func acquire() async -> PostgresLane {
        await withCheckedContinuation { continuation in
            let lane: PostgresLane? = state.withLock { state in
                if let lane = state.idle.popLast() { return lane }
                guard state.opened < limit else {
                    state.waiting.append(continuation)
                    return nil
                }
                state.opened += 1
                return PostgresLane(url: url, schema: schema)
            }
            if let lane { continuation.resume(returning: lane) }
        }
    }

    private func release(_ lane: PostgresLane) {
        let next: CheckedContinuation<PostgresLane, Never>? = state.withLock { state in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.idle.append(lane)
            return nil
        }
        next?.resume(returning: lane)
    }
}

/// One connection and the thread it lives on; it connects when used and again after it broke.
///
/// `@unchecked Sendable`: `connection` is touched only on `queue`.
final class PostgresLane: @unchecked Sendable {
    private let queue = DispatchQueue(label: "sojourn.postgres")
    private let url: String
    private let schema: String
    private var connection: PostgresConnection?

    init(url: String, schema: String) {
        self.url = url
        self.schema = schema
    }

    func run<Value: Sendable>(_ body: @escaping @Sendable (PostgresConnection) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async {
                continuation.resume(with: Result { try body(try self.connected()) })
            }
        }
    }

    func close() { queue.async { self.connection = nil } }

    private func connected() throws -> PostgresConnection {
        if let connection, connection.isAlive { return connection }
        let fresh = try PostgresConnection(url: url, schema: schema)
        connection = fresh
        return fresh
    }
}
