import Store
import Vocabulary

/// A colleague who may sign in.
package struct User: Hashable, Sendable {
    package enum Role: String, CaseIterable, Sendable {
        /// Sees everything but secrets.
        case viewer
        /// Also prepares: drafts, tests.
        case author
        /// Also publishes and sends.
        case publisher
        /// Also people, keys and settings.
        case admin
    }

    package var email: String
    package var role: Role
    package var created: Moment
}

/// Why a colleague cannot be added.
package enum UserRefusal: Error, Hashable {
    case invalidEmail
    /// Shorter than `Users.passwordMinimum` characters.
    case passwordTooShort
    case exists
}

/// Colleagues: adding, signing in, sessions.
package enum Users {
    /// NIST SP 800-63B asks for 8 at least and forbids rules beyond length; a console that can mail millions asks for 12.
    package static let passwordMinimum = 12

    package static func add(_ email: String, role: User.Role, password: PasswordHash, in db: Transaction) throws {
        let email = try normalized(email)
        guard try UsersTable.user(email, in: db) == nil else { throw UserRefusal.exists }
        try UsersTable.insert(User(email: email, role: role, created: db.now), password, in: db)
    }

    package static func normalized(_ email: String) throws(UserRefusal) -> String {
        let parts = email.split(separator: "@", omittingEmptySubsequences: false)
        let isPlain = email.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, isPlain, email.utf8.count <= 254 else {
            throw .invalidEmail
        }
        return email.lowercased()
    }

    /// Whether nobody can sign in yet, so that the first visitor becomes administrator.
    package static func isEmpty(in db: Transaction) throws -> Bool {
        try db.value("SELECT COUNT(*) FROM users", Int.self) == 0
    }

    package static func all(in db: Transaction) throws -> [User] { try UsersTable.all(in: db) }

    package static func password(of email: String, in db: Transaction) throws -> (user: User, hash: PasswordHash)? {
        guard let email = try? normalized(email), let user = try UsersTable.user(email, in: db),
            let hash = try UsersTable.password(of: email, in: db)
        else { return nil }
        return (user, hash)
    }
}

/// A browser that signed in; the cookie holds the token, the store its digest.
package struct Session: Hashable, Sendable {
    package var user: User
    /// Proves that a form came from our own page.
    package var csrf: String

    package static let lifetime = Duration.days(14)
}

/// Sessions of colleagues.
package enum Sessions {
    /// - Returns: the cookie's token.
    package static func open(for user: User, in db: Transaction) throws -> String {
        let token = try Secrets.token(prefix: "")
        try SessionsTable.insert(
            Secrets.digest(token),
            email: user.email,
            csrf: try Secrets.token(prefix: ""),
            expires: db.now + Session.lifetime,
            in: db
        )
        return token
    }

    package static func find(_ token: String, in db: Transaction) throws -> Session? {
        try SessionsTable.find(Secrets.digest(token), in: db)
    }

    package static func close(_ token: String, in db: Transaction) throws {
        try SessionsTable.delete(Secrets.digest(token), in: db)
    }
}

/// All SQL of colleagues.
enum UsersTable {
    static func insert(_ user: User, _ password: PasswordHash, in db: Transaction) throws {
        try db.execute(
            """
            INSERT INTO users (email, role, created, salt, hash, cost) VALUES (\(user.email), \(user.role.rawValue),
                \(user.created), \(password.salt), \(password.hash), \(Int64(password.cost)))
            """
        )
    }

    static func all(in db: Transaction) throws -> [User] {
        try db.rows("SELECT email, role, created FROM users ORDER BY email") { row in try user(row) }
    }

    static func user(_ email: String, in db: Transaction) throws -> User? {
        try db.row("SELECT email, role, created FROM users WHERE email = \(email)") { row in try user(row) }
    }

    static func password(of email: String, in db: Transaction) throws -> PasswordHash? {
        try db.row("SELECT salt, hash, cost FROM users WHERE email = \(email)") { row in
            PasswordHash(salt: try row.get(0), hash: try row.get(1), cost: UInt64(try row.get(2, Int64.self)))
        }
    }

    static func user(_ row: borrowing Row) throws -> User {
        User(
            email: try row.get(0),
            role: User.Role(rawValue: try row.get(1)) ?? .viewer,
            created: try row.get(2)
        )
    }
}

/// All SQL of sessions.
enum SessionsTable {
    static func insert(_ digest: [UInt8], email: String, csrf: String, expires: Moment, in db: Transaction) throws {
        try db.execute("DELETE FROM sessions WHERE expires < \(db.now)")
        try db.execute(
            "INSERT INTO sessions (digest, email, csrf, expires) VALUES (\(digest), \(email), \(csrf), \(expires))"
        )
    }

    static func find(_ digest: [UInt8], in db: Transaction) throws -> Session? {
        try db.row(
            """
            SELECT users.email, users.role, users.created, sessions.csrf FROM sessions
            JOIN users ON users.email = sessions.email WHERE digest = \(digest) AND expires > \(db.now)
            """
        ) { row in Session(user: try UsersTable.user(row), csrf: try row.get(3)) }
    }

    static func delete(_ digest: [UInt8], in db: Transaction) throws {
        try db.execute("DELETE FROM sessions WHERE digest = \(digest)")
    }
}

/// The schema of keys and colleagues.
package let accountMigrations: [Migration] = [
    Migration(
        "accounts-1",
        [
            """
            CREATE TABLE keys (
                id BIGINT PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('write', 'manage')), name TEXT NOT NULL,
                is_browser BIGINT NOT NULL CHECK (is_browser IN (0, 1)), created BIGINT NOT NULL, revoked BIGINT,
                digest BYTEA NOT NULL UNIQUE)
            """,
            """
            CREATE TABLE users (
                email TEXT PRIMARY KEY, role TEXT NOT NULL CHECK (role IN ('viewer', 'author', 'publisher', 'admin')),
                created BIGINT NOT NULL, salt BYTEA NOT NULL, hash BYTEA NOT NULL, cost BIGINT NOT NULL)
            """,
            """
            CREATE TABLE sessions (
                digest BYTEA PRIMARY KEY, email TEXT NOT NULL, csrf TEXT NOT NULL, expires BIGINT NOT NULL)
            """,
            "CREATE TABLE installation_secrets (name TEXT PRIMARY KEY, value BYTEA NOT NULL, made BIGINT NOT NULL)",
        ]
    ),
    auditMigration,
]
