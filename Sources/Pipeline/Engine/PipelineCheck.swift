import Store

/// Recomputes what the pipeline must never break.
package enum PipelineCheck {
    /// What is off, in plain words; empty where all holds.
    package static func faults(in db: Transaction) throws -> [String] {
        var faults: [String] = []
        let homeless = try db.value(
            """
            SELECT COUNT(*) FROM events LEFT JOIN profiles ON profiles.id = events.profile
            WHERE profiles.id IS NULL OR profiles.survivor IS NOT NULL
            """,
            Int.self
        )
        if let homeless, homeless > 0 { faults.append("\(homeless) events belong to nobody") }
        let lost = try db.value(
            """
            SELECT COUNT(*) FROM identities LEFT JOIN profiles ON profiles.id = identities.profile
            WHERE profiles.id IS NULL OR profiles.survivor IS NOT NULL
            """,
            Int.self
        )
        if let lost, lost > 0 { faults.append("\(lost) identities belong to nobody") }
        let deaf = try db.value(
            """
            SELECT COUNT(*) FROM runs JOIN sends ON sends.id = runs.awaits
            WHERE sends.state NOT IN ('pending', 'handing') AND NOT EXISTS
                (SELECT 1 FROM triggers WHERE triggers.source = 0 AND triggers.subject = sends.id)
            """,
            Int.self
        )
        if let deaf, deaf > 0 { faults.append("\(deaf) runs rest for settled messages, and nothing tells them") }
        let taken = try db.value("SELECT value FROM counters WHERE name = 'events.taken'", Int.self) ?? 0
        let kept = try db.value("SELECT COUNT(*) FROM events", Int.self) ?? 0
        let gone =
            try db.value(
                "SELECT CAST(COALESCE(SUM(value), 0) AS BIGINT) FROM counters WHERE name IN ('events.erased', 'events.forgotten')",
                Int.self
            ) ?? 0
        if taken != kept + gone {
            faults.append("\(taken) events were taken; \(kept) are in people's histories and \(gone) were dropped")
        }
        return faults
    }
}
