import EventLog
import Hummingbird
import JSON
import NIOCore
import Pipeline
import Reports
import Store
import Vocabulary

/// What machines ask about the server itself: alive, ready, how much, how far.
package struct Operations: Sendable {
    private let store: Store
    private let log: EventLog
    private let metrics: Metrics
    private let pressure: BackPressure?

    /// - Parameter pressure: knows the disk of an embedded store.
    package init(store: Store, log: EventLog, metrics: Metrics, pressure: BackPressure? = nil) {
        self.pressure = pressure
        self.store = store
        self.log = log
        self.metrics = metrics
        metrics.gauge("sojourn_log_appended", "The position of the last durable record.") { Double(log.head.sequence) }
        metrics.gauge("sojourn_log_waiting", "Requests not yet durable.") { Double(log.waitingCount) }
        guard let pressure, pressure.disk != nil else { return }
        metrics.gauge("sojourn_disk_free_bytes", "Free on the data folder's disk.") {
            Double(pressure.disk?.freeBytes ?? 0)
        }
    }

    /// `/healthz`, `/readyz` and `/metrics`, open to whoever reaches the port.
    package func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.get("/healthz") { _, _ in Answer.json { $0.member("status", "ok") } }
        router.get("/readyz") { _, context in
            do {
                _ = try await position()
                let disk = pressure?.disk
                if let disk, disk.isFull { throw IntakeRefusal.diskFull }
                return Answer.json { json in
                    json.member("status", "ready")
                    if let disk { json.member("disk", disk.isLow ? "low" : "ok") }
                }
            } catch {
                return Problem.response(to: error, logger: context.logger)
            }
        }
        router.get("/metrics") { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: metrics.text))
            )
        }
    }

    /// `/pipeline`, beneath the management API.
    package func addManagementRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.get("/pipeline") { _, _ in try await pipeline() }
    }

    /// The log's end is read first, so that equal positions mean: all acknowledged before the request is in effect.
    private func pipeline() async throws -> Response {
        let appended = log.head
        let processed = min(try await position(), appended)
        return Answer.json { json in
            json.member("appended", appended.sequence)
            json.member("processed", processed.sequence)
        }
    }

    private func position() async throws -> LogPosition {
        try await store.read { db in try PipelineTable.cursor(in: db)?.position ?? .start }
    }
}
