import HTTPTypes
import Hummingbird
import JSON
import NIOCore
import Pipeline

/// What ingestion answers, made once where it is always the same. Any page may post and read the answer: a write key
/// is no secret, and no cookie is looked at.
enum IngestionAnswer {
    static let everything = ByteBuffer(string: #"{"success":true}"#)
    private static let everythingTaken = Response(
        status: .ok,
        headers: fields,
        body: ResponseBody(byteBuffer: everything)
    )

    /// Rejections told in one answer; all of them are kept and shown in the console.
    private static let toldRejections = 100

    private static let fields: HTTPFields = [
        .contentType: "application/json", .accessControlAllowOrigin: "*", .xContentTypeOptions: "nosniff",
        .cacheControl: "no-store",
    ]

    /// The head before `everything`, for who writes it without a router.
    static func successHead(date: String) -> HTTPResponse {
        var head = HTTPResponse(status: .ok, headerFields: fields)
        head.headerFields[.contentLength] = String(everything.readableBytes)
        head.headerFields[.date] = date
        return head
    }

    static let preflight = Response(
        status: .noContent,
        headers: [
            .accessControlAllowOrigin: "*", .accessControlAllowMethods: "POST, OPTIONS",
            .accessControlAllowHeaders: "authorization, content-type, content-encoding", .accessControlMaxAge: "86400",
        ]
    )

    static func success(_ rejected: [Rejection]) -> Response {
        guard !rejected.isEmpty else { return everythingTaken }
        var json = JSONWriter()
        json.object { json in
            json.member("success", true)
            json.member("rejectedCount", rejected.count)
            json.array("rejected") { json in
                for rejection in rejected.prefix(toldRejections) { write(rejection, to: &json) }
            }
        }
        return Response(status: .ok, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }

    /// `response` so that a page of another origin may read it.
    static func shared(_ response: Response) -> Response {
        var response = response
        response.headers[.accessControlAllowOrigin] = "*"
        response.headers[.xContentTypeOptions] = "nosniff"
        return response
    }

    private static func write(_ rejection: Rejection, to json: inout JSONWriter) {
        json.object { json in
            json.member("index", rejection.index)
            json.member("code", rejection.code.rawValue)
            json.member("message", rejection.message)
            json.member("field", rejection.field)
        }
    }
}
