import Store
import Vocabulary

/// The SQL of `send_hits` and of `send_seen`, which sums them.
package enum HitTable {
    /// Kept of one send; what comes after is no longer told from noise.
    static let limit = 200

    /// What judging a hit needs of its send.
    struct Hitten: Sendable {
        var handed: Moment?
        var isUncertain: Bool
    }

    static func sends(_ ids: [SendID], in db: Transaction) throws -> [SendID: Hitten] {
        let sql: SQL = "SELECT id, COALESCE(handed, taken), state FROM sends WHERE id IN \(many: ids)"
        var found: [SendID: Hitten] = [:]
        try db.each(sql) { row in
            let state = try row.known(2, String.self, SendState.init(rawValue:))
            found[try row.get(0)] = Hitten(handed: try row.get(1), isUncertain: state == .uncertain)
        }
        return found
    }

    /// All hits of these sends, each send's in order.
    package static func hits(of sends: [SendID], in db: Transaction) throws -> [SendID: [JudgedHit]] {
        let sql: SQL = """
            SELECT send, kind, link, moment, nonce, agent, machine FROM send_hits WHERE send IN \(many: sends)
            ORDER BY moment, nonce
            """
        return Dictionary(grouping: try db.rows(sql, decode), by: \.send)
    }

    static func save(_ hits: [JudgedHit], in db: Transaction) throws {
        try db.merge(
            into: "send_hits",
            columns: ["send", "kind", "link", "nonce", "moment", "agent", "machine"],
            key: ["send", "kind", "link", "nonce"],
            rows: hits.map { hit in
                [
                    hit.send.sqlValue, hit.kind.rawValue.sqlValue, hit.link.sqlValue, hit.nonce.sqlValue,
                    hit.moment.sqlValue, hit.agent.rawValue.sqlValue, (hit.machine?.rawValue).sqlValue,
                ]
            }
        )
    }

    static func save(_ seen: [SendID: SendSeen], in db: Transaction) throws {
        try db.merge(
            into: "send_seen",
            columns: [
                "send", "opens", "clicks", "machine_opens", "machine_clicks", "links", "first_open", "last_open",
                "first_click", "last_click",
            ],
            key: ["send"],
            rows: seen.sorted { $0.key < $1.key }.map { send, seen in
                [
                    send.sqlValue, seen.opens.sqlValue, seen.clicks.sqlValue, seen.machineOpens.sqlValue,
                    seen.machineClicks.sqlValue, seen.links.sqlValue, seen.firstOpen.sqlValue, seen.lastOpen.sqlValue,
                    seen.firstClick.sqlValue, seen.lastClick.sqlValue,
                ]
            }
        )
    }

    /// `nil` where nobody has opened it or clicked.
    package static func seen(_ send: SendID, in db: Transaction) throws -> SendSeen? {
        let sql: SQL = """
            SELECT opens, clicks, machine_opens, machine_clicks, links, first_open, last_open, first_click, last_click
            FROM send_seen WHERE send = \(send)
            """
        return try db.row(sql) { row in
            var seen = SendSeen()
            (seen.opens, seen.clicks) = (try row.get(0), try row.get(1))
            (seen.machineOpens, seen.machineClicks, seen.links) = (try row.get(2), try row.get(3), try row.get(4))
            (seen.firstOpen, seen.lastOpen) = (try row.get(5), try row.get(6))
            (seen.firstClick, seen.lastClick) = (try row.get(7), try row.get(8))
            return seen
        }
    }

    private static func decode(_ row: borrowing Row) throws -> JudgedHit {
        JudgedHit(
            kind: try row.known(1, String.self, Hit.Kind.init(rawValue:)),
            send: try row.get(0),
            link: try row.get(2),
            moment: try row.get(3),
            nonce: try row.get(4),
            agent: try row.known(5, String.self, AgentClass.init(rawValue:)),
            machine: try row.get(6, String?.self).flatMap(MachineReason.init(rawValue:))
        )
    }
}
