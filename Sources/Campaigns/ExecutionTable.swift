import Store
import Vocabulary

/// All SQL of calls that were taken.
enum ExecutionTable {
    private static let columns: SQL = "id, campaign_id, version, idempotency_key, created, digest"

    /// Takes a key for `execution`, unless another call has it.
    static func claim(_ execution: Execution, digest: [UInt8], in db: Transaction) throws -> Bool {
        if let key = execution.key {
            // One of the few that are too old and not dropped yet.
            let old = try db.rows(
                """
                SELECT id FROM executions
                WHERE idempotency_key = \(key) AND created <= \(execution.created - Execution.lifetime)
                """
            ) { row in try row.get(0, ExecutionID.self) }
            try drop(old, in: db)
        }
        return try db.execute(
            """
            INSERT INTO executions (id, campaign_id, version, idempotency_key, digest, created)
            VALUES (\(execution.id), \(execution.campaign), \(execution.version), \(execution.key.sqlValue), \(digest),
                \(execution.created))
            ON CONFLICT (idempotency_key) DO NOTHING
            """
        ) == 1
    }

    static func insert(
        _ recipients: [Result<SendID, RecipientFault>],
        of execution: ExecutionID,
        in db: Transaction
    ) throws {
        let rows = recipients.enumerated().map { position, recipient -> [SQLValue] in
            switch recipient {
            case .success(let send):
                [execution.sqlValue, position.sqlValue, send.sqlValue, .null, .null, .null]
            case .failure(let fault):
                [
                    execution.sqlValue, position.sqlValue, .null, fault.code.rawValue.sqlValue, fault.field.sqlValue,
                    fault.detail.sqlValue,
                ]
            }
        }
        let columns = ["execution_id", "position", "send", "code", "field", "detail"]
        try db.copy(into: "execution_recipients", columns: columns, rows: rows)
    }

    static func find(key: String, in db: Transaction) throws -> (execution: Execution, digest: [UInt8])? {
        try find("idempotency_key = \(key)", in: db)
    }

    static func find(_ id: ExecutionID, in db: Transaction) throws -> Execution? {
        try find("id = \(id)", in: db)?.execution
    }

    private static func find(_ condition: SQL, in db: Transaction) throws -> (execution: Execution, digest: [UInt8])? {
        let found = try db.row("SELECT \(fragment: columns) FROM executions WHERE \(fragment: condition)") { row in
            let execution = Execution(
                id: try row.get(0),
                campaign: try row.get(1),
                version: try row.get(2),
                key: try row.get(3),
                created: try row.get(4),
                recipients: []
            )
            return (execution: execution, digest: try row.get(5, [UInt8].self))
        }
        guard var found else { return nil }
        found.execution.recipients = try recipients(of: found.execution.id, in: db)
        return found
    }

    private static func recipients(
        of execution: ExecutionID,
        in db: Transaction
    ) throws -> [Result<SendID, RecipientFault>] {
        try db.rows(
            """
            SELECT send, code, field, detail FROM execution_recipients
            WHERE execution_id = \(execution) ORDER BY position
            """
        ) { row in
            if let send = try row.get(0, SendID?.self) { return .success(send) }
            let code = try row.get(1, String.self)
            guard let known = RecipientFault.Code(rawValue: code) else {
                throw RowError(column: 1, wanted: "a recipient's fault", found: code)
            }
            return .failure(RecipientFault(code: known, field: try row.get(2), detail: try row.get(3)))
        }
    }

    // MARK: Forgetting

    /// Drops some of those that came before `moment`; what another transaction is dropping is passed by.
    static func drop(before moment: Moment, limit: Int, in db: Transaction) throws {
        let sql: SQL = """
            SELECT id FROM executions WHERE created <= \(moment)
            ORDER BY created, id LIMIT \(limit)\(fragment: db.dialect.forUpdateSkipLocked)
            """
        try drop(db.rows(sql) { row in try row.get(0, ExecutionID.self) }, in: db)
    }

    private static func drop(_ ids: [ExecutionID], in db: Transaction) throws {
        guard !ids.isEmpty else { return }
        try db.execute("DELETE FROM execution_recipients WHERE execution_id IN \(many: ids)")
        try db.execute("DELETE FROM executions WHERE id IN \(many: ids)")
    }
}
