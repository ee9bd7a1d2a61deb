import EventLog
import Journeys
import Store
import Vocabulary

/// Sets aside what cannot be processed, so that everything after it goes on (`SEMANTICS 34`).
///
/// A batch that fails is gathered again at half its width until the culprit stands alone; every part that passes is
/// committed on the way, so nothing is tried against a state that never was. What is parked is visible with its reason
/// and can be tried again; the person's later events go on.
struct Parking: Sendable {
    let store: Store
    let pipeline: EventPipeline
    let epoch: Int64

    /// Moves past the one thing in `batch`.
    func park(_ batch: Batch, because error: any Error) async throws {
        try await probe(batch)
        let reason = String(reflecting: error)
        try await store.write { [epoch] db in
            try PipelineTable.move(batch, epoch: epoch, in: db)
            let parked = batch.inputs.map { ParkedEvent($0, reason: reason) } + batch.unreadable
            try ParkedTable.replace(batch.retries, by: parked, in: db)
            for due in batch.triggers { try TriggerTable.park(due.trigger, reason: reason, in: db) }
            for wake in batch.wakes { try ParkedTable.park(wake, reason: reason, in: db) }
        }
    }

    /// An empty batch must pass: where it does not, the fault is the database's and no event is to blame.
    private func probe(_ batch: Batch) async throws {
        let empty = Batch(from: batch.from, to: batch.from, horizon: .distantPast)
        try await store.write { [pipeline, epoch] db in _ = try pipeline.process(empty, epoch: epoch, in: db) }
    }

    /// Whether trying the whole batch again is the answer.
    static func isInfrastructure(_ error: any Error) -> Bool {
        switch error {
        case let error as StoreError: error.isTemporary
        case is PipelineOvertaken, is CancellationError: true
        default: false
        }
    }
}

/// The process died while this event was alone in its hands (`SEMANTICS 34`).
struct ProcessDied: Error {}

/// An event that could not be processed, as its row keeps it.
package struct ParkedEvent: Sendable {
    /// Where its bytes are: the record, and its place in it.
    package struct Place: Hashable, LosslessStringConvertible, Sendable {
        package var position: LogPosition
        package var index: Int

        package init(position: LogPosition, index: Int) {
            self.position = position
            self.index = index
        }

        /// `position.index`, as addresses name it.
        package var description: String { "\(position.sequence).\(index)" }

        package init?(_ description: String) {
            let parts = description.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 2, let sequence = Int64(parts[0]), let index = Int(parts[1]) else { return nil }
            self.init(position: LogPosition(sequence: sequence), index: index)
        }

        /// The place of a record that cannot be read at all.
        static let wholeRecord = -1
    }

    package var received: Moment
    package var position: LogPosition
    package var index: Int
    package var key: KeyID
    package var type: String
    package var messageID: String?
    package var message: String
    /// It is about to be tried again.
    package var isRetried = false

    package var place: Place { Place(position: position, index: index) }

    init(_ input: Input, reason: String) {
        received = input.moment
        position = input.position
        index = input.index
        key = input.key
        type = input.event.type
        messageID = input.event.messageID
        message = reason
    }

    /// A whole record that no decoder reads.
    init(_ record: LogRecord, error: any Error) {
        received = record.received
        position = record.position
        index = Place.wholeRecord
        key = record.entry.key
        type = record.entry.call
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
        isRetried = try row.get(7)
    }
}
