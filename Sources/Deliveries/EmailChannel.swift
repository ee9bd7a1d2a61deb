import Content
import Mail
import Store
import Vocabulary

/// Email over SMTP: rendered content to MIME, signed on threads of its own, handed to one relay.
package struct EmailChannel: Channel {
    private let client: SMTPClient
    private let signer: DKIMSigner
    private let threads: DKIMSigningThreads
    private let settings: Settings
    private let clock: TimeSource

    /// What the installation decides.
    package struct Settings: Sendable {
        /// Where bounces go: the envelope's sender; `nil`: each message's own From address.
        package var bounces: EmailAddress?
        /// The right side of Message-IDs.
        package var messageDomain: String
        /// The relay's connections.
        package var connections: Int

        package init(bounces: EmailAddress? = nil, messageDomain: String, connections: Int) {
            self.bounces = bounces
            self.messageDomain = messageDomain
            self.connections = connections
        }
    }

    package init(
        client: SMTPClient,
        signer: DKIMSigner,
        threads: DKIMSigningThreads,
        settings: Settings,
        clock: TimeSource
    ) {
        self.client = client
        self.signer = signer
        self.threads = threads
        self.settings = settings
        self.clock = clock
    }

    package var name: ChannelName { .email }
    package var width: Int { settings.connections }

    package func compose(_ message: OutgoingMessage) async throws -> [UInt8] {
        try await threads.signed(mail(message), by: signer, at: message.date)
    }

    package func send(_ batch: [OutgoingMessage], report: @escaping @Sendable (SendOutcome) -> Void) async {
        await withDiscardingTaskGroup { group in
            for message in batch {
                group.addTask { report(await hand(message)) }
            }
        }
    }

    private func hand(_ message: OutgoingMessage) async -> SendOutcome {
        var outcome = SendOutcome(send: message.send, attempt: message.attempt, result: .late)
        do {
            let mail = try mail(message)
            let bytes = try await threads.signed(mail, by: signer, at: message.date)
            outcome.bytes = bytes
            guard clock.now() < message.beginBefore else { return outcome }
            let envelope = Envelope(sender: settings.bounces ?? mail.from.address, recipient: mail.to[0].address)
            Failpoint.reach("handover.before")
            let result = await client.send(envelope, bytes)
            Failpoint.reach("handover.after")
            outcome.result = Self.result(result.outcome)
            outcome.transcript = result.transcript.description
        } catch let fault as Diagnostic {
            outcome.result = .unrenderable(Diagnostics([fault]).description)
        } catch let faults as Diagnostics {
            outcome.result = .unrenderable(faults.description)
        } catch {
            // The signing threads are shutting down.
            outcome.result = .notHandedOver(String(describing: error))
        }
        return outcome
    }

    private static func result(_ outcome: SMTPResult.Outcome) -> SendOutcome.Result {
        switch outcome {
        case .accepted(let reply): .accepted(reply.description)
        case .temporary(let reply): .postponed(reply.description)
        case .permanent(let reply): .refused(reply.description, address: isAboutAddress(reply))
        case .notHandedOver(let fault): .notHandedOver(fault.description)
        case .uncertain(let fault): .lost(fault.description)
        }
    }

    /// No such mailbox or domain (RFC 3463 3.2): the address itself is at fault, not this message.
    private static func isAboutAddress(_ reply: SMTPReply) -> Bool {
        guard let status = reply.enhanced, status.level == 5, status.subject == 1 else { return false }
        return [1, 2, 3, 6, 10].contains(status.detail)
    }

    private func mail(_ message: OutgoingMessage) throws(Diagnostic) -> MailMessage {
        let from = try MailboxText.parse(message.content.from)
        let replyTo: [Mailbox] =
            try message.content.replyTo.map { text throws(Diagnostic) in [try MailboxText.parse(text)] } ?? []
        return MailMessage(
            from: from,
            to: [Mailbox(try EmailAddress(message.address))],
            replyTo: replyTo,
            subject: message.content.subject,
            html: message.content.html,
            text: message.content.text,
            headers: try headers(message),
            messageID: try MessageID("\(message.token)@\(settings.messageDomain)"),
            date: message.date
        )
    }

    /// Marketing carries the one-click unsubscription of RFC 8058; both name the send.
    private func headers(_ message: OutgoingMessage) throws(Diagnostic) -> [HeaderField] {
        var headers = [try HeaderField("X-Sojourn-Send", message.token.description)]
        if message.messageClass == .marketing, !message.links.unsubscribe.isEmpty {
            headers.append(try HeaderField("List-Unsubscribe", "<\(message.links.unsubscribe)>"))
            headers.append(try HeaderField("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
        }
        return headers
    }
}

/// `Anna <anna@example.org>`, `"Anna B." <anna@example.org>` or `anna@example.org`, as templates write senders.
enum MailboxText {
    static func parse(_ text: String) throws(Diagnostic) -> Mailbox {
        guard text.hasSuffix(">"), let open = text.lastIndex(of: "<") else {
            return Mailbox(try EmailAddress(trimmed(text)))
        }
        let address = try EmailAddress(String(text[text.index(after: open)...].dropLast()))
        return Mailbox(name: unquoted(trimmed(String(text[..<open]))), address)
    }

    private static func trimmed(_ text: String) -> String {
        let start = text.firstIndex { $0 != " " } ?? text.endIndex
        let end = text.lastIndex { $0 != " " }.map { text.index(after: $0) } ?? start
        return String(text[start..<end])
    }

    private static func unquoted(_ name: String) -> String {
        guard name.count >= 2, name.hasPrefix("\""), name.hasSuffix("\"") else { return name }
        var output = ""
        var isEscaped = false
        for character in name.dropFirst().dropLast() {
            isEscaped = character == "\\" && !isEscaped
            if !isEscaped { output.append(character) }
        }
        return output
    }
}
