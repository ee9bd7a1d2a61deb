import Deliveries
import EventLog
import JSON
import Logging
import Pipeline
import ServiceLifecycle
import Store
import Synchronization
import Vocabulary

/// Tells open pages their numbers as they change, by server-sent events.
///
/// One reader for all: at most once a second, only while somebody listens, and only what changed is sent.
package final class LiveNumbers: Service {
    private struct Listener {
        var topic: LiveTopic
        var lines: AsyncStream<String>.Continuation
        var known: [String: String] = [:]
        var isNew = true
    }

    private struct State {
        var listeners: [Int: Listener] = [:]
        var nextID = 0
        var isClosed = false
    }

    private let source: LiveReading
    private let logger: Logger
    private let state = Mutex(State())
    private let nudge = Nudge()

    /// Pages that are told at once; more are not, and reload by hand.
    private static let listenerLimit = 200
    private static let period = Duration.seconds(1)
    /// With nothing new for so long a comment is sent, so that proxies keep the connection.
    private static let heartbeat = 15

    init(
        state: Store,
        log: EventLog,
        pipeline: PipelineLoop,
        clock: TimeSource,
        demo: ConsoleDemo?,
        logger: Logger
    ) {
        source = LiveReading(state: state, log: log, pipeline: pipeline, demo: demo)
        self.logger = logger
    }

    /// Lines of the stream for one page; `nil` where too many listen or the server shuts down.
    func subscribe(to topic: LiveTopic) -> AsyncStream<String>? {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(64))
        let id: Int? = state.withLock { state in
            guard !state.isClosed, state.listeners.count < Self.listenerLimit else { return nil }
            state.nextID += 1
            state.listeners[state.nextID] = Listener(topic: topic, lines: continuation)
            return state.nextID
        }
        guard let id else { return nil }
        continuation.onTermination = { [weak self] _ in self?.remove(id) }
        nudge.signal()
        return stream
    }

    /// Reads at once: something was changed by hand.
    func refresh() { nudge.signal() }

    private func remove(_ id: Int) { state.withLock { $0.listeners[id] = nil } }

    package func run() async throws {
        await withGracefulShutdownHandler {
            var quiet = 0
            while !Task.isShuttingDownGracefully, !Task.isCancelled {
                let topics = state.withLock { Set($0.listeners.values.map(\.topic)) }
                guard !topics.isEmpty else {
                    await nudge.wait(atMost: .hours(1))
                    continue
                }
                let didSend = await publish(topics)
                quiet = didSend ? 0 : quiet + 1
                if quiet >= Self.heartbeat {
                    quiet = 0
                    sendToAll(": still here\n\n")
                }
                await nudge.wait(atMost: Self.period)
            }
        } onGracefulShutdown: {
            self.close()
        }
    }

    private func close() {
        let listeners = state.withLock { state in
            state.isClosed = true
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.lines.finish() }
        nudge.signal()
    }

    private func sendToAll(_ line: String) {
        for listener in state.withLock({ Array($0.listeners.values) }) { listener.lines.yield(line) }
    }

    /// - Returns: whether anybody was told anything.
    private func publish(_ topics: Set<LiveTopic>) async -> Bool {
        do {
            let numbers = try await source.numbers(of: topics)
            return tell(numbers)
        } catch {
            logger.warning("live numbers cannot be read", metadata: ["error": "\(String(reflecting: error))"])
            return false
        }
    }

    private func tell(_ numbers: [LiveTopic: [String: String]]) -> Bool {
        let lines = state.withLock { state in
            var lines: [(AsyncStream<String>.Continuation, String)] = []
            for (id, var listener) in state.listeners {
                guard let current = numbers[listener.topic] else { continue }
                let changed = current.filter { listener.known[$0.key] != $0.value }
                guard !changed.isEmpty || listener.isNew else { continue }
                listener.known = current
                listener.isNew = false
                state.listeners[id] = listener
                lines.append((listener.lines, Self.line(changed)))
            }
            return lines
        }
        for (continuation, line) in lines { continuation.yield(line) }
        return !lines.isEmpty
    }

    private static func line(_ numbers: [String: String]) -> String {
        let members = numbers.sorted { $0.key < $1.key }.map { ($0.key, AttributeValue.string($0.value)) }
        return "data: \(AttributeValue.object(AttributeObject(members)).jsonText)\n\n"
    }
}
