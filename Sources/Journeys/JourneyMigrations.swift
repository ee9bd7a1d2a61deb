import Store

/// The tables of the chapter.
package let journeyMigrations: [Migration] = [
    Migration(
        "journeys-1",
        [
            // The objects. `draft` is the text being edited, unchecked; published texts are in `journey_versions`.
            """
            CREATE TABLE journeys (
                id BIGINT PRIMARY KEY,
                name TEXT NOT NULL,
                status TEXT NOT NULL CHECK (status IN ('draft', 'live', 'paused', 'closed', 'stopped')),
                new_entries TEXT CHECK (new_entries IN ('queue', 'drop')),
                queued BIGINT NOT NULL DEFAULT 0,
                newest_version BIGINT NOT NULL,
                draft TEXT NOT NULL,
                created BIGINT NOT NULL,
                changed BIGINT NOT NULL,
                CHECK ((status = 'paused') = (new_entries IS NOT NULL))
            )
            """,
            "CREATE UNIQUE INDEX journeys_by_name ON journeys (name)",
            // Immutable. `lineage` is a JSON object from step id to lineage id.
            """
            CREATE TABLE journey_versions (
                journey_id BIGINT NOT NULL,
                number BIGINT NOT NULL,
                definition TEXT NOT NULL,
                lineage TEXT NOT NULL,
                published BIGINT NOT NULL,
                PRIMARY KEY (journey_id, number)
            )
            """,
            // One row, moved on by every change that the pipeline must see.
            "CREATE TABLE journey_revision (one BIGINT PRIMARY KEY CHECK (one = 1), revision BIGINT NOT NULL)",
            "INSERT INTO journey_revision (one, revision) VALUES (1, 0)",
            // The walks, finished ones too. `memory` is a JSON object: see RunMemory.
            """
            CREATE TABLE runs (
                id BIGINT PRIMARY KEY,
                journey_id BIGINT NOT NULL,
                version BIGINT NOT NULL,
                profile_id BIGINT NOT NULL,
                born_to BIGINT NOT NULL,
                run_key TEXT NOT NULL,
                step TEXT NOT NULL,
                entered_at BIGINT NOT NULL,
                reached_at BIGINT NOT NULL,
                visit BIGINT NOT NULL,
                wake BIGINT,
                status TEXT NOT NULL CHECK (status IN ('waiting', 'exited', 'failed')),
                reason TEXT,
                ended_at BIGINT,
                memory TEXT NOT NULL,
                awaits BIGINT,
                CHECK (awaits IS NULL OR status = 'waiting'),
                CHECK ((status = 'waiting') = (ended_at IS NULL)),
                CHECK ((status = 'waiting') = (reason IS NULL))
            )
            """,
            // A person is in a journey once under one key (SEMANTICS 17): the database says so too.
            """
            CREATE UNIQUE INDEX runs_waiting ON runs (profile_id, journey_id, run_key) WHERE status = 'waiting'
            """,
            "CREATE INDEX runs_by_profile ON runs (profile_id, id)",
            "CREATE INDEX runs_by_step ON runs (journey_id, version, step, status, id)",
            "CREATE INDEX runs_to_forget ON runs (ended_at) WHERE ended_at IS NOT NULL AND memory <> '{}'",
            // Who was in, kept forever for re-entrance.
            """
            CREATE TABLE journey_entries (
                profile_id BIGINT NOT NULL,
                journey_id BIGINT NOT NULL,
                run_key TEXT NOT NULL,
                last_entry BIGINT NOT NULL,
                entries BIGINT NOT NULL,
                PRIMARY KEY (profile_id, journey_id, run_key)
            )
            """,
            // Counters per step of a version; reached = departed + waiting + exited + failed at every commit.
            """
            CREATE TABLE journey_step_counts (
                journey_id BIGINT NOT NULL,
                version BIGINT NOT NULL,
                step TEXT NOT NULL,
                reached BIGINT NOT NULL,
                departed BIGINT NOT NULL,
                waiting BIGINT NOT NULL,
                exited BIGINT NOT NULL,
                failed BIGINT NOT NULL,
                PRIMARY KEY (journey_id, version, step),
                CHECK (reached = departed + waiting + exited + failed)
            )
            """,
            // Events that would have begun a run, but for a reason.
            """
            CREATE TABLE journey_refusals (
                journey_id BIGINT NOT NULL,
                reason TEXT NOT NULL,
                refused BIGINT NOT NULL,
                PRIMARY KEY (journey_id, reason)
            )
            """,
            // People on their way from one version to another; `steps` is a JSON object from step to step.
            """
            CREATE TABLE journey_moves (
                journey_id BIGINT NOT NULL,
                from_version BIGINT NOT NULL,
                to_version BIGINT NOT NULL,
                steps TEXT NOT NULL,
                created BIGINT NOT NULL,
                moved BIGINT NOT NULL,
                finished BIGINT,
                PRIMARY KEY (journey_id, from_version, to_version)
            )
            """,
            // What was born inside and moves runs, until the pipeline has acted on it. Of one subject only the latest word
            // counts. `parked` says why it could not be acted on.
            """
            CREATE TABLE triggers (
                source BIGINT NOT NULL CHECK (source IN (0, 1, 2)),
                subject BIGINT NOT NULL,
                moment BIGINT NOT NULL,
                profile BIGINT NOT NULL,
                run BIGINT,
                journey BIGINT,
                body TEXT NOT NULL,
                parked TEXT,
                PRIMARY KEY (source, subject)
            )
            """,
            "CREATE INDEX triggers_due ON triggers (moment, source, subject) WHERE parked IS NULL",
            "CREATE INDEX triggers_entries ON triggers (journey) WHERE journey IS NOT NULL",
            "CREATE INDEX triggers_profile ON triggers (profile)",
        ]
    )
]
