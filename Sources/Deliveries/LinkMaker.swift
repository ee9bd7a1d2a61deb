import Content
import Vocabulary

/// Makes the addresses that a message carries back to us.
package struct LinkMaker: Sendable {
    /// `https://mail.example.org`, without a slash at its end.
    private let base: String
    private let secret: [UInt8]

    package init(base: String, secret: [UInt8]) {
        self.base = base.hasSuffix("/") ? String(base.dropLast()) : base
        self.secret = secret
    }

    package func links(of send: SendID) -> SystemLinks {
        SystemLinks(
            unsubscribe: "\(base)/t/u/\(SendToken(send, .unsubscribe, secret: secret))",
            mirror: "\(base)/m/\(SendToken(send, .mirror, secret: secret))"
        )
    }

    package func token(of send: SendID) -> SendToken { SendToken(send, .message, secret: secret) }

    /// The send whose token of `purpose` this is.
    package func send(_ token: String, _ purpose: SendToken.Purpose) -> SendID? {
        SendToken.send(token, purpose, secret: secret)
    }
}
