import Store

/// The tables of people. Identities are reached only through `IdentitiesTable`, never joined.
package let profileMigrations: [Migration] = [
    Migration(
        "profiles-1",
        [
            """
            CREATE TABLE profiles (
                id BIGINT PRIMARY KEY,
                created BIGINT NOT NULL,
                seen BIGINT NOT NULL,
                version BIGINT NOT NULL,
                survivor BIGINT,
                wake BIGINT,
                zone TEXT,
                event_count BIGINT NOT NULL,
                attributes TEXT NOT NULL,
                provenance TEXT NOT NULL,
                consents TEXT NOT NULL,
                counters TEXT NOT NULL)
            """,
            "CREATE INDEX profiles_by_wake ON profiles (wake, id) WHERE wake IS NOT NULL",
            """
            CREATE TABLE identities (
                namespace TEXT NOT NULL,
                value TEXT NOT NULL,
                profile BIGINT NOT NULL,
                born BIGINT NOT NULL,
                linked BIGINT NOT NULL,
                PRIMARY KEY (namespace, value))\(sqlite: " WITHOUT ROWID")
            """,
            "CREATE INDEX identities_by_profile ON identities (profile)",
            """
            CREATE TABLE events (
                profile BIGINT NOT NULL,
                moment BIGINT NOT NULL,
                id BIGINT NOT NULL,
                type TEXT NOT NULL,
                received BIGINT NOT NULL,
                message_id TEXT,
                body TEXT NOT NULL,
                born_profile BIGINT NOT NULL,
                source TEXT NOT NULL)
            """,
            // The type stands in the index so that a look for some types reads only their rows.
            "CREATE INDEX events_by_profile ON events (profile, moment, id, type)",
            """
            CREATE TABLE merges (
                id BIGINT PRIMARY KEY,
                survivor BIGINT NOT NULL,
                absorbed BIGINT NOT NULL,
                moment BIGINT NOT NULL,
                cause TEXT NOT NULL,
                rows_moved BIGINT NOT NULL,
                survivor_before TEXT,
                absorbed_before TEXT,
                undone BIGINT)
            """,
            "CREATE INDEX merges_by_survivor ON merges (survivor)",
            "CREATE INDEX merges_by_absorbed ON merges (absorbed)",
            "CREATE INDEX merges_to_forget ON merges (moment) WHERE absorbed_before IS NOT NULL",
            """
            CREATE TABLE blocked_merges (
                person BIGINT NOT NULL,
                other BIGINT NOT NULL,
                reason TEXT NOT NULL CHECK (reason IN ('unique_namespace', 'shared_device', 'too_large',
                    'too_many_identities', 'browser_key', 'undone')),
                namespace TEXT NOT NULL,
                since BIGINT NOT NULL,
                latest BIGINT NOT NULL,
                count BIGINT NOT NULL,
                PRIMARY KEY (person, other, reason))
            """,
            "CREATE INDEX blocked_merges_by_other ON blocked_merges (other)",
            """
            CREATE TABLE consent_statements (
                profile BIGINT NOT NULL,
                born BIGINT NOT NULL,
                channel TEXT NOT NULL,
                topic TEXT,
                choice TEXT NOT NULL CHECK (choice IN ('yes', 'no')),
                moment BIGINT NOT NULL,
                source TEXT NOT NULL,
                recorded BIGINT NOT NULL)
            """,
            "CREATE INDEX consent_statements_by_profile ON consent_statements (profile, moment)",
            """
            CREATE TABLE suppressions (
                channel TEXT NOT NULL,
                address TEXT NOT NULL,
                category TEXT NOT NULL CHECK (category IN ('complaint', 'hard_bounce', 'soft_bounce', 'manual')),
                reason TEXT NOT NULL,
                source TEXT NOT NULL,
                since BIGINT NOT NULL,
                PRIMARY KEY (channel, address))
            """,
            """
            CREATE TABLE suppression_changes (
                channel TEXT NOT NULL,
                address TEXT NOT NULL,
                change TEXT NOT NULL CHECK (change IN ('added', 'lifted')),
                category TEXT NOT NULL,
                reason TEXT NOT NULL,
                source TEXT NOT NULL,
                moment BIGINT NOT NULL)
            """,
            "CREATE INDEX suppression_changes_by_address ON suppression_changes (channel, address, moment)",
            """
            CREATE TABLE tombstones (
                hash BYTEA PRIMARY KEY,
                erased BIGINT NOT NULL,
                position TEXT NOT NULL)
            """,
        ]
    ),
    suppressionListMigration,
]
