import Content
import Deliveries
import HTTPTypes
import Hummingbird
import NIOCore
import Store
import Vocabulary

/// Opens and clicks: answered from the token alone, without the database, and counted later.
///
/// Whatever asks, GET, HEAD or a scanner, changes nothing but counters (invariant 7).
package struct TrackingRoutes: Sendable {
    private let links: LinkMaker
    private let hits: HitSpool
    private let brand: Brand
    private let clock: TimeSource

    package init(links: LinkMaker, hits: HitSpool, brand: Brand, clock: TimeSource) {
        self.links = links
        self.hits = hits
        self.brand = brand
        self.clock = clock
    }

    package func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        for method in [HTTPRequest.Method.get, .head] {
            router.on("/t/c/:token", method: method) { request, context in
                try click(context.parameters.require("token"), request)
            }
            router.on("/t/o/:token", method: method) { request, context in
                try open(context.parameters.require("token"), request)
            }
        }
    }

    private func click(_ token: String, _ request: Request) -> Response {
        guard let click = links.click(token) else { return PublicPage(brand: brand).unknown }
        let now = clock.now()
        guard now < click.expires else { return expired }
        hits.keep(.click, of: click.send, link: click.link, by: HitVisitor(request), at: now)
        return Self.redirect(to: click.target)
    }

    /// Nobody is led to where a link of years ago pointed: others may own it by now.
    private var expired: Response {
        if let site = LinkTarget(brand.site) { return Self.redirect(to: site) }
        return PublicPage(brand: brand).answer(
            .gone,
            title: "This link is too old.",
            body: "<p>It came with a mail of long ago and leads nowhere any more.</p>"
        )
    }

    private static func redirect(to target: LinkTarget) -> Response {
        var headers = counted
        headers[.location] = target.description
        return Response(status: .found, headers: headers)
    }

    private func open(_ name: String, _ request: Request) -> Response {
        let token = name.hasSuffix(".gif") ? String(name.dropLast(4)) : name
        guard let send = links.send(token, .open) else { return PublicPage(brand: brand).unknown }
        hits.keep(.open, of: send, by: HitVisitor(request), at: clock.now())
        var headers = Self.counted
        headers[.contentType] = "image/gif"
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: Self.pixel))
    }

    /// A counted answer must be asked for each time, and its address, which holds the token, is told to nobody.
    private static let counted: HTTPFields = {
        var headers: HTTPFields = [.cacheControl: "no-store", .xContentTypeOptions: "nosniff"]
        for (name, value) in [("Referrer-Policy", "no-referrer"), ("X-Robots-Tag", "noindex")] {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        return headers
    }()

    /// A transparent GIF of one pixel.
    private static let pixel = ByteBuffer(bytes: [
        0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF,
        0x21, 0xF9, 4, 1, 0, 0, 0, 0,
        0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B,
    ])
}

extension HitVisitor {
    /// What `request` says of who makes it.
    fileprivate init(_ request: Request) {
        self.init(
            agent: request.headers[.userAgent] ?? "",
            isHead: request.method == .head,
            isPrefetch: Self.purposeNames.contains { name in
                let said = request.headers[name] ?? ""
                return Self.purposes.contains { said.contains($0) }
            }
        )
    }

    private static let purposeNames = ["Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"].compactMap { HTTPField.Name($0) }
    private static let purposes = ["prefetch", "prerender", "preview"]
}
