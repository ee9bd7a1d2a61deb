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

    static func release(_ visit: Visit) async throws -> Answer {
        try await Holding.release(.all, in: visit.console.state)
        visit.console.sender.nudge.signal()
        visit.console.live.refresh()
        return back(visit)
    }

    private static func back(_ visit: Visit) -> Answer {
        .seeOther(visit.form["return"].flatMap { ReturnPath($0) }?.link ?? Pages.home.link)
    }
}
