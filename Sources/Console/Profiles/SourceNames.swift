import Accounts
import Store

/// Who said something, in words: a key by the name its maker gave it, anyone else as recorded.
struct SourceNames: Sendable {
    private let keys: [String: String]

    static func load(in db: Transaction) throws -> SourceNames {
        let named = try Keys.all(in: db).filter { !$0.name.isEmpty }.map { ("key:\($0.id)", "key “\($0.name)”") }
        return SourceNames(keys: Dictionary(named) { first, _ in first })
    }

    subscript(source: String) -> String { keys[source] ?? source }
}
