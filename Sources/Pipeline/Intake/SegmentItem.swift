import JSON
import Vocabulary

/// One event of a body, checked in full and still in place: whatever is a reason to reject it is found here, so that
/// making the `Event` cannot fail.
struct SegmentItem {
    let kind: Event.Kind
    let fields: SegmentFields
    let envelope: SegmentEnvelope
    let contextTraits: JSONNode?
    /// By the client's clock.
    let clientTime: Moment?
    let sentAt: Moment?
    let index: Int
    let rawBytes: Range<Int>

    /// - Parameter offset: where the node's document begins in the body.
    init(_ node: JSONNode, envelope: SegmentEnvelope, index: Int, offset: Int) throws(Rejection) {
        let rawBytes = node.rawBytes.lowerBound + offset..<node.rawBytes.upperBound + offset
        let inspection = SegmentInspection(index: index, rawBytes: rawBytes)
        try inspection.checkSize(of: node)
        let fields = SegmentFields(node)
        kind = try inspection.kind(fields[.type], call: envelope.call)
        self.fields = fields
        self.envelope = envelope
        self.index = index
        self.rawBytes = rawBytes
        for name in SegmentFields.Name.objects { try inspection.checkObject(fields[name], name) }
        contextTraits = (fields[.context]?["traits"]).flatMap { $0.kind == .object ? $0 : nil }
        for name in SegmentFields.Name.ids { try inspection.checkID(fields[name], name) }
        clientTime = try inspection.clientTime(fields)
        sentAt = fields[.sentAt]?.moment ?? envelope.sentAt
        try inspection.checkRequired(self)
    }

    /// Traits of the person; a group's are the group's own.
    var traits: JSONNode? { kind == .group ? nil : fields[.traits] }

    /// The value of a well-known trait that is an identity too; what it ought to look like is its namespace's affair.
    func identifyingTrait(_ name: String) -> JSONNode? {
        for traits in [traits, contextTraits] {
            guard let value = traits?[name], SegmentID.isUsable(value) else { continue }
            return value
        }
        return nil
    }
}

extension SegmentFields.Name {
    static let objects: [Self] = [.properties, .traits, .context]
    static let ids: [Self] = [.userId, .anonymousId, .previousId, .groupId, .messageId]
}

/// The checks of one item, and the place that each rejection names.
private struct SegmentInspection {
    let index: Int
    let rawBytes: Range<Int>

    func rejection(_ code: Rejection.Code, _ field: SegmentFields.Name? = nil, _ message: String) -> Rejection {
        Rejection(code, field: field.map { "\($0.text)" }, message: message, index: index, rawBytes: rawBytes)
    }

    func checkSize(of node: JSONNode) throws(Rejection) {
        guard node.kind == .object else { throw rejection(.notAnObject, nil, "an event is an object") }
        guard rawBytes.count <= SegmentLimits.eventBytes else {
            throw rejection(.tooLarge, nil, "the event is larger than \(SegmentLimits.eventBytes) bytes")
        }
        guard node.descendantCount <= SegmentLimits.eventValues else {
            let limit = SegmentLimits.eventValues
            throw rejection(.tooManyValues, nil, "the event has more than \(limit) names and values")
        }
    }

    /// The path says what a single call is, the `type` what an item of a batch is.
    func kind(_ type: JSONNode?, call: SegmentCall) throws(Rejection) -> Event.Kind {
        switch call {
        case .identify: return .identify
        case .track: return .track
        case .page: return .page
        case .screen: return .screen
        case .group: return .group
        case .alias: return .alias
        case .batch, .import:
            guard let kind = type?.string.flatMap(Event.Kind.init) else {
                throw rejection(.unknownType, .type, "type is none of identify, track, page, screen, group, alias")
            }
            return kind
        }
    }

    /// Clients written in PHP send an empty object as an empty array.
    func checkObject(_ node: JSONNode?, _ name: SegmentFields.Name) throws(Rejection) {
        guard let node, node.kind != .object, !(node.kind == .array && node.descendantCount == 0) else { return }
        throw rejection(.invalidField, name, "\(name.text) must be an object")
    }

    func checkID(_ node: JSONNode?, _ name: SegmentFields.Name) throws(Rejection) {
        guard let node, !SegmentID.isBlank(node) else { return }
        guard SegmentID.isUsable(node) else {
            let limit = SegmentLimits.idBytes
            throw rejection(.invalidID, name, "\(name.text) must be a text of at most \(limit) bytes or a whole number")
        }
    }

    func clientTime(_ fields: SegmentFields) throws(Rejection) -> Moment? {
        for name in [SegmentFields.Name.timestamp, .originalTimestamp] {
            guard let node = fields[name] else { continue }
            guard let moment = node.moment else {
                throw rejection(.invalidTimestamp, name, "\(name.text) is no date of ISO 8601")
            }
            return moment
        }
        return nil
    }

    func checkRequired(_ item: SegmentItem) throws(Rejection) {
        let fields = item.fields
        if item.kind == .track, !SegmentID.isUsable(fields[.event]) {
            throw rejection(
                .missingName,
                .event,
                "event must name what happened, in at most \(SegmentLimits.idBytes) bytes"
            )
        }
        if item.kind == .group, !SegmentID.isUsable(fields[.groupId]) {
            throw rejection(.missingGroupID, .groupId, "groupId is missing")
        }
        if item.kind == .alias, !SegmentID.isUsable(fields[.previousId]) {
            throw rejection(.missingPreviousID, .previousId, "previousId is missing")
        }
        let isIdentified =
            SegmentID.isUsable(fields[.userId]) || SegmentID.isUsable(fields[.anonymousId])
            || item.identifyingTrait("email") != nil || item.identifyingTrait("phone") != nil
        guard isIdentified else { throw rejection(.missingIdentity, .userId, "userId or anonymousId is missing") }
    }
}
