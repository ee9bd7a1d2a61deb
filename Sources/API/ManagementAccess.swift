import Accounts
import Hummingbird

/// Lets in who bears a manage key, and nobody else.
package struct ManagementAccess<Context: RequestContext>: RouterMiddleware {
    private let keys: KeyRing

    package init(keys: KeyRing) { self.keys = keys }

    package func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let header = request.headers[.authorization], header.prefix(7).lowercased() == "bearer " else {
            throw Problem(.unauthorized, code: "key.missing", detail: "give a manage key as Authorization: Bearer")
        }
        guard let key = try await keys.key(authorization: header) else { throw AccessProblem.unknownKey }
        guard key.kind == .manage else { throw AccessProblem.wrongKind(wanted: .manage) }
        return try await next(request, context)
    }
}
