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

    @Test(.row("campaign 162"), arguments: Backend.available)
    func `bounces of a domain are found by the far end's words and lifted together`(backend: Backend) async throws {
        let store = try await backend.freshStore(migrations: profileMigrations)
        let words = "100% of users unknown_here"
        let list = ["a@isp.example", "b@isp.example", "c@sub.isp.example", "d@other.example"].enumerated()
            .map { index, address in
                var one = listed(address, index == 1 ? .complaint : .hardBounce)
                (one.reason, one.since) = (words, noon + .hours(Int64(index)))
                return one
            }
        let outage = SuppressionFilter(
            categories: [.hardBounce, .softBounce],
            domain: "ISP.example",
            since: noon,
            before: noon + .hours(9),
            text: "100% OF"
        )
        let other = SuppressionFilter(text: "100_ of")
        let (counts, lifted, left) = try await store.write { db in
            for one in list { try Suppressions.add(one, in: db) }
            let counts = [try Suppressions.count(outage, in: db), try Suppressions.count(other, in: db)]
            let lift = SuppressionLift.administrator(name: "kim", reason: "outage")
            let lifted = try Suppressions.lift(outage, limit: 9, by: lift, in: db)
            return (counts, lifted, try Suppressions.newest(SuppressionFilter(), limit: 9, in: db))
        }
        #expect(counts == [1, 0], "signs of LIKE are letters like others")
        #expect(lifted == 1)
        #expect(left.map(\.address) == ["d@other.example", "c@sub.isp.example", "b@isp.example"])
    }

    @Test(arguments: Backend.available)
    func `pages of the list neither repeat nor leave out what was listed at one moment`(backend: Backend) async throws {
        let store = try await backend.freshStore(migrations: profileMigrations)
        let all = ["a", "B", "c", "_", "é", ""].map { listed("\($0)@b.example", .manual) }
        let pages = try await store.write { db in
            for one in all { try Suppressions.add(one, in: db) }
            var (seen, place) = ([String](), SuppressionPlace?.none)
            repeat {
                let page = try Suppressions.newest(SuppressionFilter(), before: place, limit: 2, in: db)
                seen += page.map(\.address)
                place = page.last.flatMap { SuppressionPlace(SuppressionPlace($0).description) }
            } while place != nil
            return seen
        }
        #expect(pages.count == all.count && Set(pages) == Set(all.map(\.address)))
    }
}
