import Profiles
import Vocabulary

/// Whom a call writes to, and what it says about them.
package struct APIRecipient: Hashable, Sendable {
    /// By which they may be known: the one given, else the address.
    package let identity: Identity
    /// Where the message goes; `nil`: to the person's own address.
    package let address: String?
    /// What the call calls its members.
    let place: RecipientPlace
    /// Laid over the person's profile for this message, and kept nowhere else.
    package var profile: AttributeValue?
    package var context: AttributeValue

    /// - Throws: why nobody can be written to so.
    package init(
        at place: RecipientPlace,
        identity: Identity?,
        address: String?,
        profile: AttributeValue? = nil,
        context: AttributeValue = [:]
    ) throws(RecipientFault) {
        let inbox = try address.map { (text) throws(RecipientFault) in try Self.inbox(text, place) }
        guard let named = identity ?? inbox else {
            throw place.fault(.missing, place.address, "give an address, an identity, or both")
        }
        self.identity = try Self.normalized(named, place)
        self.address = address
        self.place = place
        self.profile = profile
        self.context = context
    }

    /// Tells the recipients of one key apart.
    var text: String { "\(identity.namespace):\(identity.value)\n\(address?.lowercased() ?? "")" }

    private static func inbox(_ address: String, _ place: RecipientPlace) throws(RecipientFault) -> Identity {
        do {
            return try Namespaces.standard.normalized(Identity(namespace: Namespace.email.name, value: address))
        } catch {
            throw place.fault(.invalidEmail, place.address, "it is no address of mail")
        }
    }

    private static func normalized(_ identity: Identity, _ place: RecipientPlace) throws(RecipientFault) -> Identity {
        do {
            return try Namespaces.standard.normalized(identity)
        } catch {
            throw place.fault(.invalidIdentity, place.identity, "it identifies nobody: \(error.code.rawValue)")
        }
    }
}

/// What a call's body calls one recipient and its members, so that a fault names what its author wrote.
package struct RecipientPlace: Hashable, Sendable {
    /// Leads to the recipient: `recipients.0`; empty where the body is about one alone.
    package var path: String
    package var address: String
    package var identity: String

    package init(path: String = "", address: String, identity: String) {
        self.path = path
        self.address = address
        self.identity = identity
    }

    /// - Parameter member: empty: the recipient as a whole.
    package func fault(_ code: RecipientFault.Code, _ member: String, _ detail: String) -> RecipientFault {
        let parts = [path, member].filter { !$0.isEmpty }
        return RecipientFault(code: code, field: parts.joined(separator: "."), detail: detail)
    }
}

/// Why one recipient of a call gets nothing.
package struct RecipientFault: Error, Hashable, Sendable {
    /// Stable, each with its line in `docs/errors.md`.
    package enum Code: String, CaseIterable, Sendable {
        /// Neither an address nor an identity.
        case missing = "recipient.missing"
        case invalidEmail = "recipient.invalid-email"
        case invalidIdentity = "recipient.invalid-identity"
        /// A member is of the wrong kind.
        case invalidField = "recipient.invalid-field"
        /// We know nobody with the identity, and no address was given.
        case unknown = "recipient.unknown"
        /// The call's context lacks what the campaign requires.
        case missingContext = "recipient.missing-context"
        /// The call named the same recipient before.
        case duplicate = "recipient.duplicate"
    }

    package var code: Code
    /// The member at fault, by the call's own names.
    package var field: String
    package var detail: String
}
