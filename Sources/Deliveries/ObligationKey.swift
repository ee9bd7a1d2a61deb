import CCrypto
import Vocabulary

/// Names an obligation for as long as its origin can send: 16 bytes, unique in the database.
///
/// A truncated SHA-256 over length-prefixed parts: 128 bits do not collide by chance, and no part can run into the next.
package struct ObligationKey: Hashable, Sendable {
    package let bytes: [UInt8]

    package static let length = 16

    /// One message step reached once by one run.
    /// - Parameter visit: counts the run's steps, so that a loop owes again on each pass.
    package static func journey(run: RunID, visit: Int64) -> ObligationKey {
        ObligationKey(kind: "journey", parts: [littleEndian(run.raw), littleEndian(visit)])
    }

    /// One person in one occurrence of a campaign.
    package static func campaign(occurrence: Int64, profile: ProfileID) -> ObligationKey {
        ObligationKey(kind: "campaign", parts: [littleEndian(occurrence), littleEndian(profile.raw)])
    }

    /// One recipient of one API call, however often the call is repeated.
    package static func api(idempotencyKey: String, recipient: String) -> ObligationKey {
        ObligationKey(kind: "api", parts: [Array(idempotencyKey.utf8), Array(recipient.utf8)])
    }

    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.length else { return nil }
        self.bytes = bytes
    }

    private init(kind: String, parts: [[UInt8]]) {
        let message = ([Array(kind.utf8)] + parts).flatMap { Self.littleEndian(Int64($0.count)) + $0 }
        bytes = Array(SHA256Digest.of(message).prefix(Self.length))
    }

    private static func littleEndian(_ value: Int64) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}

/// The two digests the ledger and its origins need, by libcrypto.
package enum SHA256Digest {
    package static func of(_ message: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        SHA256(message, message.count, &digest)
        return digest
    }

    /// HMAC-SHA-256 of `message` under `key`.
    static func authenticate(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &digest, &length)
        return digest
    }
}
