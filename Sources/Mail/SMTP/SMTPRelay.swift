/// A server that takes our mail, and how we use it.
package struct SMTPRelay: Sendable {
    package var host: String
    package var port: Int
    package var security: Security
    package var trust: Trust
    package var credentials: Credentials?
    /// What EHLO calls us: a name that resolves to this machine.
    package var clientName: String
    package var timeouts = SMTPTimeouts()
    package var maximumConnections = 8
    /// Sends beyond these are told at once that the relay is busy.
    package var maximumWaiting = 10_000
    /// Relays that spread load by connection like them to end now and then.
    package var messagesPerConnection = 10_000
    /// After a connection could not be opened while others are, so long no new one is tried.
    package var reconnectPause: Duration = .seconds(5)

    package enum Security: String, Sendable, CaseIterable {
        case none
        /// Encrypts where the server offers STARTTLS, without looking at its certificate (RFC 7435).
        case opportunistic
        /// Encrypts by STARTTLS, with a certificate that is verified, or sends nothing.
        case startTLS = "starttls"
        /// TLS from the first byte (port 465), with a certificate that is verified.
        case implicitTLS = "tls"
    }

    /// Whose word is taken for a server's certificate.
    package enum Trust: Sendable {
        case system
        case certificates(pem: String)
        /// Anyone's: for a relay on a private network.
        case anyone
    }

    package struct Credentials: Sendable {
        package var user: String
        package var password: String
        /// Off unless the way to the relay is private.
        package var mayGoUnencrypted: Bool

        package init(user: String, password: String, mayGoUnencrypted: Bool = false) {
            self.user = user
            self.password = password
            self.mayGoUnencrypted = mayGoUnencrypted
        }
    }

    package init(
        host: String,
        port: Int,
        security: Security,
        trust: Trust = .system,
        credentials: Credentials? = nil,
        clientName: String
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.trust = trust
        self.credentials = credentials
        self.clientName = clientName
    }
}

/// How long we wait for each thing; the defaults follow RFC 5321 4.5.3.2 where a message is at stake.
package struct SMTPTimeouts: Sendable {
    /// For a free connection.
    package var queue: Duration = .seconds(60)
    package var connect: Duration = .seconds(30)
    package var greeting: Duration = .seconds(60)
    package var hello: Duration = .seconds(60)
    package var authentication: Duration = .seconds(60)
    package var mail: Duration = .seconds(300)
    package var recipient: Duration = .seconds(300)
    package var data: Duration = .seconds(120)
    package var message: Duration = .seconds(600)
    package var quit: Duration = .seconds(5)
    /// A connection without work is closed before servers do it.
    package var idle: Duration = .seconds(20)

    package init() {}

    func of(_ phase: SMTPPhase) -> Duration {
        switch phase {
        case .queue: queue
        case .connect: connect
        case .greeting: greeting
        case .hello, .startTLS, .reset: hello
        case .authentication: authentication
        case .mail: mail
        case .recipient: recipient
        case .data: data
        case .message: message
        case .quit: quit
        case .idle: idle
        }
    }
}

/// What was going on.
package enum SMTPPhase: String, Sendable {
    case queue, connect, greeting, hello, startTLS, authentication, reset, mail, recipient, data
    /// From the first byte of the message to the reply to its final dot.
    case message
    case quit, idle
}
