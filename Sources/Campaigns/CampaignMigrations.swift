import Store

/// The tables of campaigns and of the calls that send their messages.
package let campaignMigrations: [Migration] = [
    Migration(
        "campaigns-1",
        [
            // The objects. `draft` is the text being edited, unchecked; published texts are in `campaign_versions`.
            """
            CREATE TABLE campaigns (
                id BIGINT PRIMARY KEY,
                name TEXT NOT NULL,
                kind TEXT NOT NULL CHECK (kind IN ('api')),
                newest_version BIGINT NOT NULL,
                draft TEXT NOT NULL,
                created BIGINT NOT NULL,
                changed BIGINT NOT NULL
            )
            """,
            "CREATE UNIQUE INDEX campaigns_by_name ON campaigns (name)",
            // Immutable.
            """
            CREATE TABLE campaign_versions (
                campaign_id BIGINT NOT NULL,
                number BIGINT NOT NULL,
                definition TEXT NOT NULL,
                published BIGINT NOT NULL,
                PRIMARY KEY (campaign_id, number)
            )
            """,
            // Calls that were taken, for as long as a repetition of one is known as such. `digest` is the call's.
            """
            CREATE TABLE executions (
                id BIGINT PRIMARY KEY,
                campaign_id BIGINT NOT NULL,
                version BIGINT NOT NULL,
                idempotency_key TEXT,
                digest BYTEA NOT NULL,
                created BIGINT NOT NULL
            )
            """,
            // Of calls with one key that come at once, one is taken.
            "CREATE UNIQUE INDEX executions_by_key ON executions (idempotency_key)",
            "CREATE INDEX executions_created ON executions (created, id)",
            // What became of each recipient of a call: a send, or why there is none.
            """
            CREATE TABLE execution_recipients (
                execution_id BIGINT NOT NULL,
                position BIGINT NOT NULL,
                send BIGINT,
                code TEXT,
                field TEXT,
                detail TEXT,
                PRIMARY KEY (execution_id, position),
                CHECK ((send IS NULL) = (code IS NOT NULL))
            )
            """,
        ]
    )
]
