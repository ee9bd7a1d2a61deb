import Content
import Mail
import Store
import Synchronization
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
        /// Where mail comes back to: the envelope's sender is `bounces+TOKEN@` it, so that a bounce names its send
        /// whatever it returns of the message; `nil`: each message's own From address.
        package var bounceDomain: String?
        /// The right side of Message-IDs.
        package var messageDomain: String
        /// The relay's connections.
        package var connections: Int
        /// Who reads mails that ask to be left alone; `nil`: nobody, so no address for them is given.
        package var unsubscribeMailbox: EmailAddress?

        package init(
            bounceDomain: String? = nil,
            messageDomain: String,
            connections: Int,
            unsubscribeMailbox: EmailAddress? = nil
        ) {
            self.bounceDomain = bounceDomain
            self.messageDomain = messageDomain
            self.connections = connections
            self.unsubscribeMailbox = unsubscribeMailbox
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

    /// A message goes from a signing thread straight to the connections' loop and its outcome from there to `report`:
    /// a task of its own would wake a thread at each of these steps.
    package func send(_ batch: [OutgoingMessage], report: @escaping @Sendable (SendOutcome) -> Void) async {
        guard !batch.isEmpty else { return }
        let left = Atomic(batch.count)
        await withCheckedContinuation { continuation in
            let end: @Sendable (SendOutcome) -> Void = { outcome in
                report(outcome)
                if left.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { continuation.resume() }
            }
            for message in batch {
                threads.submit { isActive in hand(message, isActive: isActive, end: end) }
            }
        }
    }

    private func hand(_ message: OutgoingMessage, isActive: Bool, end: @escaping @Sendable (SendOutcome) -> Void) {
        var outcome = SendOutcome(send: message.send, attempt: message.attempt, result: .late)
        guard isActive else {
            outcome.result = .notHandedOver("the signing threads are shutting down")
            return end(outcome)
        }
        do throws(Diagnostic) {
            let mail = try mail(message)
            let bytes = try signer.signed(mail.bytes(), at: message.date)
            outcome.bytes = bytes
            guard clock.now() < message.beginBefore else { return end(outcome) }
            let envelope = Envelope(sender: try sender(of: message) ?? mail.from.address, recipient: mail.to[0].address)
            Failpoint.reach("handover.before")
            client.send(envelope, bytes) { [outcome] result in
                Failpoint.reach("handover.after")
                end(outcome.ended(by: result))
            }
        } catch {
            outcome.result = .unrenderable(Diagnostics([error]).description)
            end(outcome)
        }
    }

    private func sender(of message: OutgoingMessage) throws(Diagnostic) -> EmailAddress? {
        guard let domain = settings.bounceDomain else { return nil }
        return try EmailAddress("bounces+\(message.token)@\(domain)")
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
            // One click by https first, for RFC 8058; a mail for programs that know only that (RFC 2369).
            let ways = ["<\(message.links.unsubscribe)>"] + unsubscribeMail(message)
            headers.append(try HeaderField("List-Unsubscribe", ways.joined(separator: ", ")))
            headers.append(try HeaderField("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
        }
        return headers
    }

    /// For readers that know only the older way (RFC 2369 3.2): a mail to where mail comes back to, which is heard at once,
    /// else to somebody who reads it.
    private func unsubscribeMail(_ message: OutgoingMessage) -> [String] {
        if let domain = settings.bounceDomain {
            return ["<mailto:unsubscribe+\(message.token)@\(domain)?subject=unsubscribe>"]
        }
        guard let mailbox = settings.unsubscribeMailbox else { return [] }
        return ["<mailto:\(mailbox)?subject=unsubscribe%20\(message.token)>"]
    }
}

extension SendOutcome {
    fileprivate func ended(by result: SMTPResult) -> SendOutcome {
        var outcome = self
        outcome.result =
            switch result.outcome {
            case .accepted(let reply): .accepted(reply.description)
            case .temporary(let reply): .postponed(reply.description, address: reply.addressFault == .soft)
            case .permanent(let reply): .refusal(reply)
            case .notHandedOver(let fault): .notHandedOver(fault.description)
            case .uncertain(let fault): .lost(fault.description)
            }
        let transcript = result.transcript
        outcome.transcript = { transcript.description }
        return outcome
    }
}

extension SendOutcome.Result {
    fileprivate static func refusal(_ reply: SMTPReply) -> SendOutcome.Result {
        let fault = reply.addressFault
        return .refused(reply.description, address: fault != nil, forNow: fault == .soft)
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
