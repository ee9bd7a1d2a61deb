import Deliveries
import HTTPTypes
import Hummingbird
import Mail
import Store

/// `/hooks`: what mail providers tell of our sends by calls, each signed.
package struct WebhookRoutes: Sendable {
    private let desk: FeedbackDesk
    private let keys: Keys

    /// What the providers sign with; a provider without one is not listened to.
    package struct Keys: Sendable {
        package var mailgun: String?
        package var sendGrid: String?

        package init(mailgun: String? = nil, sendGrid: String? = nil) {
            self.mailgun = mailgun
            self.sendGrid = sendGrid
        }
    }

    private static let byteLimit = 2 << 20

    package init(desk: FeedbackDesk, keys: Keys) {
        self.desk = desk
        self.keys = keys
    }

    package func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        let group = router.group("/hooks").add(middleware: DataHeaders()).add(middleware: ErrorResponses())
        if let key = keys.mailgun { group.post("/mailgun") { request, _ in try await mailgun(request, key) } }
        if let key = keys.sendGrid { group.post("/sendgrid") { request, _ in try await sendGrid(request, key) } }
    }

    private func mailgun(_ request: Request, _ key: String) async throws -> Response {
        let body = try await RequestBytes.read(request, limit: Self.byteLimit)
        guard let call = ProviderEvents.Mailgun(body) else { throw Self.unreadable }
        guard
            WebhookSignature.isMailgun(
                timestamp: call.timestamp,
                token: call.token,
                signature: call.signature,
                key: key
            )
        else { throw Self.forged }
        return try await take([call.report])
    }

    private func sendGrid(_ request: Request, _ key: String) async throws -> Response {
        let body = try await RequestBytes.read(request, limit: Self.byteLimit)
        guard let signature = Self.header("Signature", of: request),
            let timestamp = Self.header("Timestamp", of: request),
            WebhookSignature.isSendGrid(timestamp: timestamp, body: body, signature: signature, key: key)
        else { throw Self.forged }
        guard let reports = ProviderEvents.sendGrid(body) else { throw Self.unreadable }
        return try await take(reports)
    }

    /// A call that is repeated does nothing twice, so one part that came too early may ask for all of it again.
    private func take(_ reports: [FeedbackReport]) async throws -> Response {
        var isTooEarly = false
        for report in reports where !report.events.isEmpty {
            if try await desk.take(report) == .tooEarly { isTooEarly = true }
        }
        guard !isTooEarly else {
            let detail = "a send it speaks of is not written down yet; call again"
            throw Problem(.serviceUnavailable, code: "hook.too-early", detail: detail, retryAfter: .seconds(5))
        }
        return Response(status: .ok)
    }

    private static func header(_ name: String, of request: Request) -> String? {
        HTTPField.Name("X-Twilio-Email-Event-Webhook-\(name)").flatMap { request.headers[$0] }
    }

    private static let unreadable = Problem(
        .badRequest,
        code: "hook.unreadable",
        detail: "the body is no call of this provider"
    )
    private static let forged = Problem(
        .forbidden,
        code: "hook.bad-signature",
        detail: "the signature is missing or not the provider's"
    )
}
