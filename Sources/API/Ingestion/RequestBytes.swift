import Hummingbird
import NIOCore

/// Reads a body whole, unpacked, and never more of it than its path takes.
enum RequestBytes {
    static func read(_ request: Request, limit: Int) async throws -> [UInt8] {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw tooLarge(limit) }
        let packing = try Packing(request.headers[.contentEncoding])
        let bytes: [UInt8]
        do {
            bytes = Array((try await request.body.collect(upTo: limit)).readableBytesView)
        } catch is NIOTooManyBytesError {
            throw tooLarge(limit)
        }
        return packing == .gzip ? try Inflate.bytes(bytes, limit: limit) : bytes
    }

    private enum Packing {
        case none, gzip

        init(_ encoding: String?) throws {
            switch encoding?.lowercased() {
            case nil, "", "identity": self = .none
            case "gzip", "x-gzip", "deflate": self = .gzip
            case let other?:
                throw Problem(
                    .unsupportedMediaType,
                    code: "request.unsupported-encoding",
                    detail: "Content-Encoding \(other) is not known here; use gzip"
                )
            }
        }
    }

    private static func tooLarge(_ limit: Int) -> Problem {
        Problem(.contentTooLarge, code: "request.too-large", detail: "the body is larger than \(limit) bytes")
    }
}
