/// A message as it came in, dots unstuffed.
package struct ReceivedMail: Hashable, Sendable {
    /// Nil for the null path of bounces.
    package let sender: EmailAddress?
    package let recipients: [EmailAddress]
    package let bytes: [UInt8]

    package init(sender: EmailAddress?, recipients: [EmailAddress], bytes: [UInt8]) {
        self.sender = sender
        self.recipients = recipients
        self.bytes = bytes
    }
}
