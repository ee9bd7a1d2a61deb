import CCrypto
import Vocabulary

/// Makes the hashes by which erased identities are remembered: keyed, so that a tombstone tells nobody who it was.
package struct TombstoneKey: Sendable {
    private let secret: [UInt8]

    package init(secret: [UInt8]) { self.secret = secret }

    func hash(_ identity: Identity) -> [UInt8] {
        // The length keeps a namespace from running into its value.
        let message = Array("\(identity.namespace.utf8.count):\(identity.namespace)\(identity.value)".utf8)
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        var length: UInt32 = 0
        HMAC(EVP_sha256(), secret, Int32(secret.count), message, message.count, &digest, &length)
        return digest
    }
}
