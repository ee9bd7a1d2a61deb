import CCrypto
import Content
import Vocabulary

/// What a click's token says: whose link it is and where it leads.
package struct Click: Hashable, Sendable {
    package var send: SendID
    /// Its place among the message's links; `trap` for the one no human sees.
    package var link: Int
    package var target: LinkTarget
    /// From then on it leads nowhere but to the brand's site; whole days.
    package var expires: Moment

    package static let trap = -1

    package init(send: SendID, link: Int, target: LinkTarget, expires: Moment) {
        self.send = send
        self.link = link
        self.target = target
        self.expires = expires
    }
}

/// Makes and reads the tokens of clicks: a redirector needs nothing but the secret to answer.
///
/// Encrypt-and-authenticate in the manner of SIV (RFC 5297): the HMAC-SHA-256 of the content, 128 bits of it, is both the
/// proof that we made it and the start value of AES-256-CTR. So the same link gives the same token, no random numbers
/// are needed, and nobody who sees a token learns where it leads or can make one.
package struct ClickTokens: Sendable {
    private let authentication: [UInt8]
    private let encryption: [UInt8]

    /// Tokens of another version are not ours.
    private static let version: UInt8 = 1
    private static let proofLength = 16
    /// Send, link and day.
    private static let headLength = 12
    /// A target of 2,000 bytes makes 2,706.
    package static let maximumLength = 4_096
    private static let day: Int64 = 86_400_000

    package init(secret: [UInt8]) {
        authentication = SHA256Digest.authenticate(Array("click:proof".utf8), key: secret)
        encryption = SHA256Digest.authenticate(Array("click:cipher".utf8), key: secret)
    }

    package func seal(_ click: Click) -> String {
        let content = Self.content(of: click)
        let proof = self.proof(of: content)
        return Base64URL.encode([Self.version] + proof + crypt(content, from: proof))
    }

    /// What `token` says; `nil` where it is not one of ours.
    package func open(_ token: String) -> Click? {
        guard token.utf8.count <= Self.maximumLength, let bytes = Base64URL.decode(token),
            bytes.count > 1 + Self.proofLength + Self.headLength, bytes[0] == Self.version
        else { return nil }
        let proof = Array(bytes[1...Self.proofLength])
        let content = crypt(Array(bytes[(1 + Self.proofLength)...]), from: proof)
        guard CRYPTO_memcmp(proof, self.proof(of: content), proof.count) == 0 else { return nil }
        return Self.click(from: content)
    }

    private func proof(of content: [UInt8]) -> [UInt8] {
        Array(SHA256Digest.authenticate([Self.version] + content, key: authentication).prefix(Self.proofLength))
    }

    /// AES-256-CTR; its own reverse.
    private func crypt(_ input: [UInt8], from start: [UInt8]) -> [UInt8] {
        guard let context = EVP_CIPHER_CTX_new() else { preconditionFailure("libcrypto has no memory") }
        defer { EVP_CIPHER_CTX_free(context) }
        var output = [UInt8](repeating: 0, count: input.count)
        var length: Int32 = 0
        let isDone =
            EVP_EncryptInit_ex(context, EVP_aes_256_ctr(), nil, encryption, start) == 1
            && EVP_EncryptUpdate(context, &output, &length, input, Int32(input.count)) == 1
        precondition(isDone && Int(length) == input.count, "AES-CTR gives a byte for a byte")
        return output
    }

    private static func content(of click: Click) -> [UInt8] {
        let (whole, part) = click.expires.milliseconds.quotientAndRemainder(dividingBy: day)
        let days = UInt16(clamping: part > 0 ? whole + 1 : whole)
        let link = UInt16(bitPattern: Int16(clamping: click.link))
        return bigEndian(UInt64(bitPattern: click.send.raw), 8) + bigEndian(UInt64(link), 2)
            + bigEndian(UInt64(days), 2) + Array(click.target.description.utf8)
    }

    /// The target is looked at again: what an earlier release signed must still be an address we would sign.
    private static func click(from content: [UInt8]) -> Click? {
        let text = String(decoding: content[headLength...], as: UTF8.self)
        guard let target = LinkTarget(text), target.description == text else { return nil }
        return Click(
            send: SendID(raw: Int64(bitPattern: number(content[0..<8]))),
            link: Int(Int16(bitPattern: UInt16(number(content[8..<10])))),
            target: target,
            expires: Moment(milliseconds: Int64(number(content[10..<12])) * day)
        )
    }

    private static func bigEndian(_ value: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}

/// Base 64 for addresses (RFC 4648 5), without padding; one text for each value and one value for each text.
enum Base64URL {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
        return values
    }()

    static func encode(_ bytes: [UInt8]) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count * 4 / 3 + 2)
        var (bits, count) = (UInt32(0), UInt32(0))
        for byte in bytes {
            (bits, count) = (bits << 8 | UInt32(byte), count + 8)
            while count >= 6 {
                count -= 6
                output.append(digits[Int(bits >> count & 63)])
            }
        }
        if count > 0 { output.append(digits[Int(bits << (6 - count) & 63)]) }
        return String(decoding: output, as: UTF8.self)
    }

    static func decode(_ text: String) -> [UInt8]? {
        var output: [UInt8] = []
        output.reserveCapacity(text.utf8.count * 3 / 4)
        var (bits, count) = (UInt32(0), UInt32(0))
        for digit in text.utf8 {
            let value = values[Int(digit)]
            guard value < 64 else { return nil }
            (bits, count) = (bits << 6 | UInt32(value), count + 6)
            guard count >= 8 else { continue }
            count -= 8
            output.append(UInt8(truncatingIfNeeded: bits >> count))
        }
        // What is left over must be no digit's worth, and zero: else two texts would mean the same.
        return count < 6 && bits & (1 << count - 1) == 0 ? output : nil
    }
}
