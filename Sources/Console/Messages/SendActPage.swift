import Deliveries
import Pipeline
import Profiles
import Store
import Vocabulary
import Web

/// Doing something to the messages of a filter: how many and which first, then the act, then what it did.
enum SendActPage {
    private static let sampleSize = 10

    /// How many, through which, some of them, and to whom.
    private typealias Asked = (Int64, SendID, [Send], [ProfileID: ProfileSummary])

    /// The page before the act.
    static func show(_ visit: Visit) async throws -> Answer {
        guard let act = visit.query["act"].flatMap({ SendAct(rawValue: $0) }) else { return .notFound }
        let query = LedgerQuery(visit.query)
        let (count, last, sample, people) = try await visit.read { db -> Asked in
            let last = try SendActs.newest(in: db)
            let ids = try SendActs.ids(act, query.filter, through: last, in: db).prefix(sampleSize)
            let sample = try ids.compactMap { try LedgerTable.entry($0, in: db)?.send }
            let people = try ProfilesTable.find(many: Set(sample.map(\.profile)), in: db)
            let named = Dictionary(people.map { ($0.profile.id, $0) }) { first, _ in first }
            return (try SendActs.count(act, query.filter, through: last, in: db), last, sample, named)
        }
        let title = Words.act(act, count)
        let body: HTML = """
            <nav aria-label="Breadcrumb" class="crumbs"><a href="\(query.link)">Messages</a></nav>
            <h1>\(title)\(if: count > 0, "?")</h1>
            <section class="card">\(count == 0 ? "<p>There is none of which that can be said any more.</p>" : question(visit, act, query, count, last))</section>
            \(if: !sample.isEmpty, table(sample, count, people, now: visit.now))
            """
        return .page(PageContent(title, body: body))
    }

    private static func question(
        _ visit: Visit,
        _ act: SendAct,
        _ query: LedgerQuery,
        _ count: Int64,
        _ last: SendID
    ) -> HTML {
        """
        <p>\(Words.explanation(act))</p><p>\(Words.undo(act))</p>
        \(if: count > SendActs.limit, "<p>The oldest \(Words.number(SendActs.limit)) are done at once; then you are asked for the rest.</p>")
        <form method="post" action="\(Pages.messagesAct.link)" class="acts">\(visit.token)\(query.hidden)
        <input type="hidden" name="act" value="\(act.rawValue)">
        <input type="hidden" name="through" value="\(last.description)">
        <button class="\(act == .cancel ? "danger" : "primary")">\(Words.act(act, min(count, Int64(SendActs.limit))))</button>
        <a class="button" href="\(query.link)">No, go back</a></form>
        """
    }

    private static func table(
        _ sample: [Send],
        _ count: Int64,
        _ people: [ProfileID: ProfileSummary],
        now: Moment
    ) -> HTML {
        """
        <section class="card" aria-labelledby="sample-title">
        <h2 id="sample-title">\(count > Int64(sample.count) ? "The oldest of them" : "These")</h2>
        <ul class="plain">\(each: sample, { send in
          "<li><a href=\"\(Pages.message(send.id))\">\(IDGenerator.moment(of: send.id.raw))</a> to \(Parts.recipient(send, people[send.profile])) \(Parts.stateAndReason(send, now: now))</li>"
        })</ul></section>
        """
    }

    /// The act.
    static func perform(_ visit: Visit) async throws -> Answer {
        guard let act = visit.form["act"].flatMap({ SendAct(rawValue: $0) }),
            let last = visit.form["through"].flatMap({ SendID($0) })
        else { return .refused(.badInput("The form is not complete.")) }
        let query = LedgerQuery(visit.form)
        let outcome = try await visit.console.acts.perform(act, on: query.filter, through: last, by: visit.who)
        visit.console.live.refresh()
        let back = visit.form["return"].flatMap { ReturnPath($0) }?.link ?? after(act, query)
        return .seeOther(
            back.with("done", act.rawValue).with("count", "\(outcome.changed)")
                .with("left", outcome.left > 0 ? "\(outcome.left)" : nil)
                .with("at", act == .cancel && outcome.changed > 0 ? outcome.moment.description : nil)
        )
    }

    /// What was asked for, but for the state that it has left.
    private static func after(_ act: SendAct, _ query: LedgerQuery) -> Link {
        if let send = query.send { return Pages.message(send) }
        var rest = query.choosingAll
        rest.finished = nil
        return rest.link
    }

    /// What an act did, on the page one comes back to, with the way to take a cancel back.
    static func notice(_ visit: Visit) -> HTML {
        guard let act = visit.query["done"].flatMap({ SendAct(rawValue: $0) }),
            let count = visit.query["count"].flatMap({ Int($0) })
        else { return .empty }
        let undo = visit.query["at"].flatMap { Moment(iso8601: $0) }.map { takeBack($0, visit) }
        let left = visit.query["left"].flatMap { Int64($0) }
        return """
            <div class="notice" role="status"><p>\(Words.done(act, count))
            \(left.map { left -> HTML in "\(Words.number(left)) more are left." })</p>\(undo)</div>
            """
    }

    private static func takeBack(_ moment: Moment, _ visit: Visit) -> HTML {
        """
        <form method="post" action="\(Pages.messagesAct.link)">\(visit.token)
        <input type="hidden" name="act" value="\(SendAct.restore.rawValue)">
        <input type="hidden" name="state" value="\(SendState.cancelled.rawValue)">
        <input type="hidden" name="finished" value="\(moment.description)">
        <input type="hidden" name="through" value="\(SendID(raw: .max).description)">
        <input type="hidden" name="return" value="\(visit.path)"><button>Undo</button></form>
        """
    }
}
