import Profiles
import Store
import TestKit
import Testing
import Vocabulary

@testable import API
@testable import Accounts

struct KeyRingTests {
    private static let guess = "Bearer wk_a_guess"

    @Test(arguments: Backend.available)
    func `a key that another process made works at once, and is refused within two seconds of its revocation`(
        backend: Backend
    ) async throws {
        let clock = TestClock()
        let store = try await backend.freshStore(migrations: accountMigrations, clock: clock)
        let ring = KeyRing(store: store, clock: clock.source)
        #expect(try await ring.key(authorization: Self.guess) == nil)
        let made = try await store.write { db in try Keys.issue(.write, name: "elsewhere", in: db) }
        let header = "Bearer \(made.token)"
        #expect(try await ring.key(authorization: header)?.id == made.key.id)
        _ = try await store.write { db in try Keys.revoke(made.key.id, in: db) }
        clock.advance(by: KeyMemory.freshness)
        #expect(try await ring.key(authorization: header) == nil)
        #expect(try await ring.key(token: made.token) == nil)
    }

    @Test(arguments: Backend.available)
    func `the pipeline knows a key that another process made for the web`(backend: Backend) async throws {
        let clock = TestClock()
        let store = try await backend.freshStore(migrations: accountMigrations, clock: clock)
        let ring = KeyRing(store: store, clock: clock.source)
        let (server, web) = try await store.write { db in
            (
                try Keys.issue(.write, name: "server", in: db).key.id,
                try Keys.issue(.write, name: "web", isBrowser: true, in: db).key.id
            )
        }
        #expect(try await !ring.source(of: server).isBrowser)
        #expect(try await ring.source(of: web).isBrowser)
        #expect(try await ring.source(of: KeyID(raw: 1)).isBrowser, "an unknown key's word is worth the least")
    }

    @Test func `a refresh in this process revokes at once`() async throws {
        let clock = TestClock()
        let store = try await Backend.sqlite.freshStore(migrations: accountMigrations, clock: clock)
        let ring = KeyRing(store: store, clock: clock.source)
        let made = try await store.write { db in try Keys.issue(.manage, name: "here", in: db) }
        #expect(try await ring.key(token: made.token) != nil)
        _ = try await store.write { db in try Keys.revoke(made.key.id, in: db) }
        try await ring.refresh()
        #expect(try await ring.key(token: made.token) == nil)
    }
}

struct KeyMemoryTests {
    private static let now = Moment(milliseconds: 1_000_000)

    private static func key(_ number: UInt8, revoked: Moment? = nil) -> AccessKey {
        AccessKey(
            id: KeyID(raw: Int64(number)),
            kind: .write,
            name: "k\(number)",
            isBrowser: false,
            created: .epoch,
            revoked: revoked,
            digest: [number]
        )
    }

    @Test func `a spray of guesses reaches the database a bounded number of times`() {
        var memory = KeyMemory()
        let asked = (0..<200).count { number in
            guard case .ask(let load) = memory.look(for: [1, UInt8(number)], now: Self.now) else { return false }
            _ = memory.found(nil, of: [1, UInt8(number)], since: load, now: Self.now)
            return true
        }
        #expect(asked == KeyMemory.lookupsPerSecond)
        let looks = [
            memory.look(for: [1, 0], now: Self.now), memory.look(for: [2], now: Self.now),
            memory.look(for: [2], now: Self.now + .seconds(1)),
            memory.look(for: [1, 0], now: Self.now + KeyMemory.unknownFor),
        ]
        // One guess is not looked up twice; of a new token nobody can say for now whether it is good; neither for ever.
        #expect(looks == [.unknown, .busy, .ask(load: 0), .ask(load: 0)])
    }

    @Test func `keys are read again while requests come, by one of them at a time`() {
        var memory = KeyMemory()
        let first = memory.beginLoadIfStale(now: Self.now)
        memory.replace(with: [Self.key(1)], as: 1)
        let fresh = memory.beginLoadIfStale(now: Self.now + .seconds(1))
        let second = memory.beginLoadIfStale(now: Self.now + .seconds(2))
        let others = memory.beginLoadIfStale(now: Self.now + .seconds(3))
        #expect([first, fresh, second, others] == [1, nil, 2, nil])
        memory.replace(with: [Self.key(1, revoked: Self.now)], as: 2)
        let look = memory.look(for: [1], now: Self.now)
        #expect(look == .ask(load: 2))
    }

    @Test func `what was read earlier does not undo what was read later`() {
        var memory = KeyMemory()
        let (older, newer) = (memory.beginLoad(now: Self.now), memory.beginLoad(now: Self.now))
        memory.replace(with: [Self.key(1, revoked: Self.now)], as: newer)
        memory.replace(with: [Self.key(1)], as: older)
        // A find of before the load is not kept either.
        _ = memory.found(Self.key(2), of: [2], since: older, now: Self.now)
        let looks = [memory.look(for: [1], now: Self.now), memory.look(for: [2], now: Self.now)]
        #expect(looks == [.ask(load: newer), .ask(load: newer)])
    }
}
