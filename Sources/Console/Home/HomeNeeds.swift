import Deliveries
import Pipeline
import Profiles
import Store
import Vocabulary

/// What waits for a person to look at it; all zero on a calm day.
struct HomeNeeds: Sendable {
    var uncertain: Int64
    /// Of the last 24 hours.
    var failed: Int64
    var parked: Int64
    var blocked: Int64

    /// Beyond it the page says “more than”.
    static let blockedLimit = 1000

    var isCalm: Bool { uncertain + failed + parked + blocked == 0 }

    static func load(in db: Transaction) throws -> HomeNeeds {
        HomeNeeds(
            uncertain: try ConsoleTable.count(.uncertain, since: .epoch, in: db),
            failed: try ConsoleTable.count(.failed, since: db.now - .hours(24), in: db),
            parked: Int64(try ParkedTable.count(in: db)),
            blocked: Int64(try ProfilesTable.blockedMerges(limit: blockedLimit, in: db).count)
        )
    }
}
