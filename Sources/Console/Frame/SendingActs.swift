import Deliveries
import Vocabulary
import Web

/// Stopping and resuming everything, from any page.
enum SendingActs {
    static func hold(_ visit: Visit) async throws -> Answer {
        let who = visit.visitor?.email ?? "console"
        try await visit.write { db in _ = try Holding.hold(.all, by: who, in: db) }
        visit.console.sender.nudge.signal()
        visit.console.live.refresh()
        return back(visit)
    }

    /// Of everything, or of the scope that the form names.
    static func release(_ visit: Visit) async throws -> Answer {
        let named = visit.form["scope"].map { HoldScope($0) } ?? .all
        guard let scope = named else { return .refused(.badInput("There is no such hold.")) }
        try await Holding.release(scope, in: visit.console.state)
        visit.console.sender.nudge.signal()
        visit.console.live.refresh()
        return back(visit)
    }

    private static func back(_ visit: Visit) -> Answer {
        .seeOther(visit.form["return"].flatMap { ReturnPath($0) }?.link ?? Pages.home.link)
    }
}
