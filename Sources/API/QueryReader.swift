import Hummingbird
import Vocabulary

/// Reads the query of a list: its page's size and where it begins.
struct QueryReader {
    private let request: Request

    static let standardLimit = 50
    static let largestLimit = 500

    init(_ request: Request) { self.request = request }

    subscript(name: String) -> String? {
        request.uri.queryParameters[name[...]].map { String($0) }
    }

    /// `limit`, 50 where it is not given.
    func limit() throws -> Int {
        guard let text = self["limit"] else { return Self.standardLimit }
        guard let limit = Int(text), (1...Self.largestLimit).contains(limit) else {
            throw Problem(
                .badRequest,
                code: "request.invalid-limit",
                detail: "limit is a number from 1 to \(Self.largestLimit)",
                field: "limit"
            )
        }
        return limit
    }

    /// `cursor`, as a page before it said under `next`.
    func cursor<Cursor>(named name: String = "cursor", _ make: (String) -> Cursor?) throws -> Cursor? {
        guard let text = self[name] else { return nil }
        guard let cursor = make(text) else {
            let detail = "\(name) is not one that this list gave"
            throw Problem(.badRequest, code: "request.invalid-cursor", detail: detail, field: name)
        }
        return cursor
    }

    /// What `name` names; `nil` where it is not given.
    func value<Value>(_ name: String, _ make: (String) -> Value?) throws -> Value? {
        guard let text = self[name] else { return nil }
        guard let value = make(text) else { throw BodyReader.invalid(name, "\(name) is not one known here") }
        return value
    }
}
