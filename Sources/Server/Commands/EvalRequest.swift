import Expressions
import JSON
import Vocabulary

/// An expression and what it is to be evaluated on, as `eval` reads it.
struct EvalRequest {
    var expression: String
    var now: Moment
    var profile: AttributeValue = .object(AttributeObject())
    var event: AttributeValue?
    var zone = Zone.utc
    private var history: [AttributeValue] = []

    /// Input that is no request; the text says why.
    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    init(expression: String, now: Moment) {
        self.expression = expression
        self.now = now
    }

    /// One line of `eval --jsonl`.
    init(line: [UInt8], now: Moment) throws {
        let root = try JSONDocument(parsing: line).root
        guard let text = root["expr"]?.string else {
            throw Malformed(description: "the line has no \"expr\" that is a text")
        }
        self.init(expression: text, now: now)
        if let node = root["profile"] { profile = node.attributeValue() }
        if let node = root["event"] { event = Self.event(node.attributeValue()) }
        if let node = root["events"], !node.isNull { try setHistory(node) }
        if let node = root["now"], !node.isNull { try setNow(node.string ?? "") }
        if let node = root["zone"], !node.isNull { try setZone(node.string ?? "") }
    }

    mutating func setNow(_ text: String) throws {
        guard let moment = Moment(iso8601: text) else { throw Malformed(description: "now is not an ISO 8601 date") }
        now = moment
    }

    mutating func setZone(_ name: String) throws {
        guard let zone = Zone(name) else { throw Malformed(description: "there is no time zone \(name)") }
        self.zone = zone
    }

    // MARK: Events

    /// A JSON array of events, or one event a line.
    mutating func setHistory(parsing bytes: [UInt8]) throws {
        let first = bytes.first { !Self.blanks.contains($0) }
        if first == UInt8(ascii: "[") { return try setHistory(JSONDocument(parsing: bytes).root) }
        let lines = bytes.split(separator: UInt8(ascii: "\n")).filter { !$0.allSatisfy(Self.blanks.contains) }
        try setHistory(lines.map { try JSONDocument(parsing: Array($0)).root.attributeValue() })
    }

    private static let blanks: [UInt8] = [0x20, 0x09, 0x0A, 0x0D]

    private mutating func setHistory(_ node: JSONNode) throws {
        guard node.kind == .array else { throw Malformed(description: "the events are not an array") }
        try setHistory(node.elements.map { $0.attributeValue() })
    }

    /// Oldest first; events of one moment keep their order.
    private mutating func setHistory(_ events: [AttributeValue]) throws {
        guard events.allSatisfy({ $0.object != nil }) else { throw Malformed(description: "an event is not an object") }
        history = events.map(Self.event).enumerated()
            .map { (place: $0.offset, moment: Self.moment(of: $0.element), event: $0.element) }
            .sorted { ($0.moment, $0.place) < ($1.moment, $1.place) }
            .map(\.event)
    }

    /// An event with its timestamp read as a moment, and a Segment call's name as its type.
    private static func event(_ value: AttributeValue) -> AttributeValue {
        guard case .object(var object) = value else { return value }
        if object["eventType"] == nil, let name = object["event"] ?? object["type"] { object["eventType"] = name }
        if case .string(let text)? = object["timestamp"], let moment = Moment(iso8601: text) {
            object["timestamp"] = .moment(moment)
        }
        return .object(object)
    }

    private static func moment(of event: AttributeValue) -> Moment {
        if case .moment(let moment) = event["timestamp"] { moment } else { .distantPast }
    }

    // MARK: Answering

    /// The line to print for a request that `make` builds, and whether it tells of an error.
    static func answer(_ make: () throws -> EvalRequest) -> (line: [UInt8], isError: Bool) {
        do {
            let evaluation = try make().evaluate()
            guard evaluation.isComplete else { throw Malformed(description: "the expression took too many steps") }
            return (line(evaluation), false)
        } catch let diagnostics as Diagnostics {
            return (line(diagnostics), true)
        } catch {
            var writer = JSONWriter()
            writer.object { $0.member("error", "\(error)") }
            return (writer.bytes, true)
        }
    }

    private func evaluate() throws -> Evaluation {
        let context = EvaluationContext(profile: profile, event: event, history: history, now: now, zone: zone)
        return try Expression(expression).evaluate(in: context)
    }

    private static func line(_ evaluation: Evaluation) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            object.member("value", evaluation.value)
            object.member("validUntil", evaluation.validUntil)
        }
        return writer.bytes
    }

    private static func line(_ diagnostics: Diagnostics) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            object.member("error", diagnostics.description)
            object.array("diagnostics") { array in
                for item in diagnostics.all { array.object { write(item, to: &$0) } }
            }
        }
        return writer.bytes
    }

    private static func write(_ item: Diagnostic, to object: inout JSONWriter) {
        object.member("severity", item.severity.rawValue)
        object.member("code", item.code)
        object.member("message", item.message)
        object.array("range") { range in
            range.value(item.range?.lowerBound ?? 0)
            range.value(item.range?.upperBound ?? 0)
        }
        object.member("hint", item.hint)
    }
}
