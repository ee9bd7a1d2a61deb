import CCrypto
import Store
import Vocabulary

/// Remembers (write key, message id) for days, so that a repeated event takes effect once (`SEMANTICS 6`).
///
/// One table a day, reused in turn, so that forgetting drops a whole piece.
package struct Dedupe: Sendable {
    /// How many days back a repeat is known, besides today.
    package let days: Int64

    package static let dayRange: ClosedRange<Int64> = 1...7

    /// - Parameter days: two by default, up to seven.
    package init(days: Int64 = 2) {
        precondition(Self.dayRange.contains(days))
        self.days = days
    }

    /// The inputs that have not been seen, in order; remembers those that carry a message id.
    func fresh(_ inputs: [Input], in db: Transaction) throws -> [Input] {
        let digests = inputs.map(Self.digest)
        guard let first = inputs.first, let last = inputs.last else { return [] }
        var seen: Set<[UInt8]> = []
        let asked = digests.compactMap(\.self)
        for day in first.moment.day - days...last.moment.day {
            seen.formUnion(try DedupeTable.known(asked, day: day, in: db))
        }
        var fresh: [Input] = []
        var remembered: [Int64: [[UInt8]]] = [:]
        for (input, digest) in zip(inputs, digests) {
            if let digest {
                guard seen.insert(digest).inserted else { continue }
                remembered[input.moment.day, default: []].append(digest)
            }
            fresh.append(input)
        }
        for (day, digests) in remembered { try DedupeTable.remember(digests, day: day, in: db) }
        return fresh
    }

    /// The first 16 bytes of SHA-256 over key and message id: no two clients' ids meet, and none can be forged to.
    private static func digest(of input: Input) -> [UInt8]? {
        guard let message = input.event.messageID else { return nil }
        var bytes = withUnsafeBytes(of: input.key.raw.littleEndian) { Array($0) }
        bytes += message.utf8
        var hash = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        SHA256(bytes, bytes.count, &hash)
        return Array(hash.prefix(16))
    }
}

extension Moment {
    /// Days since the epoch, in UTC.
    fileprivate var day: Int64 { Int64(CivilTime(utc: self).daysSinceEpoch) }
}
