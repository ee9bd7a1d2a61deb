import EventLog
import Journeys
import Profiles
import Store
import Vocabulary

/// Decides what the next batch holds: events of the log, and the triggers and wakes that come before the next event could.
struct Gathering: Sendable {
    let store: Store
    let log: EventLog
    let sources: @Sendable (KeyID) async throws -> EventSource

    /// Things that happen in one transaction: enough to make its fixed cost small, few enough to keep it short.
    static let width = 2_000

    struct Gathered: Sendable {
        var batch: Batch
        /// The earliest wake of anyone or trigger, as stored now.
        var nextWake: Moment?
        /// More of the log is there than the batch holds.
        var isCut = false
    }

    /// - Parameters:
    ///   - floor: the moment through which everything has been acted on; nothing happens before it any more.
    ///   - width: how many things the batch may hold.
    ///   - ahead: what was read of the log beforehand.
    func batch(
        after position: EventPosition,
        floor: Moment,
        now: Moment,
        width: Int,
        ahead: LogReading? = nil
    ) async throws -> Gathered {
        let (nextWake, nextTrigger, retries) = try await store.read { db in
            (
                try ProfilesTable.nextWake(in: db), try TriggerTable.next(in: db),
                try ParkedTable.retries(limit: width, in: db)
            )
        }
        let next = [nextWake, nextTrigger].compactMap(\.self).min()
        if !retries.isEmpty {
            return Gathered(batch: try await batch(of: retries, at: position, floor: floor), nextWake: next)
        }
        let isDue = next.map { $0 <= now } ?? false
        let (reading, horizon) = try await piece(after: position.record, width, ahead, sealingAt: isDue ? now : nil)
        let end = reading.records.last.map { EventPosition(record: $0.record.position) } ?? position
        var batch = Batch(from: position, to: end, horizon: horizon)
        if let nextTrigger, nextTrigger <= horizon {
            batch.triggers = try await triggers(through: horizon, floor: floor, limit: width + 1)
        }
        if let nextWake, nextWake <= horizon {
            batch.wakes = try await wakes(through: horizon, floor: floor, limit: width + 1)
        }
        var clock = floor + .milliseconds(1)
        for read in reading.records {
            add(read, from: try await sources(read.record.entry.key), to: &batch, clock: &clock)
        }
        batch.cut(to: width)
        return Gathered(batch: batch, nextWake: next, isCut: reading.isCut)
    }

    /// The next piece of the log, and the moment through which nothing more can come before its end.
    ///
    /// - Parameter now: where something is due: the log is sealed through it once everything is read.
    private func piece(
        after position: LogPosition,
        _ width: Int,
        _ ahead: LogReading?,
        sealingAt now: Moment?
    ) async throws -> (LogReading, horizon: Moment) {
        var reading: LogReading
        if let ahead, ahead.answers(position, width) {
            reading = ahead
        } else {
            reading = try await read(after: position, width: width)
        }
        var sealed = Moment.distantPast
        if !reading.isCut, let now {
            _ = try await log.seal(through: now)
            reading = try await read(after: position, width: width)
            if !reading.isCut { sealed = now }
        }
        let last = reading.records.last?.record.received
        return (reading, max(sealed, last.map { $0 - .milliseconds(1) } ?? .distantPast))
    }

    /// What comes after `batch`, read while it is committed; `nil` where there is no queue, or it could not be read.
    @concurrent
    func lookAhead(of gathered: Gathered, width: Int) async -> LogReading? {
        guard gathered.isCut else { return nil }
        do {
            return try await read(after: gathered.batch.to.record, width: width)
        } catch {
            // The next batch reads it again, and says what is wrong.
            return nil
        }
    }

    /// Records that together hold about `width` events; at least one where there is one.
    func read(after position: LogPosition, width: Int) async throws -> LogReading {
        let found = try await log.records(after: position, holding: width, limit: width)
        let events = found.reduce(0) { $0 + $1.entry.eventCount }
        return LogReading(
            start: position,
            width: width,
            records: found.map { record in .init(record: record, events: Result { try Self.events(of: record) }) },
            isCut: events >= width || found.count == width
        )
    }

    /// Who is due; what was planned for a moment that has been acted on comes at once.
    private func wakes(through horizon: Moment, floor: Moment, limit: Int) async throws -> [DueWake] {
        let due = try await store.read { db in try ProfilesTable.due(through: horizon, limit: limit, in: db) }
        return due.map { DueWake(profile: $0, moment: max($1, floor)) }.sorted()
    }

    private func triggers(through horizon: Moment, floor: Moment, limit: Int) async throws -> [DueTrigger] {
        let due = try await store.read { db in try TriggerTable.due(through: horizon, limit: limit, in: db) }
        return due.map { DueTrigger(trigger: $0, moment: max($0.moment, floor)) }.sorted()
    }

    /// Adds a record's events, decoded again from the bytes that were answered for.
    ///
    /// - Parameter clock: when the last event was received; no event is received before another that came first.
    private func add(_ read: LogReading.Read, from source: EventSource, to batch: inout Batch, clock: inout Moment) {
        let record = read.record
        let isTimeLapse = record.entry.call == TimeLapse.call
        let events: [DecodedEvent]
        do {
            events = try read.events.get()
        } catch {
            return batch.unreadable.append(ParkedEvent(record, error: error))
        }
        let done = record.position.sequence == batch.from.record.sequence + 1 ? batch.from.place : 0
        for decoded in events where decoded.index >= done {
            let moment = isTimeLapse ? min(max(clock, decoded.event.timestamp), record.received) : record.received
            clock = max(clock, moment)
            batch.inputs.append(
                Input(
                    moment: moment,
                    logged: record.received,
                    position: record.position,
                    index: decoded.index,
                    key: record.entry.key,
                    source: source,
                    event: decoded.event,
                    isClamped: decoded.isClamped
                )
            )
        }
        clock = max(clock, record.received)
    }

    static func events(of record: LogRecord) throws -> [DecodedEvent] {
        let name = record.entry.call
        guard let call = name == TimeLapse.call ? .batch : SegmentCall(rawValue: name) else {
            throw UnreadableRecord.unknownCall(name)
        }
        let items = try SegmentDecoder.decode(record.entry.body, call: call, received: record.received)
        // Those refused at the door are kept there, with their reasons.
        let events = items.compactMap { item in try? item.get() }
        guard events.count >= record.entry.eventCount else {
            throw UnreadableRecord.missingEvents(accepted: record.entry.eventCount, decoded: events.count)
        }
        return events
    }
}

/// A piece of the log with its events decoded: made beside the transaction before, where there is a queue.
struct LogReading: Sendable {
    struct Read: Sendable {
        var record: LogRecord
        /// Or why they cannot be read any more.
        var events: Result<[DecodedEvent], any Error>
    }

    /// Everything in it comes after.
    var start: LogPosition
    /// About how many events were asked for.
    var width: Int
    var records: [Read]
    /// There may be more; where not, what has come since is missing.
    var isCut: Bool

    /// Whether reading now would give the same: the log only grows at its end.
    func answers(_ position: LogPosition, _ width: Int) -> Bool {
        isCut && start == position && self.width == width
    }
}

/// Why a record that was acknowledged cannot be read: it was written by another release.
enum UnreadableRecord: Error, Hashable {
    case unknownCall(String)
    case missingEvents(accepted: Int, decoded: Int)
}
