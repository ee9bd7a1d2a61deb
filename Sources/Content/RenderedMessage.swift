/// A message for one person, before any channel wraps it.
package struct RenderedMessage: Hashable, Sendable {
    package var subject: String
    package var html: [UInt8]
    package var text: [UInt8]
    package var from: String
    package var replyTo: String?

    package init(subject: String, html: [UInt8], text: [UInt8], from: String, replyTo: String? = nil) {
        self.subject = subject
        self.html = html
        self.text = text
        self.from = from
        self.replyTo = replyTo
    }
}
