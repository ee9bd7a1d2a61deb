import Store
import Vocabulary

/// Keys that an installation makes for itself once and keeps: what signs links, what signs mail.
package enum InstallationSecrets {
    /// The secret called `name`; made by `make` where there is none yet.
    package static func value(
        of name: String,
        in db: Transaction,
        orMake make: () throws -> [UInt8]
    ) throws -> [UInt8] {
        if let known = try SecretsTable.find(name, in: db) { return known }
        let made = try make()
        try SecretsTable.insert(made, as: name, in: db)
        return made
    }
}

/// All SQL of the installation's secrets.
enum SecretsTable {
    static func find(_ name: String, in db: Transaction) throws -> [UInt8]? {
        try db.value("SELECT value FROM installation_secrets WHERE name = \(name)")
    }

    static func insert(_ value: [UInt8], as name: String, in db: Transaction) throws {
        try db.execute("INSERT INTO installation_secrets (name, value, made) VALUES (\(name), \(value), \(db.now))")
    }
}
