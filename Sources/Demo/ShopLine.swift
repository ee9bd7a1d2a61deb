import NIOCore
import NIOHTTP1
import NIOPosix

/// The connection over which the shop's server posts to Sojourn's HTTP API: one request at a time, kept open.
package final class ShopLine {
    private let outbound: NIOAsyncChannelOutboundWriter<HTTPClientRequestPart>
    private var answers: NIOAsyncChannelInboundStream<HTTPClientResponsePart>.AsyncIterator
    private let writeKey: String

    /// The API did not take what was posted.
    package struct Refused: Error { package var status: Int }

    private init(
        outbound: NIOAsyncChannelOutboundWriter<HTTPClientRequestPart>,
        answers: NIOAsyncChannelInboundStream<HTTPClientResponsePart>.AsyncIterator,
        writeKey: String
    ) {
        self.outbound = outbound
        self.answers = answers
        self.writeKey = writeKey
    }

    /// Connects, and closes when `body` is done.
    package static func open(
        to address: (host: String, port: Int),
        writeKey: String,
        _ body: (ShopLine) async throws -> Void
    ) async throws {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: address.host, port: address.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(
                        wrappingChannelSynchronously: channel
                    )
                }
            }
        try await channel.executeThenClose { inbound, outbound in
            try await body(ShopLine(outbound: outbound, answers: inbound.makeAsyncIterator(), writeKey: writeKey))
        }
    }

    /// Returns once the API has answered that it is durable.
    package func post(_ body: [UInt8], to path: String) async throws {
        let headers: HTTPHeaders = [
            "Host": "localhost", "Authorization": "Basic \(BasicAuthorization.encode("\(writeKey):"))",
            "Content-Type": "application/json", "Content-Length": "\(body.count)",
        ]
        let head = HTTPRequestHead(version: .http1_1, method: .POST, uri: path, headers: headers)
        try await outbound.write(contentsOf: [.head(head), .body(.byteBuffer(ByteBuffer(bytes: body))), .end(nil)])
        let status = try await status()
        guard status == 200 else { throw Refused(status: status) }
    }

    private func status() async throws -> Int {
        var status = 0
        while let part = try await answers.next(isolation: #isolation) {
            switch part {
            case .head(let head): status = Int(head.status.code)
            case .body: break
            case .end: return status
            }
        }
        return status
    }
}
