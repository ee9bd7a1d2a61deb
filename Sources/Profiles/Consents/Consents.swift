import Vocabulary

/// What a consent is about: a channel, or one subscription list (topic) on it.
package struct ConsentScope: Hashable, Sendable {
    /// `email`, `sms`, `push` …
    package var channel: String
    /// `nil`: the whole channel.
    package var topic: String?

    package init(channel: String, topic: String? = nil) {
        self.channel = channel
        self.topic = topic
    }
}

/// An explicit yes or no, when and by what.
package struct ConsentStatement: Hashable, Sendable {
    package enum Choice: String, CaseIterable, Sendable { case yes, no }

    package var choice: Choice
    package var moment: Moment
    package var source: String

    package init(_ choice: Choice, moment: Moment, source: String) {
        self.choice = choice
        self.moment = moment
        self.source = source
    }

    /// The later statement counts; of two of one moment the no.
    func wins(over other: ConsentStatement) -> Bool {
        moment != other.moment ? moment > other.moment : choice == .no && other.choice == .yes
    }
}

/// A person's explicit statements; what is not here is unknown (`SEMANTICS 9`).
package struct Consents: Hashable, Sendable {
    package private(set) var statements: [ConsentScope: ConsentStatement]

    /// Scopes a person may have agreed to; a refusal is taken up to five times as many.
    package static let limit = 200

    package init(_ statements: [ConsentScope: ConsentStatement] = [:]) { self.statements = statements }

    /// - Returns: whether the statement is the latest and now counts.
    @discardableResult
    package mutating func state(_ statement: ConsentStatement, on scope: ConsentScope) -> Bool {
        if let known = statements[scope] {
            guard statement.wins(over: known) else { return false }
        } else if statements.count >= (statement.choice == .yes ? Self.limit : Self.limit * 5) {
            return false
        }
        statements[scope] = statement
        return true
    }

    /// Two persons are one: the latest explicit statement per channel and topic wins, a tie is no.
    package mutating func merge(_ other: Consents) {
        for (scope, statement) in other.statements {
            if let known = statements[scope], !statement.wins(over: known) { continue }
            statements[scope] = statement
        }
    }
}

/// Whether marketing may be sent, and why not.
package enum ConsentAnswer: String, Hashable, Sendable {
    /// The person said yes.
    case yes
    /// The person said no.
    case no
    /// The person said nothing and the owner allows that on this channel.
    case allowedByDefault = "allowed_by_default"
    /// The person said nothing: denied until the owner chooses otherwise.
    case unknown

    package var isAllowed: Bool { self == .yes || self == .allowedByDefault }
}

/// What silence means on each channel, chosen by the owner at set-up; denied where nothing was chosen.
package struct ConsentDefaults: Hashable, Sendable {
    package var allowedWhenUnknown: Set<String>

    package init(allowedWhenUnknown: Set<String> = []) { self.allowedWhenUnknown = allowedWhenUnknown }

    package static let deny = ConsentDefaults()
}

extension Consents {
    /// Whether marketing on `channel` (about `topic`) may be sent.
    ///
    /// A no to the topic stands whatever is said of the channel; a no to the channel ends every topic but one that was
    /// asked for later.
    package func answer(channel: String, topic: String? = nil, defaults: ConsentDefaults) -> ConsentAnswer {
        let general = statements[ConsentScope(channel: channel)]
        let specific = topic.flatMap { statements[ConsentScope(channel: channel, topic: $0)] }
        switch (specific, general) {
        case (let specific?, let general?):
            return specific.choice == .no || (general.choice == .no && general.moment >= specific.moment) ? .no : .yes
        case (let only?, nil), (nil, let only?): return only.choice == .yes ? .yes : .no
        case (nil, nil): return defaults.allowedWhenUnknown.contains(channel) ? .allowedByDefault : .unknown
        }
    }

    /// As expressions and templates see them: `consents.marketing.email.val`, and topics under `subscriptions`.
    package var value: AttributeValue {
        var marketing = AttributeObject()
        for (scope, statement) in statements.sorted(by: { $0.key.order < $1.key.order }) {
            let said: AttributeValue = [
                "val": .string(statement.choice == .yes ? "y" : "n"), "time": .string(statement.moment.description),
            ]
            marketing.update(scope.channel) { channel in
                guard var object = channel.object else { return }
                if let topic = scope.topic {
                    object.update("subscriptions") { topics in
                        guard var named = topics.object else { return }
                        named[topic] = said
                        topics = .object(named)
                    }
                } else {
                    for (name, value) in said.object ?? AttributeObject() { object[name] = value }
                }
                channel = .object(object)
            }
        }
        return ["marketing": .object(marketing)]
    }
}

extension ConsentScope {
    /// One order for storage and pages: by channel, the channel itself before its topics.
    var order: (String, String) { (channel, topic ?? "") }

    /// Lower-case letters, digits, `_`, `-`, `.`; topics may be any short name.
    package var isValid: Bool {
        let isName = { (byte: UInt8) in
            (97...122).contains(byte | 0x20) || (48...57).contains(byte) || byte == 95 || byte == 45 || byte == 46
        }
        return (1...64).contains(channel.utf8.count) && channel.utf8.allSatisfy(isName)
            && (topic.map { (1...128).contains($0.utf8.count) && $0.utf8.allSatisfy { $0 >= 0x20 } } ?? true)
    }
}
