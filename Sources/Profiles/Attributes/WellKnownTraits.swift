import Vocabulary

/// The traits that everyone sends and where the standard schema keeps them: a trait is stored under its own name and,
/// where it is listed here, under the standard (XDM) path too, so that rules need not know who sent it.
package enum WellKnownTraits {
    /// Traits that recognise a person, and their namespaces.
    static let identities = [("email", "email"), ("phone", "phone")]

    /// The trait's path to the standard path.
    package static let standardPaths: [String: String] = [
        "email": "personalEmail.address",
        "phone": "mobilePhone.number",
        "name": "person.name.fullName",
        "firstName": "person.name.firstName", "firstname": "person.name.firstName",
        "first_name": "person.name.firstName",
        "lastName": "person.name.lastName", "lastname": "person.name.lastName", "last_name": "person.name.lastName",
        "gender": "person.gender",
        "birthday": "person.birthDate",
        "city": "homeAddress.city", "address.city": "homeAddress.city",
        "country": "homeAddress.country", "address.country": "homeAddress.country",
        "state": "homeAddress.state", "address.state": "homeAddress.state",
        "address.street": "homeAddress.street1",
        "postalCode": "homeAddress.postalCode", "address.postalCode": "homeAddress.postalCode",
        "address.zip": "homeAddress.postalCode",
        "locale": "preferredLanguage", "language": "preferredLanguage",
        "timezone": "timeZone",
        "company.name": "workAddress.organization",
    ]

    /// What an object of traits says under standard paths. Only plain values are copied; an explicit path in the
    /// traits themselves (`person: {name: …}`) is stored by its own name anyway.
    static func standard(_ traits: AttributeObject) -> [(path: String, value: AttributeValue)] {
        var found: [(String, AttributeValue)] = []
        for (name, value) in traits {
            if case .object(let inner) = value {
                for (innerName, innerValue) in inner where innerValue.isPlain {
                    if let path = standardPaths["\(name).\(innerName)"] { found.append((path, innerValue)) }
                }
            } else if value.isPlain, let path = standardPaths[name] {
                found.append((path, value))
            }
        }
        return found
    }
}

extension AttributeValue {
    fileprivate var isPlain: Bool {
        switch self {
        case .null, .bool, .integer, .decimal, .double, .string, .moment: true
        case .array, .object: false
        }
    }
}
