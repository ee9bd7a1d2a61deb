import Profiles
import Store
import TestKit
import Testing
import Vocabulary

struct SuppressionsTests {
    private func listed(_ address: String, _ category: Suppression.Category) -> Suppression {
        Suppression(
            channel: "email",
            address: address,
            category: category,
            reason: "550",
            source: "feedback",
            since: noon
        )
    }

    @Test(.row("campaign 162"), .row("ajo M13"), arguments: Backend.available)
    func `addresses are found whatever their case, and by their domain`(backend: Backend) async throws {
        let store = try await backend.freshStore(migrations: profileMigrations)
        let one = listed("Ann@Example.org ", .hardBounce)
        let domain = listed("@spam.example", .manual)
        let hits = try await store.write { db in
            for suppression in [one, domain] { try Suppressions.add(suppression, in: db) }
            return try Suppressions.lookup(
                many: ["ANN@EXAMPLE.ORG", "bob@example.org", "x@Spam.example"],
                channel: "email",
                in: db
            )
        }
        #expect(hits == ["ANN@EXAMPLE.ORG": one, "x@Spam.example": domain])
    }

    @Test(arguments: Backend.available)
    func `a weaker category never replaces a stronger`(backend: Backend) async throws {
        let store = try await backend.freshStore(migrations: profileMigrations)
        let steps = [Suppression.Category.softBounce, .complaint, .hardBounce].map { listed("a@example.org", $0) }
        let added = try await store.write { db in try steps.map { try Suppressions.add($0, in: db) } }
        let page = try await store.read { db in try Suppressions.page(channel: "email", limit: 9, in: db) }
        #expect(added == [true, true, false] && page.map(\.category) == [.complaint])
    }

    @Test(arguments: Backend.available)
    func `a complaint is lifted only by a confirmed opt-in or an administrator with a reason`(
        backend: Backend
    ) async throws {
        let store = try await backend.freshStore(migrations: profileMigrations)
        let complaint = listed("a@example.org", .complaint)
        try await store.write { db in _ = try Suppressions.add(complaint, in: db) }
        let refused: [(SuppressionLift, SuppressionError)] = [
            (.expired, .doesNotExpire(.complaint)), (.administrator(name: "kim", reason: " "), .reasonMissing),
        ]
        for (lift, error) in refused {
            await #expect(throws: error) {
                try await store.write { db in
                    _ = try Suppressions.remove(channel: "email", address: "A@example.org", by: lift, in: db)
                }
            }
        }
        for lift in [
            SuppressionLift.confirmedOptIn(source: "form"), .administrator(name: "kim", reason: "asked by phone"),
        ] {
            let lifted = try await store.write { db in
                try Suppressions.add(complaint, in: db)
                return try Suppressions.remove(channel: "email", address: "A@example.org", by: lift, in: db)
            }
            #expect(lifted == complaint)
        }
    }
}
