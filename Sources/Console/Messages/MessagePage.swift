import Accounts
import Content
import Deliveries
import Journeys
import Mail
import Profiles
import Store
import Vocabulary

/// One message: what became of it and why, what was decided when, the exact bytes, and what the mail server said.
enum MessagePage {
    static func show(_ visit: Visit) async throws -> Answer {
        guard let id = visit.id(SendID.self) else { return .notFound }
        let found = try await visit.read { db -> (LedgerEntry, ProfileSummary?, [JourneyID: String])? in
            guard let entry = try LedgerTable.entry(id, in: db) else { return nil }
            let names = try JourneyReading.list(in: db).map { ($0.journey.id, $0.journey.name) }
            return (entry, try ProfilesTable.find(entry.send.profile, in: db), Dictionary(names) { first, _ in first })
        }
        guard let (entry, person, journeys) = found else { return .notFound }
        let mail = entry.body.flatMap { try? ParsedMail($0.bytes) }
        let title = mail?["Subject"] ?? "Email"
        let body: HTML = """
            <nav aria-label="Breadcrumb" class="crumbs"><a href="\(Pages.messages.link)">Messages</a></nav>
            <div class="head"><h1>\(title)</h1><p>\(Parts.state(entry.send, now: visit.now))</p></div>
            \(SendActPage.notice(visit))
            \(verdict(entry.send))
            \(acts(visit, entry.send))
            \(facts(entry.send, person, journeys))
            \(entry.body.map { bytes($0, mail) } ?? noBytes(entry.send))
            \(history(entry))
            \(entry.seen.map(seen))
            \(entry.body.map(transcript))
            """
        return .page(PageContent(title, body: body))
    }

    private static func verdict(_ send: Send) -> HTML {
        guard let reason = send.reason else { return .empty }
        let remedy = Remedy(send).map { remedy -> HTML in " \(remedy.html)" }
        return "<p class=\"verdict\">Because \(Words.reason(reason)).\(remedy) <code>\(reason.rawValue)</code></p>"
    }

    /// What can be done to it now.
    private static func acts(_ visit: Visit, _ send: Send) -> HTML {
        let acts = SendAct.allCases.filter { $0.applies(to: send, now: visit.now) }
        guard visit.may(.publisher), !acts.isEmpty else { return .empty }
        var query = LedgerQuery()
        query.send = send.id
        return """
            <section class="card" aria-labelledby="acts-title"><h2 id="acts-title">What you can do</h2>
            <div class="acts">\(each: acts, { act in
              "<a class=\"button\" href=\"\(query.added(to: Pages.messagesAct.link).with("act", act.rawValue))\">\(Words.act(act, 1))…</a>"
            })</div></section>
            """
    }

    private static func facts(_ send: Send, _ person: ProfileSummary?, _ journeys: [JourneyID: String]) -> HTML {
        """
        <section class="card"\(Parts.zone(of: person))><dl class="facts">
        <dt>To</dt>
        <dd>\(Parts.recipient(send, person))\(if: send.profile != .nobody, send.address.map { address -> HTML in " at \(address)" } ?? .empty)</dd>
        <dt>From</dt><dd>\(Parts.origin(send.origin, names: journeys)), version \(send.origin.version)</dd>
        <dt>Kind</dt><dd>\(send.messageClass.rawValue), lane \(send.lane.name)</dd>
        <dt>Owed</dt><dd>\(IDGenerator.moment(of: send.id.raw))</dd>
        \(if: send.state == .pending && send.due < .distantFuture, "<dt>Due</dt><dd>\(send.due)</dd>")
        <dt>Not after</dt><dd>\(send.notAfter)</dd>
        \(send.handed.map { moment -> HTML in "<dt>Accepted by the next hop</dt><dd>\(moment)</dd>" })
        <dt>Attempts</dt><dd>\(send.machine.attempt)</dd></dl></section>
        """
    }

    // MARK: The bytes

    private static func bytes(_ body: SendBody, _ mail: ParsedMail?) -> HTML {
        """
        <section class="card" aria-labelledby="mail-title"><div class="head"><h2 id="mail-title">The message</h2>
        <p><a href="\(Pages.messageSource(body.send))">Exact bytes, \(Words.number(body.bytes.count))</a></p></div>
        \(MailView(mail: mail, frame: Pages.messageHTML(body.send)).html)</section>
        """
    }

    private static func noBytes(_ send: Send) -> HTML {
        let words =
            send.state == .pending ? "It is made when it is sent." : "Its bytes were not kept, or their time is over."
        return "<section class=\"card\"><h2>The message</h2><p>\(words)</p></section>"
    }

    static func html(_ visit: Visit) async throws -> Answer {
        guard let bytes = try await bytes(visit) else { return .notFound }
        return .sandboxed(OpenPixel.removed(from: (try? ParsedMail(bytes))?.html ?? ""))
    }

    static func source(_ visit: Visit) async throws -> Answer {
        guard let bytes = try await bytes(visit) else { return .notFound }
        return .plain(String(decoding: bytes, as: UTF8.self))
    }

    private static func bytes(_ visit: Visit) async throws -> [UInt8]? {
        guard let id = visit.id(SendID.self) else { return nil }
        return try await visit.read { db in try LedgerTable.entry(id, in: db)?.body?.bytes }
    }

    // MARK: What happened to it

    private static func history(_ entry: LedgerEntry) -> HTML {
        """
        <section class="card" aria-labelledby="history-title"><h2 id="history-title">Decisions and outcome</h2>
        <ol class="timeline"><li><span class="when">\(IDGenerator.moment(of: entry.send.id.raw))</span>
        <span class="state pending">owed</span></li>\(each: entry.events, { event in
          """
          <li><span class="when">\(event.moment)</span> <span class="state \(event.state.rawValue)">\(Words.state(event.state))</span>
          \(event.reason.map { reason -> HTML in "because \(Words.reason(reason))" })
          \(event.detail.map { detail -> HTML in "<span class=\"detail\">\(detail)</span>" })</li>
          """
        })</ol></section>
        """
    }

    /// People's opens and clicks, programs' apart.
    private static func seen(_ seen: SendSeen) -> HTML {
        """
        <section class="card" aria-labelledby="seen-title"><h2 id="seen-title">Opens and clicks</h2><dl class="facts">
        <dt>Opened</dt><dd>\(Words.number(seen.opens))\(span(seen.firstOpen, seen.lastOpen))</dd>
        <dt>Clicked</dt><dd>\(Words.number(seen.clicks))\(span(seen.firstClick, seen.lastClick))</dd>
        <dt>Different links</dt><dd>\(Words.number(seen.links))</dd>
        <dt>By programs</dt><dd>\(Words.number(seen.machineOpens)) opens, \
        \(Words.number(seen.machineClicks)) clicks</dd></dl></section>
        """
    }

    private static func span(_ first: Moment?, _ last: Moment?) -> HTML {
        guard let first, let last else { return .empty }
        return first == last ? ", at \(first)" : ", first at \(first), last at \(last)"
    }

    private static func transcript(_ body: SendBody) -> HTML {
        guard !body.transcript.isEmpty else { return .empty }
        return """
            <section class="card" aria-labelledby="smtp-title"><h2 id="smtp-title">What was said to the mail server</h2>
            <pre tabindex="0" aria-labelledby="smtp-title">\(body.transcript)</pre></section>
            """
    }
}
