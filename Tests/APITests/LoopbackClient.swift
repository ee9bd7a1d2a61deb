import JSON
import NIOCore
import NIOPosix
import Vocabulary

/// An answer, its body read.
struct Answered: Sendable {
    var status: Int
    var headers: [String: String]
    var body: [UInt8]

    var json: AttributeValue { get throws { try AttributeValue(json: body) } }
    var code: String? { (try? json)?["code"].string }
}

/// HTTP as far as these tests need it: one request a connection, the answer read to its end. Unlike a ready-made client
/// it does nothing of its own accord, so that a 401 is an answer like others.
enum LoopbackClient {
    struct NoAnswer: Error {}

    static func send(
        port: Int,
        _ method: String,
        _ path: String,
        _ body: [UInt8]?,
        _ headers: [String: String]
    ) async throws -> Answered {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        if let body { head += "Content-Length: \(body.count)\r\n" }
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        let request = Array((head + "\r\n").utf8) + (body ?? [])
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let bytes = try await channel.executeThenClose { inbound, outbound in
            // A server that refuses early may close before all is written; its answer counts all the same.
            try? await outbound.write(ByteBuffer(bytes: request))
            var bytes: [UInt8] = []
            for try await part in inbound { bytes += part.readableBytesView }
            return bytes
        }
        return try parse(bytes)
    }

    private static func parse(_ bytes: [UInt8]) throws -> Answered {
        let end = bytes.indices.first { bytes[$0...].starts(with: "\r\n\r\n".utf8) }
        guard let end else { throw NoAnswer() }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw NoAnswer()
        }
        let headers = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return (parts[0].lowercased(), String((parts.last ?? "").drop { $0 == " " }))
        }
        return Answered(
            status: status,
            headers: Dictionary(headers) { first, _ in first },
            body: Array(bytes[(end + 4)...])
        )
    }
}
