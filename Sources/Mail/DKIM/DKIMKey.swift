import CCrypto
import Vocabulary

/// A private key that signs mail.
///
/// `@unchecked Sendable`: the key is not changed after it is made, and libcrypto only reads it under the contexts of
/// its own that each signature makes.
package final class DKIMKey: @unchecked Sendable {
    /// `rsa` is RSA-SHA256 (RFC 6376, RFC 8301), which every receiver knows; `ed25519` is RFC 8463, which many do not.
    package enum Algorithm: String, Sendable, CaseIterable { case rsa, ed25519 }

    package let algorithm: Algorithm
    private let key: OpaquePointer

    /// RFC 8301 3.2: below 1024 bits verifiers must reject; new keys have 2048.
    private static let minimumBits = 1024
    private static let generatedBits: Int32 = 2048

    private init(owning key: OpaquePointer) throws(Diagnostic) {
        self.key = key
        switch EVP_PKEY_get_base_id(key) {
        case EVP_PKEY_RSA: algorithm = .rsa
        case EVP_PKEY_ED25519: algorithm = .ed25519
        default: throw .dkim("key-kind", "A DKIM key is RSA or Ed25519.")
        }
        guard algorithm == .ed25519 || EVP_PKEY_get_bits(key) >= Self.minimumBits else {
            throw .dkim("key-short", "An RSA key for DKIM has at least \(Self.minimumBits) bits.")
        }
    }

    deinit { EVP_PKEY_free(key) }

    /// Reads an unencrypted PEM private key (PKCS #8, or PKCS #1 for RSA).
    package convenience init(pem: String) throws(Diagnostic) {
        let bytes = Array(pem.utf8)
        let key = bytes.withUnsafeBytes { buffer -> OpaquePointer? in
            guard let bio = BIO_new_mem_buf(buffer.baseAddress, Int32(clamping: buffer.count)) else { return nil }
            defer { BIO_free(bio) }
            // Without a callback libcrypto would ask the terminal for an encrypted key's passphrase.
            return PEM_read_bio_PrivateKey(bio, nil, { _, _, _, _ in -1 }, nil)
        }
        guard let key else { throw .dkim("key-unreadable", "This is no unencrypted private key in PEM form.") }
        try self.init(owning: key)
    }

    /// A new key from libcrypto's own random source: it is a secret, so no seed may determine it.
    package static func generate(_ algorithm: Algorithm) throws(Diagnostic) -> DKIMKey {
        let kind = algorithm == .rsa ? EVP_PKEY_RSA : EVP_PKEY_ED25519
        let context = EVP_PKEY_CTX_new_id(kind, nil)
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard EVP_PKEY_keygen_init(context) == 1,
            algorithm == .ed25519 || EVP_PKEY_CTX_set_rsa_keygen_bits(context, generatedBits) == 1,
            EVP_PKEY_keygen(context, &key) == 1, let key
        else { throw .dkim("generate", "libcrypto could not make a key.") }
        return try DKIMKey(owning: key)
    }

    /// The private key as PKCS #8 in PEM form.
    package func pem() throws(Diagnostic) -> String {
        guard let bio = BIO_new(BIO_s_mem()) else { throw .dkim("export", "libcrypto could not write the key.") }
        defer { BIO_free(bio) }
        guard PEM_write_bio_PKCS8PrivateKey(bio, key, nil, nil, 0, nil, nil) == 1 else {
            throw .dkim("export", "libcrypto could not write the key.")
        }
        let text = [UInt8](unsafeUninitializedCapacity: BIO_ctrl_pending(bio)) { buffer, count in
            count = max(0, Int(BIO_read(bio, buffer.baseAddress, Int32(clamping: buffer.count))))
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The signature of `bytes`, in RFC 6376's sense: RSA signs their SHA-256; so does Ed25519, as RFC 8463 3 has it.
    func sign(_ bytes: [UInt8]) throws(Diagnostic) -> [UInt8] {
        let input = algorithm == .ed25519 ? SHA256Digest.of(bytes) : bytes
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        let capacity = Int(EVP_PKEY_get_size(key))
        let signature = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            var length = buffer.count
            let isSigned =
                EVP_DigestSignInit(context, nil, algorithm == .rsa ? EVP_sha256() : nil, nil, key) == 1
                && EVP_DigestSign(context, buffer.baseAddress, &length, input, input.count) == 1
            count = isSigned ? length : 0
        }
        guard !signature.isEmpty else { throw .dkim("sign", "libcrypto could not sign with this key.") }
        return signature
    }

    /// What `p=` publishes: SubjectPublicKeyInfo for RSA, the bare 32 bytes for Ed25519.
    package func publicKey() throws(Diagnostic) -> [UInt8] {
        let capacity = algorithm == .rsa ? Int(i2d_PUBKEY(key, nil)) : 32
        let bytes = [UInt8](unsafeUninitializedCapacity: max(0, capacity)) { buffer, count in
            var (pointer, length) = (buffer.baseAddress, buffer.count)
            switch algorithm {
            case .rsa: count = max(0, Int(i2d_PUBKEY(key, &pointer)))
            case .ed25519: count = EVP_PKEY_get_raw_public_key(key, buffer.baseAddress, &length) == 1 ? length : 0
            }
        }
        guard !bytes.isEmpty else { throw .dkim("public-key", "libcrypto could not write the public key.") }
        return bytes
    }
}

extension Diagnostic {
    static func dkim(_ code: String, _ message: String, _ location: String? = nil) -> Diagnostic {
        Diagnostic(code: "mail.dkim-\(code)", message: message, location: location)
    }
}
