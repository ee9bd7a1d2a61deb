import Store

/// The pipeline's schema.
package let pipelineMigrations: [Migration] = [
    Migration(
        "pipeline-1",
        [
            """
            CREATE TABLE pipeline_cursor (
                shard BIGINT PRIMARY KEY, epoch BIGINT NOT NULL, owner TEXT NOT NULL, lease BIGINT NOT NULL,
                position BIGINT NOT NULL, place BIGINT NOT NULL, moment BIGINT NOT NULL, last_id BIGINT NOT NULL,
                crashed_at BIGINT NOT NULL, crashes BIGINT NOT NULL, marked BIGINT NOT NULL,
                marked_by BIGINT NOT NULL, deaths BIGINT NOT NULL)
            """,
            """
            CREATE TABLE parked_events (
                position BIGINT NOT NULL, place BIGINT NOT NULL, received BIGINT NOT NULL, source BIGINT NOT NULL,
                type TEXT NOT NULL, message_id TEXT, message TEXT NOT NULL,
                retry BIGINT NOT NULL DEFAULT 0 CHECK (retry IN (0, 1)), PRIMARY KEY (position, place))
            """,
            "CREATE INDEX parked_retries ON parked_events (position, place) WHERE retry = 1",
            "CREATE TABLE parked_wakes (profile BIGINT PRIMARY KEY, moment BIGINT NOT NULL, message TEXT NOT NULL)",
            // Hour by hour how far everything was processed: tells what was processed a week ago.
            "CREATE TABLE pipeline_marks (moment BIGINT PRIMARY KEY, position BIGINT NOT NULL)",
            // How far what is over and old is forgotten.
            """
            CREATE TABLE retention_marks (name TEXT PRIMARY KEY, position BIGINT NOT NULL, moment BIGINT NOT NULL)
            """,
        ] + DedupeTable.migrations
    )
]
