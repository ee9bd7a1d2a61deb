import Accounts
import HTTPTypes
import Hummingbird
import JSON
import Logging
import NIOCore
import Pipeline
import Reports
import Store
import Vocabulary

/// `POST /v1/*`: bytes in, and an answer once they are durable.
package struct Ingestion: Sendable {
    private let intake: Intake
    private let keys: KeyRing
    private let metrics: IngestionMetrics
    private let date: HTTPDate

    /// - Parameter clock: the wall clock, for the answers' dates.
    package init(intake: Intake, keys: KeyRing, metrics: Metrics, clock: TimeSource) {
        self.intake = intake
        self.keys = keys
        self.metrics = IngestionMetrics(metrics)
        date = HTTPDate(clock: clock)
    }

    /// The calls by their names, and by the one letter that browser libraries use.
    private static let paths: [(path: String, call: SegmentCall)] =
        SegmentCall.allCases.map { ($0.rawValue, $0) } + [
            ("i", .identify), ("t", .track), ("p", .page), ("s", .screen), ("g", .group), ("a", .alias), ("b", .batch),
        ]

    package func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        for (path, call) in Self.paths {
            router.post("/v1/\(path)") { request, context in
                await answer(request, call: call, logger: context.logger)
            }
            router.on("/v1/\(path)", method: .options) { _, _ in IngestionAnswer.preflight }
        }
    }

    private func answer(_ request: Request, call: SegmentCall, logger: Logger) async -> Response {
        let start = ContinuousClock.now
        let response: Response
        do {
            response = try await take(request, call: call)
        } catch {
            response = IngestionAnswer.shared(Problem.response(to: error, logger: logger))
        }
        metrics.answered(response.status, after: ContinuousClock.now - start)
        return response
    }

    private func take(_ request: Request, call: SegmentCall) async throws -> Response {
        var headerKey: AccessKey?
        if let header = request.headers[.authorization] { headerKey = try await key(authorization: header) }
        let body = try await RequestBytes.read(request, limit: SegmentLimits.bodyBytes(of: call))
        let contents = try SegmentDecoder.check(body, call: call)
        let key = if let headerKey { headerKey } else { try await key(inBody: contents.writeKey) }
        try await intake.append(
            body,
            call: call,
            key: key.id,
            accepted: contents.accepted,
            rejected: contents.rejected
        )
        metrics.took(contents)
        if call.isSingle, let rejection = contents.rejected.first { throw rejection }
        return IngestionAnswer.success(contents.rejected)
    }

    private func key(authorization header: String) async throws -> AccessKey {
        guard let key = try await keys.key(authorization: header) else { throw AccessProblem.unknownKey }
        return try writeKey(key)
    }

    private func key(inBody token: String?) async throws -> AccessKey {
        guard let token else { throw AccessProblem.missingKey }
        guard let key = try await keys.key(token: token) else { throw AccessProblem.unknownKey }
        return try writeKey(key)
    }

    private func writeKey(_ key: AccessKey) throws -> AccessKey {
        guard key.kind == .write else { throw AccessProblem.wrongKind(wanted: .write) }
        return key
    }
}

extension Ingestion {
    private static let callsByPath = Dictionary(uniqueKeysWithValues: paths.map { ("/v1/\($0.path)", $0.call) })

    /// What stands before the router on every connection.
    package func front() -> any RemovableChannelHandler { IngestionFront(self) }

    /// `nil`: the router is to look at it.
    func call(_ head: HTTPRequest) -> IngestionCall? {
        IngestionCall(head, calls: Self.callsByPath) { header in
            guard let key = keys.recentKey(authorization: header), key.kind == .write else { return nil }
            return key.id
        }
    }

    /// Takes a body in which nothing is to be refused.
    ///
    /// - Parameter completion: told whether it is durable.
    /// - Returns: false where the router is to say what is wrong; then `completion` is not called.
    func take(_ call: IngestionCall, _ body: [UInt8], completion: @escaping @Sendable (Bool) -> Void) -> Bool {
        do {
            let contents = try SegmentDecoder.check(body, call: call.call)
            guard contents.rejected.isEmpty, contents.accepted > 0 else { return false }
            try intake.append(body, call: call.call, key: call.key, accepted: contents.accepted) { [metrics] result in
                guard case .success = result else { return completion(false) }
                metrics.took(contents)
                metrics.answered(.ok, after: ContinuousClock.now - call.began)
                completion(true)
            }
            return true
        } catch {
            return false
        }
    }

    var successHead: HTTPResponse { IngestionAnswer.successHead(date: date.text) }
}

/// Why a key does not let its bearer in.
enum AccessProblem {
    static let missingKey = Problem(
        .unauthorized,
        code: "key.missing",
        detail: "give the write key as the user name of Basic or as writeKey"
    )
    static let unknownKey = Problem(
        .unauthorized,
        code: "key.unknown",
        detail: "there is no such key, or it was revoked"
    )

    static func wrongKind(wanted: AccessKey.Kind) -> Problem {
        Problem(.unauthorized, code: "key.wrong-kind", detail: "this path takes a \(wanted.rawValue) key")
    }
}
