import Deliveries
import HTTPTypes
import Hummingbird
import Mail
import NIOCore
import Profiles
import Store
import Vocabulary
import Web

/// What a mail's own links lead to: leaving, and reading it in a browser.
///
/// A GET changes nothing, because scanners click everything; only a POST acts (`lessons.md` 5, RFC 8058).
package struct PublicPages: Sendable {
    private let store: Store
    private let links: LinkMaker
    private let clock: TimeSource

    /// Ids made here never meet the pipeline's, which are of shard 0.
    private static let shard: Int64 = 1

    package init(store: Store, links: LinkMaker, clock: TimeSource) {
        self.store = store
        self.links = links
        self.clock = clock
    }

    package func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.get("/t/u/:token") { _, context in try ask(context.parameters.require("token")) }
        router.post("/t/u/:token") { _, context in try await leave(context.parameters.require("token")) }
        router.get("/m/:token") { _, context in try await mirror(context.parameters.require("token")) }
    }

    private func ask(_ token: String) -> Response {
        guard links.send(token, .unsubscribe) != nil else { return Self.unknown }
        return Self.page(
            .ok,
            title: "No more of these mails?",
            body: "<form method=\"post\"><button>Yes, unsubscribe me</button></form>"
        )
    }

    /// Acts before it answers (`SEMANTICS 10`).
    private func leave(_ token: String) async throws -> Response {
        guard let send = links.send(token, .unsubscribe) else { return Self.unknown }
        let now = clock.now()
        let isKnown = try await store.write { db in
            guard let entry = try LedgerTable.entry(send, in: db) else { return false }
            var ids = IDGenerator(shard: Self.shard, after: try ProfilesTable.lastID(in: db))
            try Consents.state(
                .no,
                channel: entry.send.channel.raw,
                topic: entry.send.topic,
                of: .profile(entry.send.profile),
                at: now,
                source: "unsubscribe",
                ids: &ids,
                in: db
            )
            return true
        }
        guard isKnown else { return Self.unknown }
        return Self.page(.ok, title: "You are unsubscribed.", body: "<p>It holds from this moment on.</p>")
    }

    /// The mail as it was sent; nothing in it can run.
    private func mirror(_ token: String) async throws -> Response {
        guard let send = links.send(token, .mirror),
            let body = try await store.read({ db in try LedgerTable.entry(send, in: db)?.body }),
            let html = (try? ParsedMail(body.bytes))?.html
        else { return Self.unknown }
        return Self.response(
            .ok,
            html: html,
            .mirror
        )
    }

    private static let unknown = page(
        .notFound,
        title: "This link leads nowhere.",
        body: "<p>It may be incomplete, or what it showed is gone.</p>"
    )

    private static func page(_ status: HTTPResponse.Status, title: String, body: String) -> Response {
        let html = """
            <!doctype html><html lang="en"><head><meta charset="utf-8"><title>\(title)</title>\
            <meta name="viewport" content="width=device-width, initial-scale=1">\
            <meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">\
            </head><body><main><h1>\(title)</h1>\(body)</main></body></html>
            """
        return response(status, html: html, .publicPage)
    }

    private static func response(
        _ status: HTTPResponse.Status,
        html: String,
        _ content: SecurityHeaders.Content
    ) -> Response {
        var headers = SecurityHeaders.fields(for: content)
        headers[.contentType] = "text/html; charset=utf-8"
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: html)))
    }
}
