import NIOCore

/// One message: MAIL, RCPT, DATA, the bytes, the final dot.
extension SMTPClientMachine {
    /// Starts a message; call only while ``hasRoom``.
    ///
    /// - Parameter transcript: begun when the message was handed to the client.
    mutating func start(
        _ ticket: Ticket,
        _ mail: SMTPMail,
        transcript: SMTPTranscript.Block,
        now: NIODeadline
    ) -> [Action] {
        precondition(hasRoom)
        if let refusal = refusal(of: mail) {
            return [finished(ticket, .permanent(refusal), transcript)]
        }
        transactions.append(Transaction(ticket: ticket, mail: mail, transcript: transcript))
        let reset: [(String, Expectation)] = needsReset ? [("RSET", .reset)] : []
        needsReset = false
        let commands: [(String, Expectation)] = [
            (mailCommand(mail), .mail), ("RCPT TO:<\(mail.envelope.recipient)>", .recipient), ("DATA", .data),
        ]
        if extensions.hasPipelining { return say(reset + commands, now) }
        return say(reset.isEmpty ? [commands[0]] : reset, now)
    }

    /// What a message asks of the server and this one does not offer: known before a word is said.
    private func refusal(of mail: SMTPMail) -> SMTPReply? {
        if mail.needsSMTPUTF8 && !extensions.hasSMTPUTF8 {
            return SMTPReply(553, EnhancedStatus(5, 6, 7), "not sent: the server does not offer SMTPUTF8")
        }
        if mail.has8BitBytes && !extensions.has8BitMIME {
            return SMTPReply(554, EnhancedStatus(5, 6, 3), "not sent: the server does not offer 8BITMIME")
        }
        if let limit = extensions.sizeLimit, mail.size > limit {
            return SMTPReply(552, EnhancedStatus(5, 3, 4), "not sent: the server takes at most \(limit) bytes")
        }
        return nil
    }

    private func mailCommand(_ mail: SMTPMail) -> String {
        var command = "MAIL FROM:<\(mail.envelope.sender?.description ?? "")>"
        if extensions.hasSize { command += " SIZE=\(mail.size)" }
        if mail.has8BitBytes { command += " BODY=8BITMIME" }
        if mail.needsSMTPUTF8 { command += " SMTPUTF8" }
        return command
    }

    /// Says commands of the newest transaction in one flight.
    private mutating func say(_ commands: [(String, Expectation)], _ now: NIODeadline) -> [Action] {
        guard !commands.isEmpty else { return [] }
        var flight = ""
        for (text, _) in commands {
            transactions[transactions.count - 1].transcript.note(.client, text, now)
            flight += text
            flight += "\r\n"
        }
        expect(commands.map(\.1), now)
        return [.send(flight)]
    }

    mutating func handleTransaction(
        _ expectation: Expectation,
        _ reply: SMTPReply,
        _ phase: SMTPPhase,
        _ now: NIODeadline
    ) -> [Action] {
        let index = expectation == .message || expectation == .loneDot ? 0 : transactions.count - 1
        transactions[index].transcript.note(.server, reply.description, now)
        if reply.code == 421 { return turnedAway(index, reply, now) }
        switch (expectation, reply.severity) {
        case (.reset, .done):
            return extensions.hasPipelining ? [] : say([(mailCommand(transactions[index].mail), .mail)], now)
        case (.mail, .done), (.recipient, .done): return goOn(after: expectation, index, now)
        case (.mail, .temporary), (.mail, .permanent), (.recipient, .temporary), (.recipient, .permanent):
            return reject(expectation, index, reply, now)
        case (.data, .goOn): return sendMessage(index, now)
        case (.data, .temporary), (.data, .permanent):
            needsReset = true
            return finish(index, Self.outcome(of: transactions[index].rejection ?? reply), now)
        case (.message, .done) where transactions[index].isWritten: return finish(index, .accepted(reply), now)
        case (.message, .temporary), (.message, .permanent): return finish(index, Self.outcome(of: reply), now)
        case (.loneDot, _):
            needsReset = true
            return finish(index, Self.outcome(of: transactions[index].rejection ?? reply), now)
        default: return nonsense(expectation, reply, now)
        }
    }

    /// Without pipelining the next command waits for this reply.
    private mutating func goOn(after expectation: Expectation, _ index: Int, _ now: NIODeadline) -> [Action] {
        guard !extensions.hasPipelining else { return [] }
        if expectation == .recipient { return say([("DATA", .data)], now) }
        return say([("RCPT TO:<\(transactions[index].mail.envelope.recipient)>", .recipient)], now)
    }

    private mutating func reject(
        _ expectation: Expectation,
        _ index: Int,
        _ reply: SMTPReply,
        _ now: NIODeadline
    ) -> [Action] {
        let rejection = transactions[index].rejection ?? reply
        transactions[index].rejection = rejection
        if expectation == .mail { transactions[index].isMailRejected = true }
        guard !extensions.hasPipelining else { return [] }
        needsReset = true
        return finish(index, Self.outcome(of: rejection), now)
    }

    /// DATA was answered with 354. After a refusal there is nothing to send: a lone dot if only the recipient was
    /// refused; if the sender was, the server is confused enough to be left.
    private mutating func sendMessage(_ index: Int, _ now: NIODeadline) -> [Action] {
        let transaction = transactions[index]
        if transaction.isMailRejected { return fail(.garbage, "DATA taken after MAIL was refused", now) }
        if transaction.rejection != nil { return say([(".", .loneDot)], now) }
        transactions[index].isInMessage = true
        transactions[index].transcript.note(.client, "(\(transaction.mail.size) bytes) .", now)
        expect([.message], now)
        return [.sendMessage(transaction.ticket, transaction.mail.body)]
    }

    private mutating func finish(_ index: Int, _ outcome: SMTPResult.Outcome, _ now: NIODeadline) -> [Action] {
        let transaction = transactions.remove(at: index)
        messageCount += 1
        return [finished(transaction.ticket, outcome, transaction.transcript)] + quitIfDone(now)
    }

    /// 421: the server answers this command and closes; commands behind it get no reply.
    private mutating func turnedAway(_ index: Int, _ reply: SMTPReply, _ now: NIODeadline) -> [Action] {
        let transaction = transactions.remove(at: index)
        let outcome = Self.outcome(of: transaction.rejection ?? reply)
        return [finished(transaction.ticket, outcome, transaction.transcript)] + fail(.closed, reply.description, now)
    }

    /// A reply that makes no sense after this command; what is under way ends as after any broken connection.
    private mutating func nonsense(_ expectation: Expectation, _ reply: SMTPReply, _ now: NIODeadline) -> [Action] {
        expectations.insert(expectation, at: 0)
        return fail(.garbage, "“\(reply)”", now)
    }
}
