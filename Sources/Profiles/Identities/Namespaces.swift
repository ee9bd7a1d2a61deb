import Vocabulary

/// The namespaces of a sandbox: the four that are always there, those its owner declared, and any other valid name,
/// which is taken for a person's without further rules.
package struct Namespaces: Hashable, Sendable {
    private var declared: [String: Namespace]

    package static let standard = Namespaces([])

    /// - Parameter custom: may also change the rules of the four.
    package init(_ custom: [Namespace]) {
        declared = [:]
        for namespace in [Namespace.userID, .email, .phone, .anonymousID] + custom {
            declared[namespace.name] = namespace
        }
    }

    /// The namespace called `name`, `nil` where that is no name for one.
    package subscript(name: String) -> Namespace? {
        declared[name] ?? (Namespace.isValid(name: name) ? Namespace(name) : nil)
    }

    /// In order of strength.
    package var all: [Namespace] { declared.values.sorted { ($0.rank, $0.name) < ($1.rank, $1.name) } }

    /// `identity` in the one form in which it is stored and compared.
    package func normalized(_ identity: Identity) throws(ProfileReason) -> Identity {
        guard let namespace = self[identity.namespace] else { throw ProfileReason(.identityNamespace) }
        do {
            return Identity(namespace: namespace.name, value: try namespace.form.normalized(identity.value))
        } catch {
            throw ProfileReason(error, at: namespace.name)
        }
    }
}
