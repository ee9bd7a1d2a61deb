import HTTPTypes
import Pipeline
import Vocabulary

/// A call of which nothing speaks against taking it straight from the connection; its body is still to come.
struct IngestionCall {
    var head: HTTPRequest
    var call: SegmentCall
    var key: KeyID
    /// Bytes of the body, as announced.
    var length: Int
    var began: ContinuousClock.Instant

    /// What makes a request one for the router: it is in no hurry, or needs more than the plain way does.
    private static let unusual: [HTTPField.Name] = [.contentEncoding, .expect, .transferEncoding]

    /// `nil`: the router is to look at it.
    init?(_ head: HTTPRequest, calls: [String: SegmentCall], key: (String) -> KeyID?) {
        guard head.method == .post, let path = head.path, let call = calls[path],
            let length = head.headerFields[.contentLength].flatMap({ Int($0) }),
            (1...SegmentLimits.bodyBytes(of: call)).contains(length),
            !Self.unusual.contains(where: { head.headerFields.contains($0) }),
            head.headerFields[.connection].map({ $0.lowercased() == "keep-alive" }) ?? true,
            let authorization = head.headerFields[.authorization], let key = key(authorization)
        else { return nil }
        (self.head, self.call, self.key, self.length, began) = (head, call, key, length, .now)
    }
}
