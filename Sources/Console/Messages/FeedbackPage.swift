import Deliveries
import Mail
import Reports
import Store
import Vocabulary
import Web

/// What came back about mail that went out, each line with what was done about it.
enum FeedbackPage {
    private static let pageSize = 50

    static func show(_ visit: Visit) async throws -> Answer {
        let filter = FeedbackFilter(
            send: visit.query["send"].flatMap { SendID($0) },
            deed: visit.query["done"].flatMap(FeedbackDeed.init(rawValue:))
        )
        let cursor = visit.query["before"].flatMap { Int64($0) }
        let (records, counts) = try await visit.read { db in
            (
                try FeedbackTable.page(filter, before: cursor, limit: pageSize, in: db),
                try Counters.all(prefix: "feedback.", in: db)
            )
        }
        let body: HTML = """
            <div class="head"><h1>What came back</h1>
            <p>bounces, complaints and requests by mail, the newest first</p></div>
            \(tiles(counts, chosen: filter.deed))
            <section class="card">\(records.isEmpty ? Parts.empty("Nothing came back.") : table(records))
            \(Parts.more(next(records, filter)))</section>
            """
        return .page(PageContent("What came back", body: body))
    }

    private static func next(_ records: [FeedbackRecord], _ filter: FeedbackFilter) -> Link? {
        guard records.count == pageSize, let last = records.last else { return nil }
        var link = Pages.feedback.link.with("before", "\(last.id)")
        if let deed = filter.deed { link = link.with("done", deed.rawValue) }
        if let send = filter.send { link = link.with("send", send.description) }
        return link
    }

    /// How often each thing was done, ever; each leads to its lines.
    private static func tiles(_ counts: [String: Int64], chosen: FeedbackDeed?) -> HTML {
        let known = FeedbackDeed.allCases.compactMap { deed in counts["feedback.\(deed.rawValue)"].map { (deed, $0) } }
        guard !known.isEmpty else { return .empty }
        return """
            <section class="card"><ul class="tiles">\(each: known, { deed, count in
              """
              <li class="tile"><a href="\(Pages.feedback.link.with("done", deed.rawValue))"\(if: deed == chosen, " aria-current=\"true\"")>\
              <strong>\(Words.number(count))</strong> \(Words.deed(deed))</a></li>
              """
            })</ul>\(if: chosen != nil, "<p><a href=\"\(Pages.feedback.link)\">Show all</a></p>")</section>
            """
    }

    private static func table(_ records: [FeedbackRecord]) -> HTML {
        """
        <div class="scroll" tabindex="0" role="region" aria-label="Table: what came back"><table><thead><tr>
        <th scope="col">When</th><th scope="col">What</th><th scope="col">About</th>
        <th scope="col">In the far end's words</th><th scope="col">Done</th></tr></thead>
        <tbody>\(each: records, { record in
          """
          <tr><td>\(record.moment)</td>
          <th scope="row">\(record.kind.map(Words.feedback) ?? "no report")\
          \(record.cause.map { cause -> HTML in "<span class=\"detail\">\(cause.rawValue)</span>" })</th>
          <td>\(record.recipient ?? "")\(record.send.map { send -> HTML in
            " <a href=\"\(Pages.message(send))\">the message</a>"
          })</td>
          <td>\(record.detail ?? "")</td><td>\(Words.deed(record.deed))</td></tr>
          """
        })</tbody></table></div>
        """
    }
}

extension Words {
    static func feedback(_ kind: FeedbackKind) -> String {
        switch kind {
        case .hard: "bounce: the address takes no mail"
        case .soft: "bounce: not this time"
        case .undetermined: "bounce: not for the address"
        case .complaint: "complaint"
        case .autoreply: "automatic answer"
        case .unsubscribe: "asks for no more"
        case .delivered: "arrived"
        }
    }

    static func deed(_ deed: FeedbackDeed) -> String {
        switch deed {
        case .delivered: "marked delivered"
        case .bounced: "marked bounced"
        case .suppressed: "address not used again"
        case .counted: "counted as an error"
        case .quarantined: "one error too many: address not used again"
        case .complained: "address not used again, said no for them"
        case .optedOut: "said no for them"
        case .noted: "only noted"
        case .repeated: "known already"
        case .mismatch: "nothing: about another address than the message went to"
        case .unknown: "nothing: bears no sign of ours"
        case .ordinary: "nothing: no report"
        }
    }
}
