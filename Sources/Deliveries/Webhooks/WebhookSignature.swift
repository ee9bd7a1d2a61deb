import CCrypto

/// Whether a call comes from the provider it claims to come from; without that, anyone could end an address.
package enum WebhookSignature {
    /// Mailgun: HMAC-SHA-256 of timestamp and token under the account's signing key, in hexadecimal digits.
    package static func isMailgun(timestamp: String, token: String, signature: String, key: String) -> Bool {
        guard !key.isEmpty else { return false }
        let digest = SHA256Digest.authenticate(Array((timestamp + token).utf8), key: Array(key.utf8))
        let wanted = digest.flatMap { byte in [hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]] }
        let given = Array(signature.lowercased().utf8)
        // As long for a wrong first digit as for a wrong last one.
        return given.count == wanted.count && CRYPTO_memcmp(given, wanted, wanted.count) == 0
    }

    /// SendGrid: ECDSA over timestamp and body, the key as the provider shows it (base 64 of SubjectPublicKeyInfo).
    package static func isSendGrid(timestamp: String, body: [UInt8], signature: String, key: String) -> Bool {
        guard let key = publicKey(base64(key)) else { return false }
        defer { EVP_PKEY_free(key) }
        // Another kind of key would be read with other rules.
        guard EVP_PKEY_get_base_id(key) == EVP_PKEY_EC, let context = EVP_MD_CTX_new() else { return false }
        defer { EVP_MD_CTX_free(context) }
        let (signature, message) = (base64(signature), Array(timestamp.utf8) + body)
        return !signature.isEmpty && EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, key) == 1
            && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)

    private static func publicKey(_ bytes: [UInt8]) -> OpaquePointer? {
        guard !bytes.isEmpty else { return nil }
        return bytes.withUnsafeBufferPointer { buffer in
            var start = buffer.baseAddress
            return d2i_PUBKEY(nil, &start, buffer.count)
        }
    }

    /// Empty where it is none.
    private static func base64(_ text: String) -> [UInt8] {
        let digits = Array(text.utf8)
        guard !digits.isEmpty, digits.count % 4 == 0, digits.count <= base64Limit else { return [] }
        var bytes = [UInt8](repeating: 0, count: digits.count / 4 * 3)
        guard EVP_DecodeBlock(&bytes, digits, Int32(digits.count)) == bytes.count else { return [] }
        return Array(bytes.dropLast(min(2, digits.reversed().prefix { $0 == UInt8(ascii: "=") }.count)))
    }

    /// Keys and signatures are some hundred bytes.
    private static let base64Limit = 4096
}
