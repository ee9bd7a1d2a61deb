import Accounts
import Pipeline
import Profiles
import Store
import Synchronization
import Vocabulary

/// The keys that are in force, in memory, so that a request need not ask the database who it is.
///
/// Keys are made and revoked by other processes too. While requests come, the keys are read again every two seconds, so
/// a revocation acts within that time; a token that nobody knows is looked up at once, so a new key works at once.
/// Without requests nothing is read.
package final class KeyRing: Sendable {
    private let store: Store
    private let clock: TimeSource
    private let state = Mutex(KeyMemory())

    /// - Parameter clock: the wall clock, also where the store's own is virtual.
    package init(store: Store, clock: TimeSource) {
        self.store = store
        self.clock = clock
    }

    /// The key in an `Authorization` header: the user name of Basic, the token of Bearer.
    ///
    /// - Returns: `nil` where there is no such key, or it was revoked.
    /// - Throws: `KeyRingBusy`, or a `StoreError`.
    package func key(authorization header: String) async throws -> AccessKey? {
        if let known = recentKey(authorization: header) { return known }
        guard let token = Credentials.token(of: header), let key = try await key(token: token) else { return nil }
        state.withLock { $0.remember(header, of: key) }
        return key
    }

    /// The key of a header that was seen lately, without asking anyone; `nil`: `key(authorization:)` knows more.
    func recentKey(authorization header: String) -> AccessKey? {
        let now = clock.now()
        return state.withLock { $0.key(header: header, now: now) }
    }

    /// The key that a token opens; else as `key(authorization:)`.
    package func key(token: String) async throws -> AccessKey? {
        try await freshen()
        let (digest, now) = (Secrets.digest(token), clock.now())
        switch state.withLock({ $0.look(for: digest, now: now) }) {
        case .known(let key): return key
        case .unknown: return nil
        case .busy: throw KeyRingBusy()
        case .ask(let load):
            let found = try await store.read { db in try Keys.find(digest: digest, in: db) }
            return state.withLock { $0.found(found, of: digest, since: load, now: now) }
        }
    }

    /// What a key's word is worth to the pipeline; an unknown key's is worth the least.
    package func source(of id: KeyID) async throws -> EventSource {
        if id == .system { return EventSource("system") }
        if state.withLock({ $0.isBrowser[id] }) == nil { try await refresh() }
        return EventSource("key:\(id)", isBrowser: state.withLock { $0.isBrowser[id] } ?? true)
    }

    /// Reads the keys now: after one was made or revoked in this process.
    package func refresh() async throws {
        let now = clock.now()
        try await load(as: state.withLock { $0.beginLoad(now: now) })
    }

    /// Reads the keys where it was long ago; one request reads, others go on with what is known unless that is old.
    private func freshen() async throws {
        let now = clock.now()
        guard let number = state.withLock({ $0.beginLoadIfStale(now: now) }) else { return }
        do {
            try await load(as: number)
        } catch let error as StoreError where error.isTemporary {
            // Who cannot read the keys cannot take events in either, which says so to the client.
            state.withLock { $0.endLoad(number) }
        }
    }

    private func load(as number: Int) async throws {
        do {
            let keys = try await store.read { db in try Keys.all(in: db) }
            state.withLock { $0.replace(with: keys, as: number) }
        } catch {
            state.withLock { $0.endLoad(number) }
            throw error
        }
    }
}

/// More unknown tokens came at once than are looked up: nobody can say whether this one is a new key's. Try again.
package struct KeyRingBusy: Error, Hashable {}
