import Accounts
import Foundation
import Store

/// What signs the demo's links and mail: made from its seed, so that two runs are the same to the byte.
///
/// Whoever knows the seed knows them. That is fine here and nowhere else: the demo listens on loopback, its people are
/// made up, and its mail goes to the built-in mailbox only.
struct DemoSecrets {
    let seed: UInt64

    /// Keeps them where the engine looks, before it makes its own.
    func keep(in db: Transaction) throws {
        for name in ["links", "tombstones"] { _ = try InstallationSecrets.value(of: name, in: db) { digest(name) } }
        _ = try InstallationSecrets.value(of: "dkim", in: db) { Array(signingKey.utf8) }
    }

    /// An Ed25519 key: any 32 bytes are one, while an RSA key cannot be had from a seed.
    private var signingKey: String {
        let body = Data(Self.header + digest("dkim")).base64EncodedString()
        return "-----BEGIN PRIVATE KEY-----\n\(body)\n-----END PRIVATE KEY-----\n"
    }

    /// PKCS #8 before the key itself (RFC 8410 7).
    private static let header: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]

    private func digest(_ name: String) -> [UInt8] { Secrets.digest("sojourn demo \(name) \(seed)") }
}
