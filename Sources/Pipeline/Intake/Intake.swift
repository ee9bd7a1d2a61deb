import EventLog
import Store
import Vocabulary

/// The door of the river: takes what a client sent, makes it durable, and only then lets it be acknowledged.
///
/// It neither dedupes nor resolves; that is the pipeline's, in its transaction (`SEMANTICS 6`).
package final class Intake: Sendable {
    private let log: EventLog
    private let pressure: BackPressure
    private let timeLapse: TimeLapse?

    /// - Parameter timeLapse: whose events carry their own receipt; only the demo has one.
    package init(log: EventLog, pressure: BackPressure, timeLapse: TimeLapse? = nil) {
        self.log = log
        self.pressure = pressure
        self.timeLapse = timeLapse
    }

    /// Returns once `body` is durable.
    ///
    /// - Parameters:
    ///   - body: the request as the client sent it, decompressed; the pipeline decodes the same bytes again.
    ///   - accepted: how many of its events are good; none is no reason to keep the body.
    ///   - rejected: the events refused, kept with their reasons.
    package func append(
        _ body: [UInt8],
        call: SegmentCall,
        key: KeyID,
        accepted: Int,
        rejected: [Rejection]
    ) async throws(IntakeRefusal) {
        let entry = try entry(body, call: call, key: key, accepted: accepted)
        let rejects = rejected.map {
            Reject(key: key, code: $0.code.rawValue, message: $0.message, body: Array(body[$0.rawBytes]))
        }
        do {
            _ = try await log.append(accepted > 0 ? [entry] : [], rejects: rejects)
        } catch {
            throw IntakeRefusal(error)
        }
    }

    /// The same for a body without a fault, for who has no task to wait in: `completion` is told once it is durable.
    package func append(
        _ body: [UInt8],
        call: SegmentCall,
        key: KeyID,
        accepted: Int,
        completion: @escaping EventLog.Completion
    ) throws(IntakeRefusal) {
        log.append([try entry(body, call: call, key: key, accepted: accepted)], completion: completion)
    }

    private func entry(
        _ body: [UInt8],
        call: SegmentCall,
        key: KeyID,
        accepted: Int
    ) throws(IntakeRefusal) -> LogEntry {
        if let refusal = pressure.refusal(waiting: log.waitingCount, head: log.head) { throw refusal }
        return timeLapse?.entry(body, call: call, key: key, accepted: accepted)
            ?? LogEntry(key: key, call: call.rawValue, body: body, eventCount: accepted)
    }
}

/// Why nothing was taken; the client keeps the events and tries again.
package enum IntakeRefusal: Error, Hashable {
    case busy(retryAfter: Duration)
    case diskFull

    init(_ error: any Error) {
        self = (error as? StoreError)?.cause == .diskFull ? .diskFull : .busy(retryAfter: .seconds(5))
    }
}
