import HTTPTypes
import NIOCore
import NIOHTTPTypes
import Pipeline
import Vocabulary

/// Takes the calls that come most, `POST /v1/*` by a key seen lately and without a fault, on the connection's own event
/// loop, and lets everything else through to the router untouched.
///
/// A request that the router answers costs a task, two streams and several threads woken; at thousands of single events
/// a second that is most of what they cost. What is not plain (another path, a compressed or refused body, an unknown
/// key, a full disk) is passed on as it came, so there is one place that says no.
///
/// Requests of one connection are answered in order: what follows a call that waits for the disk waits, too, and no
/// more is read meanwhile.
final class IngestionFront: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private enum State {
        /// Between two requests.
        case idle
        /// A call's head has come, its end has not.
        case collecting(IngestionCall, body: ByteBuffer)
        /// A call is on its way to the disk.
        case waiting(IngestionCall, body: ByteBuffer)
        /// The router has requests: everything goes through until the last is answered and has ended.
        case passing(unanswered: Int, hasEnded: Bool)
    }

    private let ingestion: Ingestion
    /// Room made before a body has come; its length is only announced.
    private static let firstBytes = 64 << 10
    private var state = State.idle
    /// What came while a call waited; bounded by one read, for no more is asked for.
    private var held = CircularBuffer<HTTPRequestPart>()
    private var isReadHeld = false
    private var isQuiescing = false
    private var context: ChannelHandlerContext?

    init(_ ingestion: Ingestion) { self.ingestion = ingestion }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        take(unwrapInboundIn(data), in: context)
    }

    private func take(_ part: HTTPRequestPart, in context: ChannelHandlerContext) {
        switch (state, part) {
        case (.waiting, _): held.append(part)
        case (.idle, .head(let head)):
            if let call = ingestion.call(head) {
                let room = min(call.length, Self.firstBytes)
                state = .collecting(call, body: context.channel.allocator.buffer(capacity: room))
            } else {
                pass(part, in: context)
            }
        case (.collecting(let call, var body), .body(var bytes)):
            // The copy in `state` would make each append copy the whole.
            state = .idle
            body.writeBuffer(&bytes)
            state = .collecting(call, body: body)
        case (.collecting(let call, let body), .end(nil)): finish(call, body, in: context)
        case (.collecting(let call, let body), _):
            passOn(call, body, in: context)
            pass(part, in: context)
        case (.passing, _), (.idle, _): pass(part, in: context)
        }
    }

    private func finish(_ call: IngestionCall, _ body: ByteBuffer, in context: ChannelHandlerContext) {
        state = .waiting(call, body: body)
        let front = NIOLoopBound(self, eventLoop: context.eventLoop)
        let isTaken = ingestion.take(call, Array(body.readableBytesView)) { [loop = context.eventLoop] isDurable in
            loop.execute { front.value.ended(isDurable) }
        }
        if !isTaken { ended(false) }
    }

    /// The call is durable, or the router is to say why not.
    private func ended(_ isDurable: Bool) {
        guard let context, case .waiting(let call, let body) = state else { return }
        state = .idle
        if isDurable {
            answer(in: context)
        } else {
            passOn(call, body, in: context)
            pass(.end(nil), in: context)
        }
        goOn(in: context)
        // What was passed on is looked at only when a read is complete, and the one it came with was long ago.
        context.fireChannelReadComplete()
    }

    private func answer(in context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(.head(ingestion.successHead)), promise: nil)
        context.write(wrapOutboundOut(.body(IngestionAnswer.everything)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    /// Takes up what came while a call waited.
    private func goOn(in context: ChannelHandlerContext) {
        while !isWaiting, let part = held.popFirst() { take(part, in: context) }
        guard !isWaiting else { return }
        if isReadHeld {
            isReadHeld = false
            context.read()
        }
        if isQuiescing, case .idle = state { quiesce(in: context) }
    }

    private var isWaiting: Bool { if case .waiting = state { true } else { false } }

    /// Gives the router what was collected of a call.
    private func passOn(_ call: IngestionCall, _ body: ByteBuffer, in context: ChannelHandlerContext) {
        state = .idle
        pass(.head(call.head), in: context)
        if body.readableBytes > 0 { pass(.body(body), in: context) }
    }

    private func pass(_ part: HTTPRequestPart, in context: ChannelHandlerContext) {
        var (unanswered, hasEnded) = (0, true)
        if case .passing(let before, let ended) = state { (unanswered, hasEnded) = (before, ended) }
        switch part {
        case .head: (unanswered, hasEnded) = (unanswered + 1, false)
        case .body: break
        case .end: hasEnded = true
        }
        settle(unanswered: unanswered, hasEnded: hasEnded)
        context.fireChannelRead(wrapInboundOut(part))
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data), case .passing(let unanswered, let hasEnded) = state {
            settle(unanswered: unanswered - 1, hasEnded: hasEnded)
        }
        context.write(data, promise: promise)
    }

    private func settle(unanswered: Int, hasEnded: Bool) {
        state = unanswered <= 0 && hasEnded ? .idle : .passing(unanswered: unanswered, hasEnded: hasEnded)
    }

    func read(context: ChannelHandlerContext) {
        if isWaiting { isReadHeld = true } else { context.read() }
    }

    /// Who is shutting down would close a connection that, as far as they can see, has nothing to do.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is ChannelShouldQuiesceEvent else { return context.fireUserInboundEventTriggered(event) }
        isQuiescing = true
        switch state {
        case .idle, .passing: quiesce(in: context)
        case .collecting, .waiting: break
        }
    }

    private func quiesce(in context: ChannelHandlerContext) {
        context.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    }
}
