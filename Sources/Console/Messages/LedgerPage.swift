import Accounts
import Deliveries
import Journeys
import Profiles
import Store
import Vocabulary
import Web

/// The message ledger: every message owed, counted by state and reason so that it always adds up, and listed.
enum LedgerPage {
    private static let pageSize = 50

    struct Model: Sendable {
        var facets: [LedgerFacet]
        var sends: [Send]
        var people: [ProfileID: ProfileSummary]
        var journeys: [JourneyID: String]
        var now: Moment

        var total: Int64 { facets.reduce(0) { $0 + $1.count } }

        /// How many the list goes through: those of the chosen facets.
        func chosen(_ query: LedgerQuery) -> Int64 {
            guard query.state != nil else { return total }
            return facets.filter(query.matches).reduce(0) { $0 + $1.count }
        }
    }

    static func show(_ visit: Visit) async throws -> Answer {
        let query = LedgerQuery(visit.query)
        let cursor = visit.query["before"].flatMap { SendID($0) }
        let model = try await visit.read { db in try load(query, before: cursor, in: db) }
        let body: HTML = """
            <div class="head"><h1>Messages</h1>
            <p><strong>\(Words.number(model.total))</strong> owed in all\(if: query.isNarrow, ", of what is chosen")
            · <a href="\(Pages.feedback.link)">What came back</a></p></div>
            \(SendActPage.notice(visit))
            \(filters(query, model))
            <div class="ledger">
            <section class="card" aria-labelledby="facets-title"><h2 id="facets-title">What became of them</h2>
            \(facets(query, model))
            \(acts(visit, query, model))</section>
            <section class="card" aria-labelledby="list-title"><div class="head">
            <h2 id="list-title">\(Words.count(model.chosen(query), "message", "messages")), the newest first</h2>
            \(if: !model.sends.isEmpty, "<p><a href=\"\(query.added(to: Pages.messagesExport.link))\">Download as CSV</a></p>")</div>
            \(model.sends.isEmpty ? Parts.empty(query.isNarrow ? "No message is like that." : "No message yet. An email step of a published journey writes the first.") : table(model))
            \(Parts.more(next(query, model)))</section></div>
            """
        return .page(PageContent("Messages", body: body))
    }

    private static func load(_ query: LedgerQuery, before cursor: SendID?, in db: Transaction) throws -> Model {
        let sends = try LedgerTable.page(query.filter, before: cursor, limit: pageSize, in: db)
        let people = try ProfilesTable.find(many: Set(sends.map(\.profile)), in: db)
        let names = try JourneyReading.list(in: db).map { ($0.journey.id, $0.journey.name) }
        return Model(
            facets: try LedgerTable.facets(query.choosingAll.filter, now: db.now, in: db),
            sends: sends,
            people: Dictionary(people.map { ($0.profile.id, $0) }) { first, _ in first },
            journeys: Dictionary(names) { first, _ in first },
            now: db.now
        )
    }

    private static func next(_ query: LedgerQuery, _ model: Model) -> Link? {
        guard model.sends.count == pageSize, let last = model.sends.last else { return nil }
        return query.link.with("before", last.id.description)
    }

    private static func filters(_ query: LedgerQuery, _ model: Model) -> HTML {
        """
        <form method="get" action="\(Pages.messages.link)" class="filters">
          <label>Journey <select name="journey">
          <option value="">all</option>\(each: model.journeys.sorted { $0.value < $1.value }, { id, name in
            "<option value=\"\(id.description)\"\(if: query.journey == id, " selected")>\(name)</option>"
          })</select></label>
          <label>Recipient <input name="address" value="\(query.address)" placeholder="ada@example.org"></label>
          \(query.withoutChoices.hidden)
          <button>Show</button>
          \(if: query.isNarrow, "<a href=\"\(Pages.messages.link)\">Show all</a>")
        </form>
        """
    }

    /// State × reason; each number leads to its messages, and the last row is their sum.
    private static func facets(_ query: LedgerQuery, _ model: Model) -> HTML {
        """
        <table class="facets"><thead><tr><th scope="col">State</th><th scope="col">Because</th>
        <th scope="col" class="number">Messages</th></tr></thead>
        <tbody>\(each: model.facets, { facet in
          """
          <tr\(if: query.matches(facet), " class=\"chosen\"")>
          <th scope="row"><span class="state \(facet.state.rawValue)">\(facet.phase.map(Words.phase) ?? Words.state(facet.state))</span></th>
          <td>\(facet.reason.map(Words.reason) ?? "")</td>
          <td class="number"><a href="\(query.choosing(facet).link)">\(Words.number(facet.count))</a></td></tr>
          """
        })</tbody><tfoot><tr><th scope="row" colspan="2">All</th>
        <td class="number"><a href="\(query.choosingAll.link)">\(Words.number(model.total))</a></td></tr></tfoot></table>
        """
    }

    /// What can be done to all that is chosen; each asks first, with the exact number.
    private static func acts(_ visit: Visit, _ query: LedgerQuery, _ model: Model) -> HTML {
        guard visit.may(.publisher) else { return .empty }
        let facets = query.state == nil ? model.facets : model.facets.filter(query.matches)
        let offers = SendAct.allCases.compactMap { act -> (SendAct, String)? in
            let count = facets.filter { act.concerns($0) }.reduce(0) { $0 + $1.count }
            return count > 0 ? act.offer(count).map { (act, $0) } : nil
        }
        guard !offers.isEmpty else { return .empty }
        return """
            <h3>Do something to \(query.isNarrow ? "what is chosen" : "all of them")</h3>
            <ul class="plain">\(each: offers, { act, offer in
              "<li><a href=\"\(query.added(to: Pages.messagesAct.link).with("act", act.rawValue))\">\(offer)</a></li>"
            })</ul>
            """
    }

    private static func table(_ model: Model) -> HTML {
        """
        <div class="scroll" tabindex="0" role="region" aria-label="Table: messages"><table><thead><tr>
        <th scope="col">Message</th><th scope="col">To</th>
        <th scope="col">State</th><th scope="col">From</th></tr></thead>
        <tbody>\(each: model.sends, { send in
          """
          <tr><th scope="row"><a href="\(Pages.message(send.id))">\(IDGenerator.moment(of: send.id.raw))</a></th>
          <td>\(Parts.recipient(send, model.people[send.profile]))</td>
          <td>\(Parts.stateAndReason(send, now: model.now))\(Remedy(send).map { remedy -> HTML in "<span class=\"detail remedy\">\(remedy.html)</span>" })</td>
          <td>\(Parts.origin(send.origin, names: model.journeys))</td></tr>
          """
        })</tbody></table></div>
        """
    }
}
