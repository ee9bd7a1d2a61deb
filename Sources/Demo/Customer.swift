/// A made-up name and address for a customer of the log, the same at every run; the log itself holds no personal data.
package struct Customer: Sendable {
    package var id: Int
    package var firstName: String
    package var lastName: String

    package init(_ id: Int) {
        self.id = id
        var random = SplitMix(seed: UInt64(id))
        firstName = Self.firstNames[Int(random.next() % UInt64(Self.firstNames.count))]
        lastName = Self.lastNames[Int(random.next() % UInt64(Self.lastNames.count))]
    }

    package var userID: String { "customer-\(id)" }

    /// At a domain that RFC 2606 keeps from ever existing.
    package var email: String { "\(firstName.lowercased()).\(lastName.lowercased()).\(id)@customers.example" }

    private static let firstNames = [
        "Ada", "Ben", "Carla", "David", "Elena", "Felix", "Grace", "Hugo", "Ines", "Jonas", "Klara", "Leon", "Maria",
        "Nils", "Olivia", "Paul", "Rosa", "Sam", "Tilda", "Victor", "Wanda", "Yusuf", "Zoe",
    ]

    private static let lastNames = [
        "Andersson", "Becker", "Costa", "Dubois", "Evans", "Fischer", "Garcia", "Hansen", "Ito", "Jansen", "Kowalski",
        "Lopez", "Moreau", "Novak", "Okafor", "Peterson", "Rossi", "Silva", "Tanaka", "Virtanen", "Weber",
    ]
}
