import Accounts
import NIOPosix

/// Where passwords are hashed: one thread of its own, so that scrypt neither holds up the cooperative pool nor takes
/// more than one hash's memory (128 MB) at a time.
struct PasswordThread: Sendable {
    private let pool: NIOThreadPool

    init() {
        pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
    }

    func hash(_ password: String) async throws -> PasswordHash {
        try await pool.runIfActive { try PasswordHash(of: password) }
    }

    /// Whether `password` is the one; without a hash it takes as long and says no, so that nobody can tell which
    /// accounts exist.
    func matches(_ password: String, _ hash: PasswordHash?) async throws -> Bool {
        try await pool.runIfActive {
            guard let hash else {
                _ = try PasswordHash(of: password)
                return false
            }
            return try hash.matches(password)
        }
    }
}
