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
        let bytes = try await answer(port: port, to: [request(method, path, body, headers, isLast: true)])
        guard let answer = try parse(bytes).first else { throw NoAnswer() }
        return answer
    }

    /// A request as bytes; after the last the server is to close the connection.
    static func request(
        _ method: String,
        _ path: String,
        _ body: [UInt8]?,
        _ headers: [String: String],
        isLast: Bool
    ) -> [UInt8] {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: \(isLast ? "close" : "keep-alive")\r\n"
        if let body { head += "Content-Length: \(body.count)\r\n" }
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        return Array((head + "\r\n").utf8) + (body ?? [])
    }

    /// Sends `pieces` one after the other on one connection, waits until the server closes it, and gives what came.
    ///
    /// - Parameter inTurn: each is a request that is sent once those before it are answered.
    static func answer(port: Int, to pieces: [[UInt8]], inTurn: Bool = false) async throws -> [UInt8] {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            // A server that refuses early may close before all is written; its answer counts all the same.
            var rest = pieces[...]
            repeat {
                try? await outbound.write(ByteBuffer(bytes: rest.removeFirst()))
            } while !inTurn && !rest.isEmpty
            var bytes: [UInt8] = []
            for try await part in inbound {
                bytes += part.readableBytesView
                guard inTurn, !rest.isEmpty, (try? parse(bytes).count) == pieces.count - rest.count else { continue }
                try? await outbound.write(ByteBuffer(bytes: rest.removeFirst()))
            }
            return bytes
        }
    }

    /// The answers in `bytes`, one after the other; of one without a length, everything to the end is its body.
    static func parse(_ bytes: [UInt8]) throws -> [Answered] {
        var (answers, rest) = ([Answered](), bytes)
        while !rest.isEmpty {
            var answer = try first(in: rest)
            let length = answer.headers["content-length"].flatMap { Int($0) } ?? answer.body.count
            rest = Array(answer.body.dropFirst(length))
            answer.body = Array(answer.body.prefix(length))
            answers.append(answer)
        }
        return answers
    }

    private static func first(in bytes: [UInt8]) throws -> Answered {
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
