import Hummingbird
import JSON
import NIOCore

/// Answers of the management API.
enum Answer {
    /// An object with the members that `body` writes.
    static func json(
        _ status: HTTPResponse.Status = .ok,
        _ members: (inout JSONWriter) -> Void
    ) -> Response {
        var json = JSONWriter(reservingCapacity: 512)
        json.object(members)
        return Response(
            status: status,
            headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes))
        )
    }

    /// A page of a list, with the cursor of the next one.
    static func page<Item>(
        _ items: [Item],
        next: String?,
        _ write: (Item, inout JSONWriter) -> Void
    ) -> Response {
        json { json in
            json.array("items") { json in
                for item in items { write(item, &json) }
            }
            json.member("next", next)
        }
    }
}
