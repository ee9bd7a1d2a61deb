import Vocabulary

/// A send's name towards the world: the id and a signature over it and the purpose, so that nobody can speak for a
/// send they have not received (invariant 7).
package struct SendToken: Hashable, Sendable, CustomStringConvertible {
    package enum Purpose: String, CaseIterable, Sendable { case message, open, unsubscribe, confirm, mirror }

    package let description: String

    /// 80 bits: more than can be guessed over the network.
    private static let signatureLength = 16

    package init(_ send: SendID, _ purpose: Purpose, secret: [UInt8]) {
        description = send.description + Self.signature(send, purpose, secret)
    }

    /// The send that `text` names, `nil` where the signature is not ours.
    package static func send(_ text: String, _ purpose: Purpose, secret: [UInt8]) -> SendID? {
        let folded = text.lowercased()
        guard folded.utf8.count > signatureLength, let send = SendID(String(folded.dropLast(signatureLength))),
            isEqual(SendToken(send, purpose, secret: secret).description, folded)
        else { return nil }
        return send
    }

    private static func signature(_ send: SendID, _ purpose: Purpose, _ secret: [UInt8]) -> String {
        let digest = SHA256Digest.authenticate(Array("\(purpose.rawValue):\(send)".utf8), key: secret)
        return String(decoding: digest.prefix(signatureLength).map { digits[Int($0 & 31)] }, as: UTF8.self)
    }

    /// Takes as long for a wrong first letter as for a wrong last one.
    private static func isEqual(_ a: String, _ b: String) -> Bool {
        a.utf8.count == b.utf8.count && zip(a.utf8, b.utf8).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
}
