/// A kind of identity and what it says about persons: `email`, `userId`, a customer number of one's own.
package struct Namespace: Hashable, Sendable {
    /// Whom an identity of this namespace names.
    package enum Kind: String, Sendable {
        /// A person, who is *known* from then on.
        case person
        /// A browser, an app installation: somebody, nobody knows who.
        case device
    }

    /// How many of them a person has, and how many persons one of them has.
    package enum Rule: String, Sendable {
        /// Any number a person.
        case many
        /// One a person: two persons who have one each are not the same person.
        case uniquePerPerson
        /// One for many persons (a kiosk, a family's tablet): it never says that two of them are the same.
        case sharedDevice
    }

    /// How values are brought to one form before they are compared.
    package enum Form: String, Sendable { case text, email, phone }

    package var name: String
    package var kind: Kind
    package var rule: Rule
    package var form: Form
    /// Which identity decides when they disagree: the lowest number does.
    package var rank: Int

    package init(_ name: String, kind: Kind = .person, rule: Rule = .many, form: Form = .text, rank: Int = 40) {
        self.name = name
        self.kind = kind
        self.rule = rule
        self.form = form
        self.rank = rank
    }

    package static let userID = Namespace("userId", rule: .uniquePerPerson, rank: 10)
    package static let email = Namespace("email", form: .email, rank: 20)
    package static let phone = Namespace("phone", form: .phone, rank: 30)
    package static let anonymousID = Namespace("anonymousId", kind: .device, rank: 50)

    /// Letters, digits, `_`, `-` and `.`, a letter first: safe in `namespace:value`, in addresses and as a JSON name.
    package static func isValid(name: String) -> Bool {
        guard let first = name.utf8.first, (1...nameLimit).contains(name.utf8.count), isLetter(first) else {
            return false
        }
        return name.utf8.allSatisfy { isLetter($0) || (48...57).contains($0) || $0 == 95 || $0 == 45 || $0 == 46 }
    }

    private static let nameLimit = 64

    private static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte | 0x20) }
}
