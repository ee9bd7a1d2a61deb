import Mail
import Vocabulary

/// What the tests of mail are about: one message, changed at one place.
func message(
    from name: String = "Sojourn",
    to recipientName: String = "",
    recipient: String = "anna@example.org",
    subject: String = "Hello",
    html: String? = nil,
    text: String? = nil,
    headers: [HeaderField] = [],
    attachments: [MailMessage.Attachment] = [],
    id: String = "01h2xcejqtf2n@mail.example.org"
) throws -> MailMessage {
    MailMessage(
        from: Mailbox(name: name, try EmailAddress("news@shop.example")),
        to: [Mailbox(name: recipientName, try EmailAddress(recipient))],
        subject: subject,
        html: html.map { Array($0.utf8) },
        text: text.map { Array($0.utf8) },
        attachments: attachments,
        headers: headers,
        messageID: try MessageID(id),
        date: CivilTime(year: 2026, month: 11, day: 21, hour: 6, minute: 5, second: 4).utcMoment
    )
}

extension MailMessage {
    var string: String { String(decoding: bytes(), as: UTF8.self) }
}
