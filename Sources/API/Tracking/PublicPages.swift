import Content
import Deliveries
import Hummingbird
import Mail
import Store
import Web

/// What a mail's own links lead to: leaving, choosing, coming back, and reading it in a browser.
package struct PublicPages: Sendable {
    private let store: Store
    private let links: LinkMaker
    private let page: PublicPage
    private let leaving: LeavingPages

    /// - Parameter wakeSender: called when a mail is owed.
    package init(
        store: Store,
        links: LinkMaker,
        brand: Brand = Brand(),
        wakeSender: @escaping @Sendable () -> Void = {}
    ) {
        self.store = store
        self.links = links
        page = PublicPage(brand: brand)
        leaving = LeavingPages(store: store, links: links, page: page, wakeSender: wakeSender)
    }

    package func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        leaving.addRoutes(to: router)
        router.get("/m/:token") { _, context in try await mirror(context.parameters.require("token")) }
        router.get(RouterPath(PublicPage.stylePath)) { _, _ in page.style }
    }

    /// The mail as it was sent, as long as its bytes are kept; nothing in it can run.
    private func mirror(_ token: String) async throws -> Response {
        guard let send = links.send(token, .mirror),
            let body = try await store.read({ db in try LedgerTable.entry(send, in: db)?.body }),
            let html = (try? ParsedMail(body.bytes))?.html
        else { return page.unknown }
        return PublicPage.response(.ok, html: html, .mirror)
    }
}
