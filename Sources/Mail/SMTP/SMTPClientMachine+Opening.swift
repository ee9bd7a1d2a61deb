import NIOCore

/// From the greeting to the first message.
extension SMTPClientMachine {
    mutating func handle(_ reply: SMTPReply, _ now: NIODeadline) -> [Action] {
        guard !expectations.isEmpty else { return handleUnasked(reply, now) }
        let phase = phase
        let expectation = expectations.removeFirst()
        since = now
        switch expectation {
        case .greeting, .hello, .helo, .startTLS, .plain, .loginUser, .loginPassword, .password:
            note(.server, reply.description, now)
            return handleOpening(expectation, reply, phase, now)
        case .reset, .mail, .recipient, .data, .message, .loneDot:
            return handleTransaction(expectation, reply, phase, now)
        case .quit: return close()
        }
    }

    /// Servers announce that they give up on us with a 421; anything else unasked would be taken for an answer.
    private mutating func handleUnasked(_ reply: SMTPReply, _ now: NIODeadline) -> [Action] {
        fail(reply.code == 421 ? .closed : .garbage, reply.description, now)
    }

    private mutating func handleOpening(
        _ expectation: Expectation,
        _ reply: SMTPReply,
        _ phase: SMTPPhase,
        _ now: NIODeadline
    ) -> [Action] {
        switch (expectation, reply.severity) {
        case (.greeting, .done): return command("EHLO \(relay.clientName)", .hello, now)
        case (.hello, .done):
            extensions = SMTPExtensions(reply)
            return secure(now)
        case (.hello, .permanent): return command("HELO \(relay.clientName)", .helo, now)
        case (.helo, .done):
            extensions = SMTPExtensions()
            return secure(now)
        case (.startTLS, .done): return startTLS(now)
        case (.startTLS, _): return refused(.insecure, reply, phase, now)
        case (.plain, .done), (.loginPassword, .done), (.password, .done): return open(now)
        case (.loginUser, .goOn): return answer(\.user, .loginPassword, now)
        case (.loginPassword, .goOn): return answer(\.password, .password, now)
        default: return refused(.refused, reply, phase, now)
        }
    }

    private mutating func secure(_ now: NIODeadline) -> [Action] {
        guard !isEncrypted else { return authenticate(now) }
        switch relay.security {
        case .none, .implicitTLS: return authenticate(now)
        case .opportunistic where !extensions.hasStartTLS: return authenticate(now)
        case .opportunistic: return command("STARTTLS", .startTLS, now)
        case .startTLS where extensions.hasStartTLS: return command("STARTTLS", .startTLS, now)
        case .startTLS: return fail(.insecure, "the server does not offer STARTTLS", now)
        }
    }

    /// What came in the clear after the reply could pass for an encrypted answer (CVE-2011-0411): no session then.
    private mutating func startTLS(_ now: NIODeadline) -> [Action] {
        parser.hasBytes ? fail(.garbage, "more than the reply to STARTTLS", now) : [.startTLS]
    }

    private mutating func authenticate(_ now: NIODeadline) -> [Action] {
        guard let credentials = relay.credentials else { return open(now) }
        guard isEncrypted || credentials.mayGoUnencrypted else {
            return fail(.insecure, "credentials do not go over an unencrypted connection", now)
        }
        if extensions.mechanisms.contains("PLAIN") {
            let secret = Base64.encode("\0\(credentials.user)\0\(credentials.password)".utf8)
            return secretly("AUTH PLAIN ", secret, .plain, now)
        }
        guard extensions.mechanisms.contains("LOGIN") else {
            return fail(.refused, "the server offers neither AUTH PLAIN nor AUTH LOGIN", now)
        }
        return command("AUTH LOGIN", .loginUser, now)
    }

    private mutating func answer(
        _ value: KeyPath<SMTPRelay.Credentials, String>,
        _ expectation: Expectation,
        _ now: NIODeadline
    ) -> [Action] {
        let text = relay.credentials?[keyPath: value] ?? ""
        return secretly("", Base64.encode(text.utf8), expectation, now)
    }

    private mutating func secretly(
        _ verb: String,
        _ secret: [UInt8],
        _ expectation: Expectation,
        _ now: NIODeadline
    ) -> [Action] {
        note(.client, "\(verb)********", now)
        expect([expectation], now)
        return [.send("\(verb)\(String(decoding: secret, as: UTF8.self))\r\n")]
    }

    private mutating func open(_ now: NIODeadline) -> [Action] {
        state = .open
        since = now
        return [.opened]
    }

    private mutating func refused(
        _ cause: SMTPFault.Cause,
        _ reply: SMTPReply,
        _ phase: SMTPPhase,
        _ now: NIODeadline
    ) -> [Action] {
        let fault = SMTPFault(phase, cause, reply.description)
        note(.note, fault.description, now)
        return [.failed(fault)] + abort()
    }
}
