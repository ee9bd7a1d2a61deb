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
    /// Due, and nothing more may go for now: the allowance is spent.
    var slowed: Int64
    /// Origins that the guard stopped.
    var braked: Int64

    /// Beyond it the page says “more than”.
    static let blockedLimit = 1000

    var isCalm: Bool { uncertain + failed + parked + blocked + slowed + braked == 0 }

    static func load(in db: Transaction) throws -> HomeNeeds {
        HomeNeeds(
            uncertain: try ConsoleTable.count(.uncertain, since: .epoch, in: db),
            failed: try ConsoleTable.count(.failed, since: db.now - .hours(24), in: db),
            parked: Int64(try ParkedTable.count(in: db)),
            blocked: Int64(try ProfilesTable.blockedMerges(limit: blockedLimit, in: db).count),
            slowed: try slowed(in: db),
            braked: Int64(try Holding.all(in: db).filter { $0.who.hasPrefix(SendingBrake.name) }.count)
        )
    }

    private static func slowed(in db: Transaction) throws -> Int64 {
        let policy = try SendingPolicy.load(in: db)
        guard policy.mode != .capture,
            try AllowanceTable.use(.email, policy.allowance, in: db).left(at: db.now) == 0
        else { return 0 }
        return try ConsoleTable.due(before: db.now, in: db)
    }
}
