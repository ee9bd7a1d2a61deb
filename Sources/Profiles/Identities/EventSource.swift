import Vocabulary

/// Where an event came from: what its word is worth and what is written beside the values it brought.
package struct EventSource: Hashable, Sendable {
    /// Short and stable, as shown beside an attribute: `key:0abc…`, `journey:…`, `import`.
    package var name: String
    /// Came by a write key that any visitor can read in a page's source: it cannot link two known persons.
    package var isBrowser: Bool

    /// In UTF-8 bytes; it is kept with every attribute.
    package static let nameLimit = 64

    package init(_ name: String, isBrowser: Bool = false) {
        self.name =
            name.utf8.count <= Self.nameLimit ? name : String(decoding: name.utf8.prefix(Self.nameLimit), as: UTF8.self)
        self.isBrowser = isBrowser
    }
}
