import Hummingbird
import Logging

/// Answers every error with a problem, and logs those that are the server's own.
package struct ErrorResponses<Context: RequestContext>: RouterMiddleware {
    package init() {}

    package func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            return Problem.response(to: error, logger: context.logger)
        }
    }
}

extension Problem {
    /// The answer to `error`; a fault of ours is logged, since the client is told nothing of it.
    static func response(to error: any Error, logger: Logger) -> Response {
        let problem = Problem(error)
        if problem.status == .internalServerError {
            logger.error("request failed", metadata: ["error": "\(String(reflecting: error))"])
        }
        return problem.response
    }
}
