import Mail

/// What `text`, written with bare line feeds, says.
func report(_ text: String, arrivedAt: [String] = []) -> FeedbackReport {
    FeedbackReport(reading: Array(text.utf8), arrivedAt: arrivedAt)
}

/// A mail from a mail system with this body.
func bounce(_ body: String, subject: String = "Undelivered Mail Returned to Sender") -> String {
    "From: Mail Delivery System <MAILER-DAEMON@mx.example>\nTo: bounces@shop.example\nSubject: \(subject)\n\n\(body)"
}

/// A delivery report with these fields of recipients, and what it returns of the message.
func deliveryReport(_ fields: String, returned: String = "Subject: Hello\n") -> String {
    """
    From: MAILER-DAEMON@mx.example
    To: bounces@shop.example
    Subject: Undelivered Mail Returned to Sender
    Content-Type: multipart/report; report-type=delivery-status; boundary="b"

    --b
    Content-Type: text/plain

    Your message could not be delivered.
    --b
    Content-Type: message/delivery-status

    Reporting-MTA: dns; mx.example

    \(fields)
    --b
    Content-Type: text/rfc822-headers

    \(returned)
    --b--
    """
}

extension FeedbackReport {
    /// `anna@example.org hard unknown-user 5.1.1`, a line for each event.
    var lines: [String] {
        events.map { event in
            [event.recipient ?? "-", event.kind.rawValue, event.cause.rawValue, event.status?.description]
                .compactMap(\.self).joined(separator: " ")
        }
    }
}
