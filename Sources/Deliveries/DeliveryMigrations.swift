import Store

/// The ledger's schema: what is owed, what became of it, what stops it.
package let deliveryMigrations: [Migration] = [
    Migration(
        "deliveries-1",
        [
            // The keys of what is owed. Apart from `sends`, so that uniqueness outlives dropped months of sends.
            """
            CREATE TABLE obligations (
                key BYTEA PRIMARY KEY,
                send BIGINT NOT NULL
            )
            """,
            """
            CREATE TABLE sends (
                id BIGINT PRIMARY KEY,
                origin_kind TEXT NOT NULL CHECK (origin_kind IN ('journey', 'campaign', 'api')),
                origin BIGINT NOT NULL,
                version BIGINT NOT NULL,
                step TEXT NOT NULL,
                run BIGINT,
                profile BIGINT NOT NULL,
                born_to BIGINT NOT NULL,
                channel TEXT NOT NULL,
                lane BIGINT NOT NULL CHECK (lane IN (0, 1, 2)),
                class TEXT NOT NULL CHECK (class IN ('marketing', 'transactional')),
                topic TEXT,
                address TEXT,
                fixed_address BIGINT NOT NULL DEFAULT 0 CHECK (fixed_address IN (0, 1)),
                state TEXT NOT NULL CHECK (state IN ('pending', 'handing', 'sent', 'delivered', 'bounced', 'skipped',
                    'failed', 'uncertain', 'expired', 'cancelled')),
                reason TEXT,
                due BIGINT NOT NULL,
                not_after BIGINT NOT NULL,
                attempt BIGINT NOT NULL,
                revision BIGINT NOT NULL,
                epoch BIGINT,
                taken BIGINT,
                handed BIGINT,
                finished BIGINT,
                reserved BIGINT,
                resent BIGINT NOT NULL DEFAULT 0 CHECK (resent IN (0, 1)),
                zone TEXT,
                context TEXT NOT NULL,
                tells_run BIGINT NOT NULL DEFAULT 0 CHECK (tells_run IN (0, 1)),
                patient_until BIGINT,
                CHECK (reserved IS NULL OR state IN ('handing', 'sent', 'delivered', 'bounced', 'uncertain'))
            )
            """,
            // What a take asks: the due of a channel's lane, oldest first.
            "CREATE INDEX sends_due ON sends (channel, lane, due, id) WHERE state = 'pending'",
            "CREATE INDEX sends_upcoming ON sends (due, id) WHERE state = 'pending'",
            "CREATE INDEX sends_held ON sends (id) WHERE state = 'pending' AND reason IN ('hold', 'paused')",
            "CREATE INDEX sends_reserved ON sends (profile, channel, reserved) WHERE reserved IS NOT NULL",
            "CREATE INDEX sends_run ON sends (run, id) WHERE run IS NOT NULL",
            "CREATE INDEX sends_origin ON sends (origin_kind, origin, step, state, reason, id)",
            // Not for `pending`, whose questions are about time: those have the indexes above.
            "CREATE INDEX sends_state ON sends (state, reason, id) WHERE state <> 'pending'",
            "CREATE INDEX sends_person ON sends (profile, id)",
            // One line for each revision of a send.
            """
            CREATE TABLE send_events (
                send BIGINT NOT NULL,
                revision BIGINT NOT NULL,
                moment BIGINT NOT NULL,
                state TEXT NOT NULL,
                reason TEXT,
                detail TEXT,
                PRIMARY KEY (send, revision)
            )
            """,
            // The exact bytes and the conversation of the last attempt, for a bounded time.
            """
            CREATE TABLE send_bodies (
                send BIGINT PRIMARY KEY,
                kept BIGINT NOT NULL,
                bytes BYTEA NOT NULL,
                transcript TEXT NOT NULL
            )
            """,
            "CREATE INDEX send_bodies_kept ON send_bodies (kept)",
            """
            CREATE TABLE holds (
                scope TEXT NOT NULL,
                reason TEXT NOT NULL CHECK (reason IN ('hold', 'paused')),
                since BIGINT NOT NULL,
                who TEXT NOT NULL,
                PRIMARY KEY (scope, reason)
            )
            """,
            "CREATE TABLE sending_settings (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
            // Runs of workers, alive as long as `seen` is recent; the id is the epoch that `sends` carry.
            """
            CREATE TABLE delivery_workers (
                epoch BIGINT PRIMARY KEY,
                channel TEXT NOT NULL,
                seen BIGINT NOT NULL
            )
            """,
        ]
    ),
    Migration(
        "deliveries-2",
        [
            // Opens and clicks, each once however often it is written; `machine` is why it is a program's. No address and no
            // agent's full name: nothing of it tells who it was.
            """
            CREATE TABLE send_hits (
                send BIGINT NOT NULL,
                kind TEXT NOT NULL CHECK (kind IN ('open', 'click')),
                link BIGINT NOT NULL,
                nonce BIGINT NOT NULL,
                moment BIGINT NOT NULL,
                agent TEXT NOT NULL,
                machine TEXT,
                PRIMARY KEY (send, kind, link, nonce)
            )
            """,
            // Their sums, a row for each send that has any.
            """
            CREATE TABLE send_seen (
                send BIGINT PRIMARY KEY,
                opens BIGINT NOT NULL,
                clicks BIGINT NOT NULL,
                machine_opens BIGINT NOT NULL,
                machine_clicks BIGINT NOT NULL,
                links BIGINT NOT NULL,
                first_open BIGINT,
                last_open BIGINT,
                first_click BIGINT,
                last_click BIGINT
            )
            """,
        ]
    ),
    Migration(
        "sending-allowance-1",
        [
            // How much was taken to be sent, in pieces of five minutes; of the last day only.
            """
            CREATE TABLE sending_use (
                channel TEXT NOT NULL,
                piece BIGINT NOT NULL,
                sent BIGINT NOT NULL,
                PRIMARY KEY (channel, piece)
            )
            """,
            // When the brake last stopped an origin: what was handed over before has been looked at by whoever released it.
            "CREATE TABLE brakes (scope TEXT PRIMARY KEY, moment BIGINT NOT NULL)",
        ]
    ),
    feedbackMigration,
]
