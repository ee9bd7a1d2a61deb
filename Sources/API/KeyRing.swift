import Accounts
import Synchronization

/// The keys that are in force, in memory, so that no request asks the database who it is.
package final class KeyRing: Sendable {
    private struct State {
        var keys: [[UInt8]: AccessKey] = [:]
        /// Headers seen to carry a valid key, so that the same client is not decoded and hashed again.
        var headers: [String: AccessKey] = [:]
    }

    private let state = Mutex(State())

    /// Any user can add what follows the key in a header; the memory is emptied when it is full.
    private static let headerLimit = 1_000

    package init(_ keys: [AccessKey] = []) { replace(with: keys) }

    /// Called at the start and whenever a key was made or revoked.
    package func replace(with keys: [AccessKey]) {
        let inForce = keys.filter { $0.revoked == nil }.map { ($0.digest, $0) }
        let state = State(keys: Dictionary(inForce) { first, _ in first })
        self.state.withLock { $0 = state }
    }

    /// The key that a token opens; `nil`: none, or one that was revoked.
    package func key(token: String) -> AccessKey? {
        let digest = Secrets.digest(token)
        return state.withLock { $0.keys[digest] }
    }

    /// The key in an `Authorization` header: the user name of Basic, the token of Bearer.
    package func key(authorization header: String) -> AccessKey? {
        if let known = state.withLock({ $0.headers[header] }) { return known }
        guard let token = Credentials.token(of: header), let key = key(token: token) else { return nil }
        state.withLock { state in
            if state.headers.count >= Self.headerLimit { state.headers = [:] }
            // Not again in force where the keys were replaced in between.
            if state.keys[key.digest] == key { state.headers[header] = key }
        }
        return key
    }
}
