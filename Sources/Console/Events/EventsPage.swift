import Accounts
import EventLog
import Pipeline
import Reports
import Store
import Vocabulary
import Web

/// How events come in, and those that did not take effect, each with its reason.
enum EventsPage {
    private static let listLimit = 100
    /// Of a rejected event's bytes.
    private static let shownBytes = 2_000

    struct Model: Sendable {
        var parked: ParkedCard
        var counts: [String: Int64]
        var keys: [KeyID: String]
    }

    static func show(_ visit: Visit) async throws -> Answer {
        let rejects = try await visit.console.log.rejects(limit: listLimit)
        let cursor = visit.query["parked"].flatMap { ParkedEvent.Place($0) }
        let model = try await visit.read { db in
            Model(
                parked: try ParkedCard.load(before: cursor, in: db),
                counts: try Counters.all(prefix: "events.", in: db),
                keys: Dictionary(try Keys.all(in: db).map { ($0.id, $0.name) }) { first, _ in first }
            )
        }
        let standing = try await visit.console.standing()
        let body: HTML = """
            <h1>Events</h1>
            \(counts(model, standing))
            \(model.parked.html(visit))
            \(rejected(rejects, model))
            """
        return .page(PageContent("Events", body: body))
    }

    private static func counts(_ model: Model, _ standing: Standing) -> HTML {
        let reasons = model.counts.filter { $0.key.hasPrefix("events.reason.") }.sorted { $0.value > $1.value }
        return """
            <section class="card"><ul class="tiles">
            <li class="tile"><strong>\(Words.number(model.counts["events.taken"] ?? 0))</strong> took effect</li>
            <li class="tile"><strong>\(Words.number(model.counts["events.repeated"] ?? 0))</strong> were repeats of others</li>
            <li class="tile"><strong>\(LiveText("lag", Words.lag(standing.lag)))</strong> behind</li></ul>
            \(if: !reasons.isEmpty, """
            <h2>Parts of events that were not taken</h2><ul>\(each: reasons, { name, count in
              "<li>\(Words.number(count)): <code>\(name.dropFirst(14))</code></li>"
            })</ul>
            """)</section>
            """
    }

    private static func rejected(_ rejects: [(received: Moment, reject: Reject)], _ model: Model) -> HTML {
        let content =
            rejects.isEmpty
            ? Parts.empty("No event was rejected.")
            : """
            <ul class="plain">\(each: rejects, { item in
                  """
                  <li><strong>\(item.reject.message)</strong> <code>\(item.reject.code)</code>
                  <span class="detail">\(item.received), key \(model.keys[item.reject.key] ?? item.reject.key.description)</span>
                  <details><summary>What was sent</summary>
                  <pre tabindex="0">\(String(decoding: item.reject.body.prefix(shownBytes), as: UTF8.self))</pre></details></li>
                  """
                })</ul>
            """
        return """
            <section class="card" aria-labelledby="rejected-title">
            <h2 id="rejected-title">Rejected, the newest first</h2>\(content)</section>
            """
    }
}
