import Deliveries
import JSON
import Vocabulary

/// Walks people through a definition under a virtual clock, in memory: what would happen, and when.
///
/// It is the engine itself that walks (`Runs`, `JourneyMachine`), so a simulation tells the truth. Nothing is sent, so
/// what becomes of a message is assumed: it is sent at once, unless `fates` says otherwise of its step.
package struct JourneySimulation: Sendable {
    private let journeys: LiveJourneys
    private var runs = Runs()
    private var people: [ProfileID: SimulatedPerson] = [:]
    private var profiles: [String: ProfileID] = [:]
    private var wakes = WakeQueue()
    private let fates: [StepID: SimulatedFate]
    /// What runs are still to be told, in no order.
    private var untold: [(profile: ProfileID, trigger: Trigger)] = []
    private var ids = IDGenerator()
    private var lines: [SimulatedLine] = []

    private static let journey = JourneyID(raw: 1)

    private init?(_ definition: JourneyDefinition, _ fates: [StepID: SimulatedFate]) {
        self.fates = fates
        let version = JourneyVersion(
            journey: Self.journey,
            number: 1,
            definition: definition,
            lineage: [:],
            published: .epoch
        )
        guard let live = LiveVersion(version, status: .live) else { return nil }
        journeys = LiveJourneys([live], newest: [Self.journey: 1], revision: 1)
    }

    /// Everything that happens, in order: each event is received at its own timestamp, and the clock runs on until
    /// nobody waits for a moment any more.
    package static func lines(
        of definition: JourneyDefinition,
        events: [SimulatedEvent],
        fates: [StepID: SimulatedFate] = [:]
    ) -> [SimulatedLine] {
        guard var simulation = JourneySimulation(definition, fates) else { return [] }
        for event in events.sorted(by: { $0.event.timestamp < $1.event.timestamp }) { simulation.receive(event) }
        simulation.wakeAll(before: .distantFuture)
        return simulation.lines
    }

    private mutating func receive(_ simulated: SimulatedEvent) {
        let event = simulated.event
        wakeAll(before: event.timestamp)
        let profile = profile(of: simulated.person, at: event.timestamp)
        people[profile]?.absorb(event)
        let journeys = journeys
        move(profile, at: event.timestamp) { runs, traveller, ids in
            runs.advance(on: event, of: &traveller, received: event.timestamp, journeys: journeys, ids: &ids)
        }
    }

    /// What happens inside at the very moment of an event comes after it: outcomes, then wakes (`SEMANTICS 1`).
    private mutating func wakeAll(before moment: Moment) {
        let journeys = journeys
        while true {
            let next = wakes.first.map { min(moment, $0.moment + .milliseconds(1)) } ?? moment
            if let place = firstUntold(before: next) {
                tell(untold.remove(at: place))
                continue
            }
            guard let plan = wakes.first, plan.moment < moment else { return }
            wakes.removeFirst()
            guard runs.nextWake(of: plan.profile) == plan.moment else { continue }
            move(plan.profile, at: plan.moment) { runs, traveller, ids in
                runs.wake(&traveller, now: plan.moment, journeys: journeys, ids: &ids)
            }
        }
    }

    private func firstUntold(before moment: Moment) -> Int? {
        let first = untold.indices.min { untold[$0].trigger.moment < untold[$1].trigger.moment }
        return first.flatMap { untold[$0].trigger.moment < moment ? $0 : nil }
    }

    private mutating func tell(_ told: (profile: ProfileID, trigger: Trigger)) {
        let (journeys, trigger) = (journeys, told.trigger)
        if case .outcome(let outcome) = trigger.content, let person = people[told.profile] {
            lines.append(SimulatedLine(person: person.name, outcome: outcome))
        }
        move(told.profile, at: trigger.moment) { runs, traveller, ids in
            runs.take(trigger, of: &traveller, now: trigger.moment, journeys: journeys, ids: &ids)
        }
    }

    /// What will become of a message for which its run rests.
    private mutating func plan(_ obligation: Obligation) {
        let step = StepID(obligation.origin.step)
        let outcome = (fates[step] ?? .sent).outcome(of: obligation, at: step)
        let trigger = Trigger(
            moment: outcome.moment,
            subject: obligation.send.raw,
            profile: obligation.profile,
            run: obligation.origin.run,
            content: .outcome(outcome)
        )
        untold.append((obligation.profile, trigger))
    }

    private mutating func profile(of name: String, at moment: Moment) -> ProfileID {
        if let known = profiles[name] { return known }
        let profile = ProfileID(raw: ids.next(now: moment))
        profiles[name] = profile
        people[profile] = SimulatedPerson(name: name)
        return profile
    }

    private mutating func move(
        _ profile: ProfileID,
        at moment: Moment,
        by decide: (inout Runs, inout Traveller, inout IDGenerator) -> [JourneyEffect]
    ) {
        guard let person = people[profile] else { return }
        var traveller = Traveller(profile: profile, attributes: person.attributes, history: person.history)
        let effects = decide(&runs, &traveller, &ids)
        people[profile]?.attributes = traveller.attributes
        if let wake = runs.nextWake(of: profile) { wakes.insert(WakeQueue.Plan(moment: wake, profile: profile)) }
        for case .owe(let obligation) in effects where obligation.tellsRun { plan(obligation) }
        lines += effects.map { SimulatedLine(moment: moment, person: person.name, effect: $0) }
        let rests = effects.isEmpty ? [] : runs.waiting(of: profile).filter { $0.reachedAt == moment }
        lines += rests.map { SimulatedLine(moment: moment, person: person.name, resting: $0) }
    }
}

/// Somebody in a simulation.
private struct SimulatedPerson: Sendable {
    let name: String
    var attributes: AttributeValue = [:]
    var history: [AttributeValue] = []

    init(name: String) { self.name = name }

    mutating func absorb(_ event: Event) {
        history.append(event.value)
        guard let traits = event.traits.object else { return }
        var members = attributes.object ?? AttributeObject()
        for (name, value) in traits { members[name] = value }
        attributes = .object(members)
    }
}
