import EventLog
import Store
import Vocabulary

/// Takes a failing batch apart, parks what cannot be processed, and commits the rest (`SEMANTICS 34`).
///
/// A parked event is visible with its reason and can be tried again; the person's later events go on.
struct Parking: Sendable {
    let store: Store
    let pipeline: EventPipeline
    let epoch: Int64

    /// What is thrown to take a trial back.
    private struct Undo: Error {}

    func commit(_ batch: Batch) async throws -> BatchOutcome {
        var rest = batch
        var parked: [(input: Input, error: any Error)] = []
        rest.inputs = []
        try await sort(batch.inputs[...], of: batch, into: &rest.inputs, &parked)
        let (good, rows) = (rest, parked.map { ParkedEvent($0.input, error: $0.error) })
        return try await store.write { [pipeline, epoch] db in
            let outcome = try pipeline.process(good, epoch: epoch, in: db)
            try ParkedTable.park(rows, in: db)
            return outcome
        }
    }

    /// Halves the inputs until each half either passes or is one event.
    private func sort(
        _ inputs: ArraySlice<Input>, of batch: Batch, into good: inout [Input],
        _ bad: inout [(input: Input, error: any Error)]
    ) async throws {
        guard let first = inputs.first, let error = try await trial(inputs, of: batch) else {
            good += inputs
            return
        }
        guard inputs.count > 1 else {
            bad.append((first, error))
            return
        }
        let middle = inputs.startIndex + inputs.count / 2
        try await sort(inputs[..<middle], of: batch, into: &good, &bad)
        try await sort(inputs[middle...], of: batch, into: &good, &bad)
    }

    /// Processes in a transaction that is taken back.
    ///
    /// - Returns: why it fails; `nil` where it does not.
    private func trial(_ inputs: ArraySlice<Input>, of batch: Batch) async throws -> (any Error)? {
        var part = batch
        part.inputs = Array(inputs)
        part.wakes = []
        do {
            try await store.write { [part, pipeline, epoch] db in
                _ = try pipeline.process(part, epoch: epoch, in: db)
                throw Undo()
            }
            return nil
        } catch is Undo {
            return nil
        } catch let error as StoreError where error.isTemporary {
            throw error
        } catch let error as PipelineOvertaken {
            throw error
        } catch {
            return error
        }
    }
}

/// An event that could not be processed, as its row keeps it.
package struct ParkedEvent: Sendable {
    package var received: Moment
    package var position: LogPosition
    package var index: Int
    package var key: KeyID
    package var type: String
    package var messageID: String?
    package var message: String

    init(_ input: Input, error: any Error) {
        received = input.moment
        position = input.position
        index = input.index
        key = input.key
        type = input.event.type
        messageID = input.event.messageID
        message = String(reflecting: error)
    }

    init(row: borrowing Row) throws {
        received = try row.get(0)
        position = LogPosition(sequence: try row.get(1))
        index = try row.get(2)
        key = try row.get(3)
        type = try row.get(4)
        messageID = try row.get(5)
        message = try row.get(6)
    }
}

/// All SQL of parked events; their bytes stay in the log.
package enum ParkedTable {
    static func park(_ events: [ParkedEvent], in db: Transaction) throws {
        let rows = events.map { event -> [SQLValue] in
            [
                event.received.sqlValue, event.position.sequence.sqlValue, event.index.sqlValue, event.key.sqlValue,
                event.type.sqlValue, event.messageID.sqlValue, event.message.sqlValue,
            ]
        }
        try db.merge(
            into: "parked_events", columns: ["received", "position", "place", "source", "type", "message_id", "message"],
            key: ["position", "place"], rows: rows, onConflict: .replace)
    }

    /// The newest parked events.
    package static func newest(limit: Int, in db: Transaction) throws -> [ParkedEvent] {
        try db.rows(
            """
            SELECT received, position, place, source, type, message_id, message FROM parked_events
            ORDER BY position DESC, place DESC LIMIT \(limit)
            """
        ) { row in try ParkedEvent(row: row) }
    }

    package static func count(in db: Transaction) throws -> Int {
        try db.value("SELECT COUNT(*) FROM parked_events") ?? 0
    }
}
