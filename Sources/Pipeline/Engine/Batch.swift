import EventLog
import HeapModule
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

/// A place in the log down to the event: everything before it has been acted on.
struct EventPosition: Hashable, Sendable {
    /// The last record that is done as a whole.
    var record: LogPosition
    /// How many items of the record after it are done too; 0 but where a batch had to be taken apart.
    var place = 0

    /// Positions have no gaps, so the record before `input`'s is one less.
    static func before(_ input: Input) -> EventPosition {
        EventPosition(record: LogPosition(sequence: input.position.sequence - 1), place: input.index)
    }
}

/// What the pipeline takes in one transaction: events of the log, and the wakes that are due before it may go on.
struct Batch: Sendable {
    var from: EventPosition
    var to: EventPosition
    /// Everything received up to here is in this batch or before it, so wakes due by then may fire (`SEMANTICS 1`).
    var horizon: Moment
    var inputs: [Input] = []
    /// The people with a wake by `horizon`, earliest first.
    var wakes: [DueWake] = []
    /// What of the log no decoder reads any more.
    var unreadable: [ParkedEvent] = []

    /// Parked events tried again, each with the row to clear; such a batch takes nothing of the log.
    var retries: [ParkedEvent.Place] = []

    var isEmpty: Bool { from == to && wakes.isEmpty && retries.isEmpty }

    /// How many things happen in it, those that they cause not counted.
    var count: Int { inputs.count + wakes.count }

    /// Keeps the first `width` things that happen; the rest is gathered again.
    mutating func cut(to width: Int) {
        guard count > width else { return }
        var (events, woken, last) = (0, 0, horizon)
        while events + woken < width {
            let isWake = woken < wakes.count && (events == inputs.count || wakes[woken].moment < inputs[events].moment)
            last = isWake ? wakes[woken].moment : inputs[events].moment
            if isWake { woken += 1 } else { events += 1 }
        }
        // More may happen at that very moment, so what comes up then waits for the next batch.
        horizon = last - .milliseconds(1)
        if events < inputs.count { to = .before(inputs[events]) }
        inputs.removeSubrange(events...)
        wakes.removeSubrange(woken...)
        unreadable.removeAll { $0.position > to.record }
    }
}

/// A person and when something about them may change.
struct DueWake: Hashable, Sendable {
    var profile: ProfileID
    var moment: Moment
}

extension DueWake: Comparable {
    static func < (a: DueWake, b: DueWake) -> Bool { (a.moment, a.profile) < (b.moment, b.profile) }
}

/// The one order in which things happen: (moment, source, id), events before wakes of the same moment.
struct Agenda {
    enum Item {
        case event(Input)
        case wake(DueWake)

        var moment: Moment {
            switch self {
            case .event(let input): input.moment
            case .wake(let wake): wake.moment
            }
        }
    }

    private var inputs: ArraySlice<Input>
    private var wakes: Heap<DueWake>

    init(_ batch: Batch, inputs: [Input]) {
        self.inputs = inputs[...]
        wakes = Heap(batch.wakes)
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
