import CCrypto

/// Random tokens, password hashes and comparisons, by libcrypto.
package enum Secrets {
    /// A failure of libcrypto: no entropy, no memory.
    package struct Failure: Error { package var call: String }

    /// Bytes that nobody can guess.
    package static func random(_ count: Int) throws(Failure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard RAND_bytes(&bytes, Int32(count)) == 1 else { throw Failure(call: "RAND_bytes") }
        return bytes
    }

    /// A token of 160 random bits in lower-case hexadecimal behind `prefix`.
    package static func token(prefix: String) throws(Failure) -> String {
        prefix + hex(try random(20))
    }

    /// What is stored of a token: enough to find it, not to use it.
    package static func digest(_ token: String) -> [UInt8] {
        var hash = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        let bytes = Array(token.utf8)
        SHA256(bytes, bytes.count, &hash)
        return hash
    }

    /// Compares in a time that does not tell where they differ.
    package static func areEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        a.count == b.count && CRYPTO_memcmp(a, b, a.count) == 0
    }

    package static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

/// A password as stored: scrypt (RFC 7914) with a salt of its own and the cost it was made with.
package struct PasswordHash: Hashable, Sendable {
    package var salt: [UInt8]
    package var hash: [UInt8]
    /// scrypt's N; r is 8 and p is 1, so this costs N KiB and about 50 ms at the standard.
    package var cost: UInt64

    /// OWASP's minimum of 2023: N = 2^17, r = 8, p = 1.
    package static let standardCost: UInt64 = 1 << 17
    private static let memoryLimit: UInt64 = 256 << 20
    private static let length = 32

    package init(salt: [UInt8], hash: [UInt8], cost: UInt64) {
        self.salt = salt
        self.hash = hash
        self.cost = cost
    }

    package init(of password: String, cost: UInt64 = standardCost) throws(Secrets.Failure) {
        let salt = try Secrets.random(16)
        self.init(salt: salt, hash: try Self.derive(password, salt: salt, cost: cost), cost: cost)
    }

    package func matches(_ password: String) throws(Secrets.Failure) -> Bool {
        Secrets.areEqual(hash, try Self.derive(password, salt: salt, cost: cost))
    }

    private static func derive(_ password: String, salt: [UInt8], cost: UInt64) throws(Secrets.Failure) -> [UInt8] {
        var hash = [UInt8](repeating: 0, count: length)
        let bytes = Array(password.utf8)
        let code = bytes.withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                EVP_PBE_scrypt(
                    characters.baseAddress,
                    characters.count,
                    salt,
                    salt.count,
                    cost,
                    8,
                    1,
                    memoryLimit,
                    &hash,
                    length
                )
            }
        }
        guard code == 1 else { throw Secrets.Failure(call: "EVP_PBE_scrypt") }
        return hash
    }
}
