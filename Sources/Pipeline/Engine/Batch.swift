import EventLog
import Profiles
import Vocabulary

/// One event on its way through the pipeline.
struct Input: Sendable {
    /// When it was received: `now` in every decision about it.
    var moment: Moment
    var position: LogPosition
    /// Its place in the record.
    var index: Int
    var key: KeyID
    var source: EventSource
    var event: Event
    /// It claimed to be from the future and was set to its receipt.
    var isClamped: Bool
}

/// What the pipeline takes in one transaction: records of the log, and the wakes that are due before it may go on.
struct Batch: Sendable {
    var from: LogPosition
    var to: LogPosition
    /// Everything received up to here is in this batch or before it, so wakes due by then may fire (`SEMANTICS 1`).
    var horizon: Moment
    var inputs: [Input]
    /// The people with a wake by `horizon`, earliest first.
    var wakes: [DueWake]
    /// Parked events asked for again, each with the row to clear.
    var retries: [Int64] = []

    var isEmpty: Bool { from == to && wakes.isEmpty && inputs.isEmpty }
}

/// A person and when something about them may change.
struct DueWake: Hashable, Sendable {
    var profile: ProfileID
    var moment: Moment
}

/// The one order in which things happen: (moment, source, id), events before wakes of the same moment.
struct Agenda {
    enum Item {
        case event(Input)
        case wake(DueWake)
    }

    private var inputs: ArraySlice<Input>
    private var wakes: BinaryHeap<DueWake>

    init(_ batch: Batch, inputs: [Input]) {
        self.inputs = inputs[...]
        wakes = BinaryHeap(batch.wakes)
    }

    /// Adds a wake that came up while the batch was decided.
    mutating func add(_ wake: DueWake) { wakes.insert(wake) }

    mutating func next() -> Item? {
        if let wake = wakes.min, inputs.first.map({ wake.moment < $0.moment }) ?? true {
            wakes.removeMin()
            return .wake(wake)
        }
        return inputs.popFirst().map(Item.event)
    }
}

extension DueWake: Comparable {
    static func < (a: DueWake, b: DueWake) -> Bool { (a.moment, a.profile) < (b.moment, b.profile) }
}
