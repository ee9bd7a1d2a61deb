import EventLog
import Profiles
import Store
import Vocabulary

/// Decides what the next batch holds: records of the log, and the wakes that come before the next record could.
struct Gathering: Sendable {
    let store: Store
    let log: EventLog
    let sources: @Sendable (KeyID) -> EventSource

    private static let recordLimit = 256
    /// Events in one transaction: enough to make its fixed cost small, few enough to keep it short.
    private static let eventLimit = 2_000
    private static let wakeLimit = 1_000

    struct Gathered: Sendable {
        var batch: Batch
        /// The earliest wake after this batch, as stored now.
        var nextWake: Moment?
    }

    /// - Parameter nextWake: the earliest known wake; the store is asked only when it is due.
    func batch(after position: LogPosition, now: Moment, nextWake: Moment?) async throws -> Gathered {
        var records = try await log.records(after: position, limit: Self.recordLimit)
        let isFull = records.count == Self.recordLimit || cut(&records)
        var horizon = records.last.map { $0.received - .milliseconds(1) } ?? .distantPast
        if !isFull, let nextWake, nextWake <= now {
            let end = try await log.seal(through: now)
            let late = try await log.records(after: records.last?.position ?? position, limit: Self.recordLimit)
            records += late.filter { $0.position <= end }
            let isWhole = late.count < Self.recordLimit
            horizon = isWhole ? now : late.last.map { $0.received - .milliseconds(1) } ?? now
        }
        var batch = Batch(from: position, to: position, horizon: horizon, inputs: [], wakes: [])
        var later = nextWake
        if let nextWake, nextWake <= horizon { later = try await addWakes(to: &batch, records: &records) }
        batch.to = records.last?.position ?? position
        batch.inputs = records.flatMap(inputs)
        return Gathered(batch: batch, nextWake: later)
    }

    /// Leaves the records over the limit for the next batch.
    private func cut(_ records: inout [LogRecord]) -> Bool {
        var events = 0
        for (index, record) in records.enumerated() {
            events += record.entry.eventCount
            guard events > Self.eventLimit, index > 0 else { continue }
            records.removeSubrange(index...)
            return true
        }
        return false
    }

    /// Adds the wakes due by the horizon; where they are too many the horizon moves back to the last one taken.
    /// A time-lapse record spans moments before its stamp, so it is never parted from the wakes among them.
    private func addWakes(to batch: inout Batch, records: inout [LogRecord]) async throws -> Moment? {
        let horizon = batch.horizon
        let limit = records.contains { $0.entry.call == TimeLapse.call } ? Int.max : Self.wakeLimit
        let (due, next) = try await store.read { db in
            let due = try ProfilesTable.due(through: horizon, limit: limit, in: db)
            return (due.map { DueWake(profile: $0, moment: $1) }, try ProfilesTable.nextWake(after: horizon, in: db))
        }
        batch.wakes = due
        guard due.count == limit, let last = due.last else { return next }
        batch.horizon = last.moment
        records.removeAll { $0.received > last.moment }
        return last.moment
    }

    /// A record's events, decoded again from the bytes that were answered for.
    private func inputs(of record: LogRecord) -> [Input] {
        let source = sources(record.entry.key)
        let isTimeLapse = record.entry.call == TimeLapse.call
        guard let call = isTimeLapse ? .batch : SegmentCall(rawValue: record.entry.call),
            let items = try? SegmentDecoder.decode(record.entry.body, call: call, received: record.received)
        else { return [] }
        var moment = isTimeLapse ? Moment.distantPast : record.received
        return items.compactMap { item in
            guard case .success(let decoded) = item else { return nil }
            if isTimeLapse { moment = min(max(moment, decoded.event.timestamp), record.received) }
            return Input(
                moment: moment, position: record.position, index: decoded.index, key: record.entry.key,
                source: source, event: decoded.event, isClamped: decoded.isClamped)
        }
    }
}
