import EventLog
import HeapModule
import Journeys
import Profiles
import Vocabulary

/// One event on its way through the pipeline.
struct Input: Sendable {
    /// When it was received: `now` in every decision about it.
    var moment: Moment
    /// When its record was received, also where it is tried again later: what an erasure looks at.
    var logged: Moment
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

/// What the pipeline takes in one transaction: events of the log, and the triggers and wakes that are due before it may
/// go on.
struct Batch: Sendable {
    var from: EventPosition
    var to: EventPosition
    /// Everything received up to here is in this batch or before it, so what is due by then may happen (`SEMANTICS 1`).
    var horizon: Moment
    var inputs: [Input] = []
    /// What was born inside by `horizon`, in order.
    var triggers: [DueTrigger] = []
    /// The people with a wake by `horizon`, earliest first.
    var wakes: [DueWake] = []
    /// What of the log no decoder reads any more.
    var unreadable: [ParkedEvent] = []

    /// Parked events tried again, each with the row to clear; such a batch takes nothing of the log.
    var retries: [ParkedEvent.Place] = []
    /// Those of which the log has nothing any more: they stay parked, and say so.
    var lost: [ParkedEvent.Place] = []

    var isEmpty: Bool { from == to && triggers.isEmpty && wakes.isEmpty && retries.isEmpty && lost.isEmpty }

    /// How many things happen in it, those that they cause not counted.
    var count: Int { inputs.count + triggers.count + wakes.count }

    /// Keeps the first `width` things that happen; the rest is gathered again.
    mutating func cut(to width: Int) {
        guard count > width else { return }
        var (events, told, woken, last) = (0, 0, 0, horizon)
        for _ in 0..<width {
            let event = events < inputs.count ? inputs[events].moment : nil
            let trigger = told < triggers.count ? triggers[told].moment : nil
            let wake = woken < wakes.count ? wakes[woken].moment : nil
            guard let next = Agenda.first(event, trigger, wake) else { break }
            last = next.moment
            switch next.origin {
            case .log: events += 1
            case .trigger: told += 1
            case .wake: woken += 1
            }
        }
        // More may happen at that very moment, so what comes up then waits for the next batch.
        horizon = last - .milliseconds(1)
        if events < inputs.count { to = .before(inputs[events]) }
        inputs.removeSubrange(events...)
        triggers.removeSubrange(told...)
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

/// A trigger and when it happens: at its own moment, or now where that has been acted on.
struct DueTrigger: Hashable, Sendable {
    var trigger: Trigger
    var moment: Moment
}

extension DueTrigger: Comparable {
    static func < (a: DueTrigger, b: DueTrigger) -> Bool {
        (a.moment, a.trigger.source.rawValue, a.trigger.subject)
            < (b.moment, b.trigger.source.rawValue, b.trigger.subject)
    }
}

/// The one order in which things happen: (moment, source, id), of the same moment events before triggers before wakes.
struct Agenda {
    enum Item {
        case event(Input)
        case trigger(DueTrigger)
        case wake(DueWake)

        var moment: Moment {
            switch self {
            case .event(let input): input.moment
            case .trigger(let trigger): trigger.moment
            case .wake(let wake): wake.moment
            }
        }
    }

    /// Where what happens comes from.
    enum Origin { case log, trigger, wake }

    /// What comes first of the next of each origin.
    static func first(_ event: Moment?, _ trigger: Moment?, _ wake: Moment?) -> (moment: Moment, origin: Origin)? {
        var first = event.map { ($0, Origin.log) }
        if let trigger, first.map({ trigger < $0.0 }) ?? true { first = (trigger, .trigger) }
        if let wake, first.map({ wake < $0.0 }) ?? true { first = (wake, .wake) }
        return first
    }

    private var inputs: ArraySlice<Input>
    private var triggers: ArraySlice<DueTrigger>
    private var wakes: Heap<DueWake>

    init(_ batch: Batch, inputs: [Input]) {
        self.inputs = inputs[...]
        triggers = batch.triggers[...]
        wakes = Heap(batch.wakes)
    }

    /// Adds a wake that came up while the batch was decided.
    mutating func add(_ wake: DueWake) { wakes.insert(wake) }

    mutating func next() -> Item? {
        switch Self.first(inputs.first?.moment, triggers.first?.moment, wakes.min?.moment)?.origin {
        case .log: inputs.popFirst().map(Item.event)
        case .trigger: triggers.popFirst().map(Item.trigger)
        case .wake: wakes.popMin().map(Item.wake)
        case nil: nil
        }
    }
}
