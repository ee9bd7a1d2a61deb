import Hummingbird
import JSON
import NIOCore
import Vocabulary

/// What a client is told when something is wrong (RFC 9457); each code has its place in `docs/errors.md`.
package struct Problem: Error, Sendable {
    package var status: HTTPResponse.Status
    package var code: String
    /// What is wrong with this very request.
    package var detail: String
    /// When to try again.
    package var retryAfter: Duration?
    /// The member at fault, where there is one.
    package var field: String?

    package init(
        _ status: HTTPResponse.Status,
        code: String,
        detail: String,
        retryAfter: Duration? = nil,
        field: String? = nil
    ) {
        self.status = status
        self.code = code
        self.detail = detail
        self.retryAfter = retryAfter
        self.field = field
    }

    package var response: Response {
        var headers = HTTPFields()
        headers[.contentType] = "application/problem+json"
        headers[.cacheControl] = "no-store"
        if let retryAfter { headers[.retryAfter] = String(max(1, retryAfter.components.seconds)) }
        if status == .unauthorized { headers[.wwwAuthenticate] = "Basic realm=\"Sojourn\", Bearer realm=\"Sojourn\"" }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }

    private var body: [UInt8] {
        var json = JSONWriter(reservingCapacity: 256)
        json.object { json in
            json.member("type", "urn:sojourn:error:\(code)")
            json.member("title", status.reasonPhrase)
            json.member("status", status.code)
            json.member("code", code)
            json.member("detail", detail)
            if let field { json.member("field", field) }
        }
        return json.bytes
    }
}
