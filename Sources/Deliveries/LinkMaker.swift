import Content
import Vocabulary

/// Makes the addresses that a message carries back to us, and reads them when they come.
package struct LinkMaker: Sendable {
    /// `https://mail.example.org`, without a slash at its end.
    private let base: String
    private let secret: [UInt8]
    private let clicks: ClickTokens
    /// How long a tracked link leads to its target; `nil`: for ever.
    private let lifetime: Duration?
    /// Where a scanner ends that follows what no human sees.
    private let trapTarget: LinkTarget?

    package static let standardLifetime = Duration.days(400)

    /// - Parameter site: the brand's own, `nil` where there is none.
    package init(
        base: String,
        secret: [UInt8],
        lifetime: Duration? = standardLifetime,
        site: LinkTarget? = nil
    ) {
        self.base = base.hasSuffix("/") ? String(base.dropLast()) : base
        self.secret = secret
        self.lifetime = lifetime
        clicks = ClickTokens(secret: secret)
        trapTarget = site ?? LinkTarget(base)
    }

    package func links(of send: SendID) -> SystemLinks {
        let leaving = SendToken(send, .unsubscribe, secret: secret)
        return SystemLinks(
            unsubscribe: "\(base)/t/u/\(leaving)",
            preferences: "\(base)/t/p/\(leaving)",
            mirror: "\(base)/m/\(SendToken(send, .mirror, secret: secret))",
            confirm: "\(base)/t/s/\(SendToken(send, .confirm, secret: secret))"
        )
    }

    /// What counts opens and clicks of `send`, whose links are good from `moment` on.
    package func trackers(of send: SendID, at moment: Moment) -> MessageTrackers {
        let expires = lifetime.map { moment + $0 } ?? .distantFuture
        let click: @Sendable (LinkTarget, Int) -> String = { target, link in
            address(Click(send: send, link: link, target: target, expires: expires))
        }
        return MessageTrackers(
            click: click,
            pixel: "\(base)/t/o/\(SendToken(send, .open, secret: secret)).gif",
            trap: trapTarget.map { click($0, Click.trap) } ?? ""
        )
    }

    private func address(_ click: Click) -> String { "\(base)/t/c/\(clicks.seal(click))" }

    package func token(of send: SendID) -> SendToken { SendToken(send, .message, secret: secret) }

    /// The send whose token of `purpose` this is.
    package func send(_ token: String, _ purpose: SendToken.Purpose) -> SendID? {
        SendToken.send(token, purpose, secret: secret)
    }

    /// The click whose token this is.
    package func click(_ token: String) -> Click? { clicks.open(token) }
}
