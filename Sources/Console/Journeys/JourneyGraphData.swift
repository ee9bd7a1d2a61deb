import Deliveries
import Journeys
import Vocabulary

/// A version's graph as the outline says it and the script draws it.
struct JourneyGraphData: Sendable {
    struct Node: Sendable {
        var id: StepID
        var key: StepKey
        var title: String
        var kind: String
        /// What it does, in a few words.
        var summary: String
        /// When people reach it, counted from their entry.
        var when: String
        var counts: StepCounts
        var ways: [Destination]
        var isEmail: Bool
        var sendWords: String

        func people(_ outcome: JourneyReading.Outcome) -> Link {
            Pages.journeyPeople(key.journey).with("version", "\(key.version)").with("step", id.raw)
                .with("outcome", outcome.rawValue)
        }

        var preview: Link { Pages.journeyMessage(key.journey).with("version", "\(key.version)").with("step", id.raw) }

        var ledger: Link {
            Pages.messages.link.with("journey", key.journey.description).with("step", id.raw)
        }
    }

    struct Destination: Sendable {
        var target: StepID
        /// On the edge: `yes`, `after P30D`.
        var label: String
        /// In the outline: `if yes: Nudge`.
        var words: String
    }

    let nodes: [Node]

    /// - Parameter hour: when people usually enter.
    init(picture: VersionPicture, sends: [StepFacet], hour: UsualHour?) {
        let definition = picture.version.definition
        let schedule = StepSchedule(definition)
        nodes = schedule.order.compactMap { id in
            guard let step = definition[id] else { return nil }
            let facets = sends.filter { $0.step == id.raw }
            return Node(
                id: id,
                key: StepKey(journey: picture.version.journey, version: picture.version.number, step: id),
                title: Self.title(of: step),
                kind: Words.kind(step.step),
                summary: Self.summary(of: step.step),
                when: schedule.spans[id]?.words(entering: hour) ?? "",
                counts: picture[id],
                ways: step.ways.map { Self.destination($0, in: definition) },
                isEmail: step.kind == EmailStep.kind,
                sendWords: Self.words(of: facets)
            )
        }
    }

    private static func title(of step: JourneyStep) -> String { step.label ?? step.id.raw }

    private static func destination(_ way: Way, in definition: JourneyDefinition) -> Destination {
        let title = definition[way.target].map(title) ?? way.target.raw
        let label = label(of: way)
        return Destination(
            target: way.target,
            label: label,
            words: label.isEmpty ? "→ \(title)" : "\(label) → \(title)"
        )
    }

    private static func label(of way: Way) -> String {
        switch way.name {
        case "next": way.label ?? ""
        case "onEvent": "it happened"
        case "onTimeout": "not within \(way.label.flatMap { Period($0) }.map { Words.span($0.duration) } ?? "the time")"
        case "otherwise": "otherwise"
        default: way.label ?? way.name
        }
    }

    private static func summary(of step: Step) -> String {
        switch step {
        case .entry(let entry):
            "On “\(entry.listener.event)”" + (entry.listener.condition.map { " where \($0.source)" } ?? "")
        case .condition(let condition): Words.count(condition.cases.count, "case", "cases")
        case .wait(let wait):
            switch wait.end {
            case .after(let period): "For \(Words.span(period.duration))"
            case .until(let rule): "Until \(rule.source)"
            }
        case .waitForEvent(let wait):
            "For “\(wait.listener.event)”" + (wait.timeout.map { ", at most \(Words.span($0.period.duration))" } ?? "")
        case .email(let email): email.messageClass.rawValue.capitalizedFirst + rest(of: email)
        case .updateProfile(let update): "Sets \(update.assignments.map(\.path).joined(separator: ", "))"
        case .end: ""
        }
    }

    /// What an email step that wants to know does until it does.
    private static func rest(of email: EmailStep) -> String {
        switch email.whenSkipped {
        case .goOn: email.rests ? "; goes on when it is known what became of it" : ""
        case .leave: "; leaves if it cannot be sent"
        case .wait(let period): "; tries for up to \(Words.span(period.duration))"
        }
    }

    private static func words(of facets: [StepFacet]) -> String {
        let sent = facets.filter { [.sent, .delivered, .bounced].contains($0.state) }.reduce(0) { $0 + $1.count }
        let all = facets.reduce(0) { $0 + $1.count }
        return "\(Words.number(all)) owed, \(Words.number(sent)) sent"
    }

    /// What the script draws.
    var value: AttributeValue {
        ["nodes": .array(nodes.map(value)), "edges": .array(nodes.flatMap(edges))]
    }

    private func value(_ node: Node) -> AttributeValue {
        [
            "id": .string(node.id.raw), "title": .string(node.title), "kind": .string(node.kind),
            "summary": .string(node.summary), "when": .string(node.when),
            "reached": .string(Words.number(node.counts.reached)),
            "waiting": .string(Words.number(node.counts.waiting)), "out": .string(Words.number(node.counts.out)),
            "failed": .string(Words.number(node.counts.failed)),
            "sends": .string(node.isEmail ? node.sendWords : ""),
            "link": .string(node.isEmail ? node.preview.text : node.people(.waiting).text),
            "people": .string(node.people(node.kind == "End" ? .exited : .waiting).text),
        ]
    }

    private func edges(_ node: Node) -> [AttributeValue] {
        node.ways.map { way in
            ["from": .string(node.id.raw), "to": .string(way.target.raw), "label": .string(way.label)]
        }
    }
}

extension StepCounts {
    /// Who is here no more: went on, or left the journey here.
    var out: Int64 { left + exited }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
