import NIOCore
import NIOPosix
import Synchronization

/// A server that behaves as badly as a test wants: a script of what it waits for and what it then does.
struct ScriptedServer: Sendable {
    enum Step: Sendable {
        case say(String)
        /// Reads until the client has said this.
        case until(String)
        /// Tells the test that the script has come this far.
        case call(@Sendable () -> Void)
        case close
        /// Says and reads no more, but stays.
        case stall
    }

    let port: Int
    private let channel: any Channel

    /// Every connection runs the next script; the last is for all further ones.
    static func start(_ scripts: [Step]...) async throws -> ScriptedServer {
        let counter = ConnectionCounter()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton.next())
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let index = min(counter.next(), scripts.count - 1)
                    try channel.pipeline.syncOperations.addHandler(ScriptHandler(scripts[index]))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return ScriptedServer(port: channel.localAddress?.port ?? 0, channel: channel)
    }

    func stop() async throws { try await channel.close() }

    static let opening: [Step] = [.say("220 hi\r\n"), .until("EHLO"), .say("250-hi\r\n250 PIPELINING\r\n")]
}

private final class ConnectionCounter: Sendable {
    private let value = Atomic<Int>(0)

    func next() -> Int { value.add(1, ordering: .relaxed).oldValue }
}

private final class ScriptHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var steps: ArraySlice<ScriptedServer.Step>
    private var heard = ""

    init(_ steps: [ScriptedServer.Step]) { self.steps = steps[...] }

    func channelActive(context: ChannelHandlerContext) { goOn(context) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        heard += String(buffer: unwrapInboundIn(data))
        goOn(context)
    }

    private func goOn(_ context: ChannelHandlerContext) {
        while let step = steps.first {
            switch step {
            case .say(let text): context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
            case .until(let text):
                guard let range = heard.range(of: text) else { return }
                heard.removeSubrange(..<range)
            case .call(let body): body()
            case .close: context.close(promise: nil)
            case .stall: return
            }
            steps.removeFirst()
        }
    }
}

extension String {
    /// Where `text` first ends.
    fileprivate func range(of text: String) -> String.Index? { firstRange(of: text)?.upperBound }
}
