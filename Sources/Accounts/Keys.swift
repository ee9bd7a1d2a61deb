import Store
import Vocabulary

/// A key that lets a program in: write keys send events, manage keys do what the console can.
package struct AccessKey: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Sendable { case write, manage }

    package var id: KeyID
    package var kind: Kind
    package var name: String
    /// A write key that any visitor can read in a page's source.
    package var isBrowser: Bool
    package var created: Moment
    package var revoked: Moment?
    /// SHA-256 of the token; the token itself is shown once, at its making.
    package var digest: [UInt8]
}

/// A key just made, with the token that is never shown again.
package struct IssuedKey: Sendable {
    package var key: AccessKey
    package var token: String
}

/// Making, finding and revoking keys.
package enum Keys {
    /// Makes a key. `token` is given only where it must be known beforehand (the demo).
    package static func issue(
        _ kind: AccessKey.Kind,
        name: String,
        isBrowser: Bool = false,
        token: String? = nil,
        in db: Transaction
    ) throws -> IssuedKey {
        let token = try token ?? Secrets.token(prefix: kind == .write ? "wk_" : "mk_")
        let last = try KeysTable.lastID(in: db)
        var ids = IDGenerator(after: last)
        let key = AccessKey(
            id: KeyID(raw: ids.next(now: db.now)),
            kind: kind,
            name: name,
            isBrowser: isBrowser,
            created: db.now,
            digest: Secrets.digest(token)
        )
        try KeysTable.insert(key, in: db)
        return IssuedKey(key: key, token: token)
    }

    /// All keys, newest first, revoked ones too.
    package static func all(in db: Transaction) throws -> [AccessKey] { try KeysTable.all(in: db) }

    /// The key whose token has this digest, a revoked one too.
    package static func find(digest: [UInt8], in db: Transaction) throws -> AccessKey? {
        try KeysTable.find(digest, in: db)
    }

    /// - Returns: whether there was such a key and it was not revoked before.
    package static func revoke(_ id: KeyID, in db: Transaction) throws -> Bool { try KeysTable.revoke(id, in: db) }
}

/// All SQL of keys.
enum KeysTable {
    static func lastID(in db: Transaction) throws -> Int64 {
        try db.value("SELECT COALESCE(MAX(id), 0) FROM keys") ?? 0
    }

    static func insert(_ key: AccessKey, in db: Transaction) throws {
        try db.execute(
            """
            INSERT INTO keys (id, kind, name, is_browser, created, digest)
            VALUES (\(key.id), \(key.kind.rawValue), \(key.name), \(key.isBrowser), \(key.created), \(key.digest))
            """
        )
    }

    static func all(in db: Transaction) throws -> [AccessKey] {
        try db.rows("SELECT id, kind, name, is_browser, created, revoked, digest FROM keys ORDER BY id DESC", key)
    }

    static func find(_ digest: [UInt8], in db: Transaction) throws -> AccessKey? {
        try db.row(
            "SELECT id, kind, name, is_browser, created, revoked, digest FROM keys WHERE digest = \(digest)",
            key
        )
    }

    private static func key(_ row: borrowing Row) throws -> AccessKey {
        AccessKey(
            id: try row.get(0),
            kind: AccessKey.Kind(rawValue: try row.get(1)) ?? .write,
            name: try row.get(2),
            isBrowser: try row.get(3),
            created: try row.get(4),
            revoked: try row.get(5),
            digest: try row.get(6)
        )
    }

    static func revoke(_ id: KeyID, in db: Transaction) throws -> Bool {
        try db.execute("UPDATE keys SET revoked = \(db.now) WHERE id = \(id) AND revoked IS NULL") == 1
    }
}
