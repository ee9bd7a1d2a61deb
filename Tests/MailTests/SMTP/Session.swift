import NIOCore

@testable import Mail

/// A machine under test: what the server says in, what the machine wants out, as lines of text.
struct Session {
    var machine: SMTPClientMachine
    var now = NIODeadline.uptimeNanoseconds(1_000_000_000)
    private(set) var results: [SMTPResult] = []

    /// Connected, before the greeting.
    init(_ change: (inout SMTPRelay) -> Void = { _ in }) throws {
        var relay = SMTPRelay(host: "mx.example", port: 25, security: .none, clientName: "client.example")
        change(&relay)
        machine = SMTPClientMachine(relay: relay, now: now)
        _ = machine.connected(now: now)
    }

    /// Open for messages.
    init(offers: [String], idle: Duration = .seconds(30), _ change: (inout SMTPRelay) -> Void = { _ in }) throws {
        try self.init {
            $0.timeouts.idle = idle
            change(&$0)
        }
        _ = server("220 hi\r\n")
        let lines = ["mx.example"] + offers
        _ = server(lines.enumerated().map { "250\($0 == lines.count - 1 ? " " : "-")\($1)\r\n" }.joined())
    }

    mutating func start(
        _ ticket: Int,
        to recipient: String = "r@example.org",
        message: String = "a\r\nb"
    ) -> [String] {
        guard let sender = try? EmailAddress("s@example.org"), let recipient = try? EmailAddress(recipient) else {
            return []
        }
        let mail = SMTPMail(Envelope(sender: sender, recipient: recipient), Array(message.utf8))
        return lines(machine.start(ticket, mail, transcript: SMTPTranscript.Block(start: now), now: now))
    }

    mutating func server(_ text: String) -> [String] {
        var bytes = ByteBuffer(string: text)
        return lines(machine.received(&bytes, now: now))
    }

    mutating func encrypted() -> [String] { lines(machine.encrypted(now: now)) }
    mutating func disconnected() -> [String] { lines(machine.disconnected("", now: now)) }
    mutating func deadlinePassed() -> [String] { lines(machine.deadlinePassed(now: now)) }

    private mutating func lines(_ actions: [SMTPClientMachine.Action]) -> [String] {
        actions.map { action in
            switch action {
            case .send(let text): return "C: \(text.replacing("\r\n", with: "|"))"
            case .sendMessage(let ticket, let body):
                return "M\(ticket): \(String(buffer: body).replacing("\r\n", with: "|"))"
            case .startTLS: return "start TLS"
            case .opened: return "opened"
            case .finished(let ticket, let result):
                results.append(result)
                return "\(ticket) \(result.outcome.line)"
            case .failed(let fault): return "failed \(fault.cause.rawValue)"
            case .close: return "close"
            case .abort: return "abort"
            }
        }
    }
}

extension SMTPResult.Outcome {
    /// `accepted 250 Ok`, `uncertain timed-out`.
    var line: String {
        switch self {
        case .accepted(let reply): "accepted \(reply)"
        case .temporary(let reply): "temporary \(reply)"
        case .permanent(let reply): "permanent \(reply)"
        case .notHandedOver(let fault): "not handed over \(fault.cause.rawValue)"
        case .uncertain(let fault): "uncertain \(fault.cause.rawValue)"
        }
    }
}
