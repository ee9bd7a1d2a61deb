import Content
import Vocabulary

/// A rendered message with all that a channel needs to hand it over.
package struct OutgoingMessage: Sendable {
    package var send: SendID
    package var attempt: Int
    package var address: String
    package var messageClass: MessageClass
    package var content: RenderedMessage
    package var links: SystemLinks
    /// Names the send to whoever sees the message; signed (`SendToken`).
    package var token: SendToken
    /// The moment the message bears.
    package var date: Moment
    /// Its hand-over must begin before, else the gate must be asked again (invariant 4).
    package var beginBefore: Moment

    package init(
        send: SendID,
        attempt: Int,
        address: String,
        messageClass: MessageClass,
        content: RenderedMessage,
        links: SystemLinks,
        token: SendToken,
        date: Moment,
        beginBefore: Moment
    ) {
        self.send = send
        self.attempt = attempt
        self.address = address
        self.messageClass = messageClass
        self.content = content
        self.links = links
        self.token = token
        self.date = date
        self.beginBefore = beginBefore
    }
}
