import CCrypto

/// SHA-256 of what comes piece by piece, through libcrypto.
final class Digest {
    private let context = EVP_MD_CTX_new()

    init() { EVP_DigestInit_ex(context, EVP_sha256(), nil) }

    deinit { EVP_MD_CTX_free(context) }

    func add(_ bytes: UnsafeRawBufferPointer) { EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) }

    /// The digest of all that was added, in hexadecimal; once.
    func finish() -> String {
        var hash = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        EVP_DigestFinal_ex(context, &hash, nil)
        return Self.hex(hash)
    }

    static func of(_ bytes: [UInt8]) -> String {
        let digest = Digest()
        bytes.withUnsafeBytes(digest.add)
        return digest.finish()
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
