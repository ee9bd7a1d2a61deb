import Mail
import Vocabulary

/// One mail as it arrived.
enum MailboxMessagePage {
    static func show(_ visit: Visit) async throws -> Answer {
        guard let entry = try await entry(visit) else { return .notFound }
        let view = MailView(mail: try? ParsedMail(entry.bytes), frame: Pages.mailboxHTML(entry.id))
        let body: HTML = """
            <nav aria-label="Breadcrumb" class="crumbs"><a href="\(Pages.mailbox.link)">Mailbox</a></nav>
            <div class="head"><h1>\(entry.subject)</h1><p><a href="\(Pages.mailboxSource(entry.id))">Exact bytes</a> ·
            <a href="\(Pages.people.link.with("q", "email:" + entry.recipient))">The person</a></p></div>
            <section class="card">\(view.html)</section>
            """
        return .page(PageContent(entry.subject, body: body))
    }

    static func html(_ visit: Visit) async throws -> Answer {
        guard let entry = try await entry(visit) else { return .notFound }
        return .sandboxed((try? ParsedMail(entry.bytes))?.html ?? "")
    }

    static func source(_ visit: Visit) async throws -> Answer {
        guard let entry = try await entry(visit) else { return .notFound }
        return .plain(String(decoding: entry.bytes, as: UTF8.self))
    }

    private static func entry(_ visit: Visit) async throws -> MailboxReading.Entry? {
        guard let id = visit.id(Int64.self) else { return nil }
        return try await visit.console.mailbox?.entry(id)
    }
}
