import Accounts
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Store
import Vocabulary
import Web

/// The one place where requests become visits and answers become HTTP: sessions, forms and roles are checked here.
struct Door: Sendable {
    typealias Handler = @Sendable (Visit) async throws -> Answer

    let console: Console

    /// - Parameter open: whether one may see it without having signed in.
    func get(
        _ route: String,
        on router: Router<some RequestContext>,
        open: Bool = false,
        _ handler: @escaping Handler
    ) {
        router.get(RouterPath(route)) { request, context in
            let visit = try await visit(request, context.parameters, remote: Self.remote(context), form: Form())
            guard open || visit.visitor != nil else { return try await signInFirst(visit) }
            return try await response(to: try await handler(visit), visit)
        }
    }

    /// - Parameter needs: the role that may; `nil`: anyone, signed in or not.
    func post(
        _ route: String,
        on router: Router<some RequestContext>,
        needs role: User.Role?,
        _ handler: @escaping Handler
    ) {
        router.post(RouterPath(route)) { request, context in
            let body = try await request.body.collect(upTo: Form.byteLimit)
            let form = Form(encoded: String(buffer: body))
            let visit = try await visit(request, context.parameters, remote: Self.remote(context), form: form)
            guard isOwn(request, visit) else { return try await response(to: .refused(.foreignForm), visit) }
            if let role {
                guard visit.visitor != nil else { return try await signInFirst(visit) }
                guard visit.may(role) else {
                    return try await response(to: .refused(.role(needs: role.rawValue)), visit)
                }
            }
            return try await response(to: try await handler(visit), visit)
        }
    }

    /// Where to sign in, and how to come back; with nobody there yet, where to begin.
    private func signInFirst(_ visit: Visit) async throws -> Response {
        let back = visit.path == "/" ? nil : visit.address
        return try await response(to: .seeOther(Pages.signIn.link.with("return", back)), visit)
    }

    private static func remote(_ context: some RequestContext) -> String {
        (context as? any RemoteAddressRequestContext)?.remoteAddress?.ipAddress ?? "unknown"
    }

    private func visit(
        _ request: Request,
        _ parameters: Parameters,
        remote: String,
        form: Form
    ) async throws -> Visit {
        let cookies = request.headers[.cookie] ?? ""
        let token = SessionCookie.value(SessionCookie.name(isSecure: console.isSecure), in: cookies)
        let visitor = try await token.asyncMap(visitor)
        let formToken = SessionCookie.value(SessionCookie.formName(isSecure: console.isSecure), in: cookies)
        let parameter = parameters.get("id")
        return Visit(
            console: console,
            now: console.clock.now(),
            address: request.uri.string,
            path: request.uri.path,
            parameter: parameter,
            query: Form(encoded: request.uri.query ?? ""),
            form: form,
            visitor: visitor.flatMap(\.self),
            formToken: try formToken ?? Secrets.token(prefix: ""),
            remote: remote,
            sessionToken: token
        )
    }

    private func visitor(_ token: String) async throws -> Visitor? {
        if let visitor = console.demo.flatMap({ Visitor(demo: $0, token: token) }) { return visitor }
        return try await console.state.read { db in try Sessions.find(token, in: db) }.map(Visitor.init)
    }

    /// Whether a form came from our own page: its token is the session's, and its origin, where told, is ours.
    private func isOwn(_ request: Request, _ visit: Visit) -> Bool {
        if let origin = request.headers[.origin] {
            let host = request.head.authority ?? ""
            guard origin == "https://\(host)" || (!console.isSecure && origin == "http://\(host)") else { return false }
        }
        let expected = visit.visitor?.csrf ?? visit.formToken
        return Secrets.areEqual(Array((visit.form["csrf"] ?? "").utf8), Array(expected.utf8))
    }
}

// MARK: Answers

extension Door {
    func response(to answer: Answer, _ visit: Visit) async throws -> Response {
        switch answer {
        case .page(let content): return try await page(content, visit)
        case .seeOther(let link, let cookies):
            var response = bytes([], type: nil, status: .seeOther)
            response.headers[.location] = link.text
            add(cookies, to: &response)
            return response
        case .sandboxed(let html): return sandboxed(html)
        case .plain(let text): return bytes(Array(text.utf8), type: "text/plain; charset=utf-8")
        case .download(let content, let name):
            var response = bytes(content, type: "application/octet-stream")
            response.headers[.contentDisposition] = "attachment; filename=\"\(name)\""
            return response
        case .stream(let name, let type, let pieces):
            var response = bytes([], type: type)
            response.headers[.contentDisposition] = "attachment; filename=\"\(name)\""
            response.body = ResponseBody(asyncSequence: pieces.map { ByteBuffer(bytes: $0) })
            return response
        case .notFound: return try await page(RefusalPages.notFound, visit)
        case .refused(let refusal): return try await page(RefusalPages.content(of: refusal), visit)
        }
    }

    private func page(_ content: PageContent, _ visit: Visit) async throws -> Response {
        let standing = visit.visitor == nil ? nil : try await console.standing()
        let html = Frame(visit: visit, standing: standing).page(content)
        var response = bytes(
            html.bytes,
            type: "text/html; charset=utf-8",
            status: HTTPResponse.Status(code: content.status)
        )
        add(content.cookies, to: &response)
        if visit.visitor == nil {
            add([SessionCookie.setForm(visit.formToken, isSecure: console.isSecure)], to: &response)
        }
        return response
    }

    private func sandboxed(_ html: String) -> Response {
        bytes(Array(html.utf8), type: "text/html; charset=utf-8", content: .mail)
    }

    private func bytes(
        _ bytes: [UInt8],
        type: String?,
        status: HTTPResponse.Status = .ok,
        content: SecurityHeaders.Content = .page
    ) -> Response {
        var headers = SecurityHeaders.fields(for: content, isSecure: console.isSecure)
        headers[.contentType] = type
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private func add(_ cookies: [String], to response: inout Response) {
        for cookie in cookies { response.headers.append(HTTPField(name: .setCookie, value: cookie)) }
    }

    /// A style sheet, module, font or library: kept by browsers for ever, for its address changes with its bytes.
    func asset(_ parameters: Parameters) -> Response {
        guard let name = parameters.get("name"), let hash = parameters.get("hash"),
            let asset = console.assets.asset(name, hash: hash)
        else { return bytes(Array("no such file".utf8), type: "text/plain; charset=utf-8", status: .notFound) }
        var response = bytes(asset.bytes, type: asset.type)
        response.headers[.cacheControl] = "public, max-age=31536000, immutable"
        return response
    }

    /// Numbers as they change, for whoever is signed in.
    func stream(_ request: Request, _ parameters: Parameters) async throws -> Response {
        let visit = try await visit(request, parameters, remote: "", form: Form())
        guard visit.visitor != nil else { return bytes([], type: nil, status: .unauthorized) }
        guard let lines = console.live.subscribe(to: LiveTopic(visit.query)) else {
            return bytes([], type: nil, status: .serviceUnavailable)
        }
        var response = bytes([], type: "text/event-stream")
        response.body = ResponseBody { writer in
            for await line in lines { try await writer.write(ByteBuffer(string: line)) }
            try await writer.finish(nil)
        }
        return response
    }
}

extension Optional {
    fileprivate func asyncMap<Value>(_ transform: (Wrapped) async throws -> Value) async rethrows -> Value? {
        switch self {
        case .some(let value): try await transform(value)
        case .none: nil
        }
    }
}
