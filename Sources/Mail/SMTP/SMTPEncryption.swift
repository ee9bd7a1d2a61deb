import NIOCore
import NIOSSL

/// TLS as a relay's settings want it.
struct SMTPEncryption: Sendable {
    private let context: NIOSSLContext?
    private let host: String?

    init(_ relay: SMTPRelay) throws {
        host = Self.isIPAddress(relay.host) ? nil : relay.host
        guard relay.security != .none else {
            context = nil
            return
        }
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        switch (relay.security, relay.trust) {
        case (.opportunistic, _), (_, .anyone): configuration.certificateVerification = .none
        case (_, .system): break
        case (_, .certificates(let pem)):
            configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)))
        }
        context = try NIOSSLContext(configuration: configuration)
    }

    /// The handler that encrypts one connection.
    func makeHandler() throws -> NIOSSLClientHandler? {
        guard let context else { return nil }
        return try NIOSSLClientHandler(context: context, serverHostname: host)
    }

    /// Addresses have no place in SNI (RFC 6066 3); their certificates are verified against the address itself.
    private static func isIPAddress(_ host: String) -> Bool {
        (try? SocketAddress(ipAddress: host, port: 0)) != nil
    }
}
