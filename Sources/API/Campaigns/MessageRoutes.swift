import Campaigns
import HTTPTypes
import Hummingbird
import JSON
import Store
import Vocabulary

/// Sending a campaign's message by a call: our plain form, and the form that Adobe's clients use (`ajo.md` 6.3).
package struct MessageRoutes: Sendable {
    private let store: Store
    private let executions: Executions

    package init(store: Store, executions: Executions) {
        self.store = store
        self.executions = executions
    }

    /// - Parameter router: beneath `/api/v1`.
    func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.post("/messages/:campaign/send") { request, context in
            try await send(request, context.parameters.require("campaign"))
        }
        router.get("/messages/executions/:id") { _, context in try await show(context.parameters.require("id")) }
    }

    /// - Parameter router: beneath `/ajo`, where Adobe's clients begin.
    func addUnitaryRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.post("/im/executions/unitary") { request, _ in try await unitary(request) }
    }

    private func send(_ request: Request, _ campaign: String) async throws -> Response {
        let call = try MessageCall.plain(try await Self.body(of: request), key: IdempotencyKey.read(request))
        return ExecutionAnswer.taken(try await executions.execute(call, of: campaign))
    }

    private func unitary(_ request: Request) async throws -> Response {
        let call = try MessageCall.unitary(try await Self.body(of: request))
        return ExecutionAnswer.taken(try await executions.execute(call.call, of: call.campaign), as: call)
    }

    private func show(_ text: String) async throws -> Response {
        let report = try await store.read { db in
            try ExecutionID(text).flatMap { try ExecutionReport.load($0, in: db) }
        }
        guard let report else { throw CampaignError.noExecution(text) }
        return ExecutionAnswer.report(report)
    }

    private static let bodyLimit = 1 << 20

    private static func body(of request: Request) async throws -> AttributeObject {
        let bytes = try await RequestBytes.read(request, limit: bodyLimit)
        guard let object = try AttributeValue(json: bytes).object else {
            throw Problem(.badRequest, code: "request.not-an-object", detail: "the body is no JSON object")
        }
        return object
    }
}

/// What a caller says makes a repetition of its call known.
enum IdempotencyKey {
    private static let header = "Idempotency-Key"

    /// The header's value; `nil` where there is none.
    static func read(_ request: Request) throws -> String? {
        guard let name = HTTPField.Name(header), let key = request.headers[name] else { return nil }
        return try checked(key, field: header)
    }

    static func checked(_ key: String, field: String) throws -> String {
        guard (1...APICall.keyLimit).contains(key.utf8.count), key.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw BodyReader.invalid(field, "\(field) has 1 to \(APICall.keyLimit) printable bytes")
        }
        return key
    }
}
