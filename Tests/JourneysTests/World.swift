import Deliveries
import JSON
import Vocabulary

@testable import Journeys

/// A little world for tests: people with a history, live journeys, and a clock that only events and waits move.
struct World {
    private(set) var journeys: LiveJourneys
    private(set) var runs = Runs()
    private var ids = IDGenerator()
    private var people: [String: Person] = [:]
    private(set) var now: Moment

    struct Person {
        var profile: ProfileID
        var attributes: AttributeValue
        var history: [AttributeValue] = []
    }

    static let start = CivilTime(year: 2026, month: 3, day: 2, hour: 10).utcMoment

    /// One live journey a definition, with the ids 1, 2, 3 …
    init(_ definitions: [String], status: Journey.Status = .live, now: Moment = World.start) throws {
        let versions = try definitions.enumerated().map { index, text in
            try LiveVersion.sample(text, journey: Int64(index + 1), status: status)
        }
        journeys = LiveJourneys(
            versions,
            newest: Dictionary(uniqueKeysWithValues: versions.map { ($0.journey, $0.number) }),
            revision: 1
        )
        self.now = now
    }

    init(_ definition: String, status: Journey.Status = .live) throws { try self.init([definition], status: status) }

    subscript(name: String) -> Person {
        mutating get {
            if let known = people[name] { return known }
            let person = Person(profile: ProfileID(raw: ids.next(now: now)), attributes: [:])
            people[name] = person
            return person
        }
        set { people[name] = newValue }
    }

    /// An event of `name`, received now.
    @discardableResult
    mutating func happens(
        _ type: String,
        to name: String = "ada",
        _ properties: AttributeValue = [:],
        age: Duration = .zero,
        isHistorical: Bool = false
    ) -> [JourneyEffect] {
        var person = self[name]
        let event = Event.sample(type, at: now - age, properties, isHistorical: isHistorical)
        person.history.append(event.value)
        var traveller = Traveller(
            profile: person.profile,
            attributes: person.attributes,
            history: person.history
        )
        let effects = runs.advance(on: event, of: &traveller, received: now, journeys: journeys, ids: &ids)
        person.attributes = traveller.attributes
        self[name] = person
        return effects
    }

    /// Lets time pass; whoever waits is woken at their own moment.
    @discardableResult
    mutating func passes(_ duration: Duration) -> [JourneyEffect] {
        let end = now + duration
        var effects: [JourneyEffect] = []
        while let (due, name) = nextWake, due <= end {
            now = due
            effects += wake(name)
        }
        now = end
        return effects
    }

    mutating func wake(_ name: String = "ada") -> [JourneyEffect] {
        var person = self[name]
        var traveller = Traveller(
            profile: person.profile,
            attributes: person.attributes,
            history: person.history
        )
        let effects = runs.wake(&traveller, now: now, journeys: journeys, ids: &ids)
        person.attributes = traveller.attributes
        self[name] = person
        return effects
    }

    /// `name` is told what became of the message that one of their runs was owed at `step`.
    @discardableResult
    mutating func learns(
        _ state: SendState,
        _ reason: SendReason? = nil,
        of obligation: Obligation,
        _ name: String = "ada"
    ) -> [JourneyEffect] {
        let outcome = MessageOutcome(
            send: obligation.send,
            step: StepID(obligation.origin.step),
            state: state,
            reason: reason,
            moment: now
        )
        let trigger = Trigger(
            moment: now,
            subject: obligation.send.raw,
            profile: obligation.profile,
            run: obligation.origin.run,
            content: .outcome(outcome)
        )
        return takes(trigger, name)
    }

    mutating func takes(_ trigger: Trigger, _ name: String = "ada") -> [JourneyEffect] {
        var person = self[name]
        var traveller = Traveller(profile: person.profile, attributes: person.attributes, history: person.history)
        let effects = runs.take(trigger, of: &traveller, now: now, journeys: journeys, ids: &ids)
        person.attributes = traveller.attributes
        self[name] = person
        return effects
    }

    mutating func merge(_ absorbed: String, into survivor: String) -> [JourneyEffect] {
        runs.merged(self[absorbed].profile, into: self[survivor].profile, now: now)
    }

    mutating func end(_ journeys: LiveJourneys) { self.journeys = journeys }

    /// The steps on which somebody's runs wait.
    mutating func places(of name: String = "ada") -> [StepID] { runs.waiting(of: self[name].profile).map(\.step) }

    private var nextWake: (Moment, String)? {
        people.compactMap { name, person in runs.nextWake(of: person.profile).map { ($0, name) } }.min { $0 < $1 }
    }
}

extension Event {
    static func sample(
        _ type: String,
        at timestamp: Moment,
        _ properties: AttributeValue = [:],
        isHistorical: Bool = false
    ) -> Event {
        Event(
            kind: .track,
            type: type,
            timestamp: timestamp,
            identities: [Identity(namespace: "userId", value: "x")],
            properties: properties,
            isHistorical: isHistorical
        )
    }
}

extension LiveVersion {
    static func sample(
        _ text: String,
        journey: Int64 = 1,
        number: Int = 1,
        status: Journey.Status = .live
    ) throws -> LiveVersion {
        let version = JourneyVersion(
            journey: JourneyID(raw: journey),
            number: number,
            definition: try JourneyDefinition(text),
            lineage: [:],
            published: .epoch
        )
        guard let live = LiveVersion(version, status: status) else { throw Diagnostics([]) }
        return live
    }
}

extension JourneyEffect {
    /// Short words, to be compared in tests: `reached thanks`.
    var words: String {
        switch self {
        case .entered: "entered"
        case .refused(_, let reason): "refused \(reason.rawValue)"
        case .queued: "queued"
        case .transferred(_, let old): "leaves version \(old.version) at \(old.step)"
        case .moved(_, _, let step): "reached \(step)"
        case .owe(let obligation): "owes \(obligation.origin.step)"
        case .cancelSends(_, let reason): "cancels \(reason)"
        case .updateProfile(_, let updates): "updates \(updates.map(\.path).joined(separator: " "))"
        case .exited(_, let step, let reason): "exited \(reason) at \(step)"
        case .failed(_, let step, let reason): "failed \(reason) at \(step)"
        }
    }
}

extension [JourneyEffect] {
    var words: [String] { map(\.words) }
}

/// A definition around some steps: `entry` on "Begin" leads to `first`; `end` ends.
func definition(
    entry: String = #""reentrance": "always""#,
    exits: String = "",
    first: String = "end",
    _ steps: String...
) -> String {
    let exitRules = exits.isEmpty ? "" : #""exitRules": [\#(exits)],"#
    let all =
        [#"{"id": "entry", "kind": "entry", "event": "Begin", \#(entry), "next": "\#(first)"}"#]
        + steps + [#"{"id": "end", "kind": "end"}"#]
    return
        #"{"format": "sojourn.journey/1", "name": "Sample", \#(exitRules) "steps": [\#(all.joined(separator: ","))]}"#
}
