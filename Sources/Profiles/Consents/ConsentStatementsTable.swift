import Store
import Vocabulary

/// One line of the record of who said what about consent, and when.
package struct ConsentRecord: Hashable, Sendable {
    package var scope: ConsentScope
    package var statement: ConsentStatement
    /// When it reached us.
    package var recorded: Moment
}

/// The SQL of `consent_statements`: the record behind `Consents`, which holds only what counts now.
enum ConsentStatementsTable {
    static func append(_ statements: [NewStatement], in db: Transaction) throws {
        try db.copy(
            into: "consent_statements",
            columns: ["profile", "born", "channel", "topic", "choice", "moment", "source", "recorded"],
            rows: statements.map { item in
                [
                    item.profile.sqlValue, item.born.sqlValue, .text(item.scope.channel), item.scope.topic.sqlValue,
                    .text(item.statement.choice.rawValue), item.statement.moment.sqlValue,
                    .text(item.statement.source), item.recorded.sqlValue,
                ]
            }
        )
    }

    /// The latest of a person first.
    static func of(_ profile: ProfileID, limit: Int, in db: Transaction) throws -> [ConsentRecord] {
        try db.rows(
            """
            SELECT channel, topic, choice, moment, source, recorded FROM consent_statements
            WHERE profile = \(profile) ORDER BY moment DESC LIMIT \(limit)
            """
        ) { row in
            guard let choice = ConsentStatement.Choice(rawValue: try row.get(2)) else {
                throw ProfileTextError(part: "choice")
            }
            return ConsentRecord(
                scope: ConsentScope(channel: try row.get(0), topic: try row.get(1)),
                statement: ConsentStatement(choice, moment: try row.get(3), source: try row.get(4)),
                recorded: try row.get(5)
            )
        }
    }

    /// People after `profile` who ever said no, in order.
    static func refusers(after profile: ProfileID, limit: Int, in db: Transaction) throws -> [ProfileID] {
        try db.rows(
            """
            SELECT DISTINCT profile FROM consent_statements WHERE profile > \(profile) AND choice = 'no'
            ORDER BY profile LIMIT \(limit)
            """
        ) { row in try row.get(0) }
    }

    static func move(from absorbed: ProfileID, to survivor: ProfileID, in db: Transaction) throws {
        try db.execute("UPDATE consent_statements SET profile = \(survivor) WHERE profile = \(absorbed)")
    }

    static func giveBack(to person: ProfileID, from holder: ProfileID, births: [ProfileID], in db: Transaction) throws {
        try db.execute(
            """
            UPDATE consent_statements SET profile = \(person) WHERE profile = \(holder) AND born IN \(many: births)
            """
        )
    }

    static func delete(of profile: ProfileID, in db: Transaction) throws {
        try db.execute("DELETE FROM consent_statements WHERE profile = \(profile)")
    }
}
