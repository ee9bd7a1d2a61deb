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


/// All SQL of deduplication: eight tables for seven days back and today.
enum DedupeTable {
    private static let names: [StaticString] = [
        "dedupe_0", "dedupe_1", "dedupe_2", "dedupe_3", "dedupe_4", "dedupe_5", "dedupe_6", "dedupe_7",
    ]

    static let migrations = names.map { name -> SQL in
        "CREATE TABLE \(raw: name) (digest BYTEA PRIMARY KEY, day BIGINT NOT NULL)"
    }

    private static func table(of day: Int64) -> StaticString { names[Int((day % 8 + 8) % 8)] }

    /// Which of `digests` were remembered on `day`.
    static func known(_ digests: [[UInt8]], day: Int64, in db: Transaction) throws -> [[UInt8]] {
        guard !digests.isEmpty else { return [] }
        return try db.rows(
            "SELECT digest FROM \(raw: table(of: day)) WHERE digest IN \(many: digests) AND day = \(day)"
        ) { row in try row.get(0) }
    }

    /// Remembers `digests`; what the table held of eight days ago is dropped first.
    static func remember(_ digests: [[UInt8]], day: Int64, in db: Transaction) throws {
        let table = table(of: day)
        let oldest: SQL = "SELECT day FROM \(raw: table) LIMIT 1"
        if let held = try db.value(oldest, Int64.self), held != day { try db.execute("DELETE FROM \(raw: table)") }
        let rows = digests.map { digest -> [SQLValue] in [.bytes(digest), .integer(day)] }
        try db.copy(into: table, columns: ["digest", "day"], rows: rows)
    }
}
