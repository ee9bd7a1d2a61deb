import JSON
import Vocabulary

/// The parts of a profile as the text that its row keeps; names in order, so that equal profiles are equal bytes.
enum ProfileText {
    static func attributes(_ attributes: Attributes) -> String {
        attributes.stored?.text.values ?? attributes.value.jsonText
    }

    /// `{"person.name.firstName": [1764000000000, "key:…"]}`
    static func provenance(_ attributes: Attributes) -> String {
        if let stored = attributes.stored { return stored.text.provenance }
        var json = JSONWriter(reservingCapacity: attributes.provenance.count * 48)
        json.object { json in
            for (path, provenance) in attributes.provenance.sorted(by: { $0.key < $1.key }) {
                json.array(path) { json in
                    json.value(provenance.moment.milliseconds)
                    json.value(provenance.source)
                }
            }
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }

    /// `[["email", "news", "yes", 1764000000000, "key:…"]]`, the topic null for a whole channel.
    static func consents(_ consents: Consents) -> String {
        var json = JSONWriter()
        json.array { json in
            for (scope, statement) in consents.statements.sorted(by: { $0.key.order < $1.key.order }) {
                json.array { json in
                    json.value(scope.channel)
                    if let topic = scope.topic { json.value(topic) } else { json.null() }
                    json.value(statement.choice.rawValue)
                    json.value(statement.moment.milliseconds)
                    json.value(statement.source)
                }
            }
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }

    /// `[["Order Completed", 3, 1764000000000, 1764500000000]]`, the type null for all beyond the limit.
    static func counters(_ counters: EventCounters) -> String {
        var json = JSONWriter()
        json.array { json in
            for (type, counter) in counters.types.sorted(by: { $0.key < $1.key }) {
                append(counter, of: type, to: &json)
            }
            if let others = counters.others { append(others, of: nil, to: &json) }
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private static func append(_ counter: EventCounters.Counter, of type: String?, to json: inout JSONWriter) {
        json.array { json in
            if let type { json.value(type) } else { json.null() }
            json.value(counter.count)
            json.value(counter.first.milliseconds)
            json.value(counter.last.milliseconds)
        }
    }
}

extension ProfileText {
    static func attributes(values: [UInt8], provenance: [UInt8]) throws -> Attributes {
        Attributes(stored: try StoredAttributes(values: values, provenance: provenance))
    }

    static func consents(_ text: [UInt8]) throws -> Consents {
        guard !text.elementsEqual("[]".utf8) else { return Consents() }
        var statements: [ConsentScope: ConsentStatement] = [:]
        for parts in try rows(text) {
            guard parts.count == 5, let channel = parts[0].string, let moment = parts[3].moment,
                let choice = parts[2].string.flatMap(ConsentStatement.Choice.init), let source = parts[4].string
            else { throw ProfileTextError(part: "consents") }
            let scope = ConsentScope(channel: channel, topic: parts[1].string)
            statements[scope] = ConsentStatement(choice, moment: moment, source: source)
        }
        return Consents(statements)
    }

    static func counters(_ text: [UInt8]) throws -> EventCounters {
        var types: [String: EventCounters.Counter] = [:]
        var others: EventCounters.Counter?
        let document = try JSONDocument(parsing: text)
        for row in document.root.elements {
            var parts = row.elements
            guard let type = parts.next(), let count = parts.next()?.integer, let first = parts.next()?.integer,
                let last = parts.next()?.integer, parts.next() == nil
            else { throw ProfileTextError(part: "counters") }
            let counter = EventCounters.Counter(
                count: count,
                first: Moment(milliseconds: first),
                last: Moment(milliseconds: last)
            )
            if let name = type.string { types[name] = counter } else { others = counter }
        }
        return EventCounters(types: types, others: others)
    }

    private static func rows(_ text: [UInt8]) throws -> [[AttributeValue]] {
        guard case .array(let rows) = try AttributeValue(json: text) else { return [] }
        return rows.map { if case .array(let parts) = $0 { parts } else { [] } }
    }
}

extension ProfileText {
    /// A whole profile, as a merge keeps what both were before it.
    static func snapshot(_ profile: Profile) -> String {
        var json = JSONWriter()
        json.object { json in
            json.member("created", profile.created.milliseconds)
            json.member("seen", profile.seen.milliseconds)
            json.member("version", profile.version)
            json.name("attributes")
            json.raw(attributes(profile.facts).utf8)
            json.name("provenance")
            json.raw(provenance(profile.facts).utf8)
            json.name("consents")
            json.raw(consents(profile.consents).utf8)
            json.name("counters")
            json.raw(counters(profile.counters).utf8)
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }

    /// The profile of a snapshot; its wake is not kept: whoever restores it wakes it at once.
    static func profile(_ id: ProfileID, snapshot: [UInt8]) throws -> Profile {
        let value = try AttributeValue(json: snapshot)
        guard let created = value["created"].moment, let seen = value["seen"].moment,
            case .integer(let version) = value["version"]
        else { throw ProfileTextError(part: "snapshot") }
        var profile = Profile(id: id, created: created)
        profile.seen = seen
        profile.version = version
        profile.facts = try attributes(values: value["attributes"].json, provenance: value["provenance"].json)
        profile.consents = try consents(value["consents"].json)
        profile.counters = try counters(value["counters"].json)
        return profile
    }
}

/// A row's text that is not what this code writes.
struct ProfileTextError: Error, Hashable {
    var part: String
}

extension AttributeValue {
    fileprivate var moment: Moment? {
        if case .integer(let milliseconds) = self { Moment(milliseconds: milliseconds) } else { nil }
    }
}
