import HTTPTypes
import Hummingbird

/// Headers under which a browser takes an answer for data and nothing else.
package struct SecurityHeaders<Context: RequestContext>: RouterMiddleware {
    package init() {}

    package func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        for field in SecurityFields.all where !response.headers.contains(field.name) { response.headers.append(field) }
        return response
    }
}

enum SecurityFields {
    static let all: HTTPFields = [
        .xContentTypeOptions: "nosniff",
        .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'",
        HTTPFields.Key("Referrer-Policy") ?? .referer: "no-referrer",
        .cacheControl: "no-store",
    ]
}
