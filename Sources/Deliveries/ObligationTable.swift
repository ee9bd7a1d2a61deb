import Store
import Vocabulary

/// The SQL of `obligations`.
enum ObligationTable {
    /// Claims keys; those already claimed keep their first send.
    static func insert(_ obligations: [Obligation], in db: Transaction) throws {
        try db.merge(
            into: "obligations",
            columns: ["key", "send"],
            key: ["key"],
            rows: obligations.map { [$0.key.bytes.sqlValue, $0.send.sqlValue] },
            onConflict: .ignore
        )
    }

    /// Which send each key belongs to.
    static func sends(of keys: [ObligationKey], in db: Transaction) throws -> [ObligationKey: SendID] {
        var sends: [ObligationKey: SendID] = [:]
        try db.each("SELECT key, send FROM obligations WHERE key IN \(many: keys.map(\.bytes))") { row in
            guard let key = ObligationKey(bytes: try row.get(0)) else { return }
            sends[key] = try row.get(1)
        }
        return sends
    }
}
