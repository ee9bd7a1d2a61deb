import Vocabulary
import Web

/// The built-in mailbox: what was really handed over, the newest first.
enum MailboxPage {
    private static let pageSize = 50

    static func show(_ visit: Visit) async throws -> Answer {
        guard let mailbox = visit.console.mailbox else { return .notFound }
        let recipient = visit.query.text("to")?.lowercased()
        let entries = try await mailbox.newest(visit.query["before"].flatMap { Int64($0) }, recipient, pageSize)
        let next =
            entries.count == pageSize
            ? entries.last.map { Pages.mailbox.link.with("to", recipient).with("before", "\($0.id)") } : nil
        let isWaiting = visit.query["wait"] == "1" && entries.isEmpty
        let body: HTML = """
            <div class="head"><h1>Mailbox</h1><p>Mail of this demo lands here and nowhere else.</p></div>
            <form method="get" action="\(Pages.mailbox.link)" role="search" class="search">
            <label for="to">Recipient</label>
            <div><input id="to" type="search" name="to" value="\(recipient)" placeholder="ada@you.example" data-search>
            <button class="primary">Show</button></div></form>
            <section class="card"\(if: isWaiting, " data-reload")>\(entries.isEmpty ? nothing(recipient, isWaiting) : table(entries))
            \(Parts.more(next))</section>
            """
        return .page(PageContent("Mailbox", modules: ["demo.js"], body: body))
    }

    private static func nothing(_ recipient: String?, _ isWaiting: Bool) -> HTML {
        if isWaiting { return "<p role=\"status\">Waiting for the mail…</p>" }
        return Parts.empty(recipient == nil ? "No mail yet." : "No mail for this address.")
    }

    private static func table(_ entries: [MailboxReading.Entry]) -> HTML {
        """
        <div class="scroll" tabindex="0" role="region" aria-label="Table: mail"><table><thead><tr>
        <th scope="col">Subject</th><th scope="col">To</th><th scope="col">Arrived</th></tr></thead>
        <tbody>\(each: entries, { entry in
          "<tr><th scope=\"row\"><a href=\"\(Pages.mailboxMessage(entry.id))\">\(entry.subject.isEmpty ? "(no subject)" : entry.subject)</a></th><td>\(entry.recipient)</td><td>\(entry.received)</td></tr>"
        })</tbody></table></div>
        """
    }
}
