import Profiles
import Store
import TestKit
import Testing
import Vocabulary

/// `SEMANTICS 11`.
struct ErasureTests {
    @Test(.row("ajo P20"), .row("campaign 222"), arguments: Backend.available)
    func `of an erased person nothing is left but a tombstone that drops what was received before`(
        backend: Backend
    ) async throws {
        var town = try await Town(backend)
        let told = try await town.hears([
            .told("email:secret@example.org", traits: ["name": "Secret Name"]), .told("userId:secret-id"),
            .told("email:secret@example.org", "userId:secret-id"),
        ])
        let id = try #require(told[2].profile)
        let now = town.clock.now
        let parts = try await town.store.write { db in
            try People.erase(id, received: now, position: "1:7", hash: Town.hash, in: db)
        }
        #expect(Set(parts) == Set(told.compactMap(\.profile)))
        #expect(try await town.dump().joined().contains { _ in true })
        #expect(try await town.dump().allSatisfy { !$0.lowercased().contains("secret") })

        let waiting = try await town.hears(.told("email:secret@example.org"))
        #expect(waiting.profile == nil && waiting.codes == [.identityErased, .identityMissing])
        town.clock.advance(by: .seconds(1))
        let later = try await town.hears(.told("email:secret@example.org"))
        let fresh = try #require(later.profile)
        #expect(later.isNew && !parts.contains(fresh))
    }
}
