import Campaigns
import JSON
import Vocabulary

/// Reads the bodies of calls that send a message. What is wrong with the whole refuses it; what is wrong with one of
/// several recipients is that recipient's own.
struct MessageCall: Sendable {
    var call: APICall
    var campaign: String
    var requestID: String?

    /// `{to: {email, identity}, context, profile}`: one recipient.
    static func plain(_ body: AttributeObject, key: String?) throws -> APICall {
        for name in body.keys where !["to", "context", "profile"].contains(name) {
            throw BodyReader.invalid(name, "\(name) is not known here")
        }
        guard let to = body["to"]?.object else {
            throw BodyReader.invalid("to", "to is an object with email, identity or both")
        }
        let reader = RecipientReader(
            place: RecipientPlace(address: "to.email", identity: "to.identity"),
            profile: body["profile"],
            context: body["context"]
        )
        let recipient = reader.read { fields throws(RecipientFault) in
            let email = try fields.text(to["email"], "to.email")
            guard let identity = try fields.text(to["identity"], "to.identity") else { return (nil, email) }
            guard let colon = identity.firstIndex(of: ":") else {
                throw fields.fault(.invalidIdentity, "to.identity", "identity is NAMESPACE:VALUE")
            }
            let value = String(identity[identity.index(after: colon)...])
            return (Identity(namespace: String(identity[..<colon]), value: value), email)
        }
        return APICall(key: key, body: .object(body), recipients: [recipient], isWhole: true)
    }

    /// `{requestId, campaignId, recipients: […]}` as in `ajo.md` 6.3.
    static func unitary(_ body: AttributeObject) throws -> MessageCall {
        guard let campaign = body["campaignId"]?.string, !campaign.isEmpty else {
            throw BodyReader.invalid("campaignId", "campaignId is the campaign's id or name")
        }
        let requestID = try body["requestId"].flatMap { $0.isNull ? nil : $0 }.map { value in
            guard let text = value.string else { throw BodyReader.invalid("requestId", "requestId is a text") }
            return try IdempotencyKey.checked(text, field: "requestId")
        }
        guard case .array(let elements) = body["recipients"], (1...APICall.recipientLimit).contains(elements.count)
        else {
            let detail = "recipients is a list of 1 to \(APICall.recipientLimit) objects"
            throw BodyReader.invalid("recipients", detail)
        }
        let recipients = elements.enumerated().map { recipient($0.element, at: "recipients.\($0.offset)") }
        return MessageCall(
            call: APICall(key: requestID, body: .object(body), recipients: recipients),
            campaign: campaign,
            requestID: requestID
        )
    }

    private static func recipient(_ value: AttributeValue, at path: String) -> Result<APIRecipient, RecipientFault> {
        let place = RecipientPlace(path: path, address: "channelData.emailAddress", identity: "userId")
        let reader = RecipientReader(place: place, profile: value["profile"], context: value["context"])
        return reader.read { fields throws(RecipientFault) in
            guard value.object != nil else { throw fields.fault(.invalidField, "", "a recipient is an object") }
            guard try fields.text(value["type"], "type") ?? "aep" == "aep" else {
                throw fields.fault(.invalidField, "type", "the one type known here is aep")
            }
            let address = try fields.text(value["channelData"]["emailAddress"], "channelData.emailAddress")
            let user = try fields.text(value["userId"], "userId")
            let namespace = try fields.text(value["namespace"], "namespace")
            guard let user else { return (nil, address) }
            guard let namespace else {
                throw fields.fault(
                    .invalidIdentity,
                    "namespace",
                    "namespace says what userId is, as in userId or email"
                )
            }
            return (Identity(namespace: Self.namespace(namespace), value: user), address)
        }
    }

    /// Adobe's names for what has another here.
    private static func namespace(_ name: String) -> String {
        switch name {
        case "Email", "EMAIL": "email"
        case "Phone", "PHONE": "phone"
        default: name
        }
    }
}

/// Reads one recipient, and names its faults as the call's body does.
private struct RecipientReader {
    var place: RecipientPlace
    var profile: AttributeValue?
    var context: AttributeValue?

    typealias Who = (RecipientReader) throws(RecipientFault) -> (Identity?, String?)

    func read(_ who: Who) -> Result<APIRecipient, RecipientFault> {
        Result { () throws(RecipientFault) in
            let (identity, address) = try who(self)
            return try APIRecipient(
                at: place,
                identity: identity,
                address: address,
                profile: try object(profile, "profile"),
                context: try object(context, "context") ?? [:]
            )
        }
    }

    func fault(_ code: RecipientFault.Code, _ member: String, _ detail: String) -> RecipientFault {
        place.fault(code, member, detail)
    }

    /// A text, `nil` where it is missing, `null` or empty.
    func text(_ value: AttributeValue?, _ field: String) throws(RecipientFault) -> String? {
        guard let value, !value.isNull else { return nil }
        guard let text = value.string else { throw fault(.invalidField, field, "\(field) is a text") }
        return text.isEmpty ? nil : text
    }

    private func object(_ value: AttributeValue?, _ field: String) throws(RecipientFault) -> AttributeValue? {
        guard let value, !value.isNull else { return nil }
        guard value.object != nil else { throw fault(.invalidField, field, "\(field) is an object") }
        return value
    }
}
