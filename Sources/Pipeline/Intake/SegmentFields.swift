import JSON

/// The members of a call that mean something here, found in one pass; of repeated names the last. Others are ignored,
/// and `null` is the same as nothing.
struct SegmentFields {
    enum Name: Int, CaseIterable {
        case type, event, name, category, userId, anonymousId, previousId, groupId, messageId
        case timestamp, originalTimestamp, sentAt, properties, traits, context
    }

    private var nodes: [JSONNode?]

    init(_ node: JSONNode) {
        nodes = Array(repeating: nil, count: Name.count)
        for member in node.members {
            guard let name = Name(of: member) else { continue }
            nodes[name.rawValue] = member.value.isNull ? nil : member.value
        }
    }

    subscript(name: Name) -> JSONNode? { nodes[name.rawValue] }
}

extension SegmentFields.Name {
    static let count = all.count
    private static let all = Array(allCases)

    /// The spelling in the body.
    var text: StaticString {
        switch self {
        case .type: "type"
        case .event: "event"
        case .name: "name"
        case .category: "category"
        case .userId: "userId"
        case .anonymousId: "anonymousId"
        case .previousId: "previousId"
        case .groupId: "groupId"
        case .messageId: "messageId"
        case .timestamp: "timestamp"
        case .originalTimestamp: "originalTimestamp"
        case .sentAt: "sentAt"
        case .properties: "properties"
        case .traits: "traits"
        case .context: "context"
        }
    }

    init?(of member: JSONMember) {
        guard let name = Self.all.first(where: { member.isNamed($0.text) }) else { return nil }
        self = name
    }
}
