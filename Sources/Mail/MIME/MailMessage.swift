import Vocabulary

/// One email as its author thinks of it; `bytes()` is what goes over the wire.
///
/// Bodies are UTF-8 as templates render them. Whatever the values hold, the message's structure is the author's: names
/// and subjects are kept to one line, everything else that could hold a line break was refused when it was made.
package struct MailMessage: Sendable {
    package var from: Mailbox
    package var to: [Mailbox]
    package var replyTo: [Mailbox]
    package var subject: String
    package var html: [UInt8]?
    package var text: [UInt8]?
    package var attachments: [Attachment]
    /// Beyond those the message writes itself, in order: `List-Unsubscribe`, `List-Unsubscribe-Post`, `Feedback-ID` …
    package var headers: [HeaderField]
    package var messageID: MessageID
    package var date: Moment

    package struct Attachment: Sendable {
        package var name: String
        package var type: MediaType
        package var bytes: [UInt8]

        package init(name: String, type: MediaType, bytes: [UInt8]) {
            self.name = name
            self.type = type
            self.bytes = bytes
        }
    }

    package init(
        from: Mailbox,
        to: [Mailbox],
        replyTo: [Mailbox] = [],
        subject: String,
        html: [UInt8]? = nil,
        text: [UInt8]? = nil,
        attachments: [Attachment] = [],
        headers: [HeaderField] = [],
        messageID: MessageID,
        date: Moment
    ) {
        self.from = from
        self.to = to
        self.replyTo = replyTo
        self.subject = subject
        self.html = html
        self.text = text
        self.attachments = attachments
        self.headers = headers
        self.messageID = messageID
        self.date = date
    }

    /// The message in Internet Message Format (RFC 5322, RFC 2045), the same for the same values.
    package func bytes() -> [UInt8] {
        var writer = HeaderWriter()
        writer.bytes.reserveCapacity(2048 + ((html?.count ?? 0) + (text?.count ?? 0)) * 5 / 4)
        writer.write("Date", MailDate.text(date))
        writer.write("From", mailboxes: [from])
        if !to.isEmpty { writer.write("To", mailboxes: to) }
        if !replyTo.isEmpty { writer.write("Reply-To", mailboxes: replyTo) }
        writer.write("Subject", text: subject)
        writer.write("Message-ID", "<\(messageID)>")
        writer.write("MIME-Version", "1.0")
        for header in headers { writer.write(header.name, header.words) }
        content.write(to: &writer, seed: Self.boundarySeed(messageID))
        if !CRLF.ends(writer.bytes) { writer.bytes += [13, 10] }
        return writer.bytes
    }

    /// Text before HTML, as RFC 2046 5.1.4 orders alternatives; an empty text where there is neither.
    private var content: MIMEPart {
        let texts = [text.map(MIMEPart.text), html.map(MIMEPart.html)].compactMap(\.self)
        let body: MIMEPart =
            switch texts.count {
            case 0: .text([])
            case 1: texts[0]
            default: .multipart("alternative", texts)
            }
        guard !attachments.isEmpty else { return body }
        return .multipart("mixed", [body] + attachments.map(MIMEPart.attachment))
    }

    /// Boundaries follow from the message id, so that the same message is the same bytes.
    private static func boundarySeed(_ id: MessageID) -> String {
        let digest = SHA256Digest.of(Array(id.description.utf8))
        return String(
            decoding: digest.prefix(12).flatMap { [hexDigits[Int($0 >> 4)], hexDigits[Int($0 & 15)]] },
            as: UTF8.self
        )
    }
}
