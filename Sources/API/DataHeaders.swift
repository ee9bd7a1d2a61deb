import Hummingbird
import Web

/// Adds to every answer the headers under which a browser takes it for data and nothing else.
struct DataHeaders<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        for field in SecurityHeaders.fields(for: .data) where !response.headers.contains(field.name) {
            response.headers.append(field)
        }
        return response
    }
}
