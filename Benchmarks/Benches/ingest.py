#!/usr/bin/env python3
# tools: Load Ceiling
"""Durable ingest over HTTP: events acknowledged a second, each after its fsync.

Ceilings: the same bytes appended to a file with fdatasync (by COPY on PostgreSQL), one group of all connections a time;
and the same requests to an empty handler (OPTIONS, which is answered without a look at the body).
"""


from kit import SECONDS, SCRATCH, Server, ceiling, database, emit, load, now_text

BATCHES = [  # name, events a request, connections, budget embedded and on PostgreSQL, budget of p99 in milliseconds
    ("ingest of batches of 100", 100, 16, {"sqlite": 100_000, "postgres": 40_000}, None),
    ("ingest of single events", 1, 64, {"sqlite": 25_000}, {"sqlite": 10}),
]
EVENT_BYTES = 1029


def main():
    where = database()
    with Server(where) as server:
        key = server.key("write")
        for name, batch, connections, budgets, slowest in BATCHES:
            # Each part has an empty log of its own to fill, and no backlog of another's to process beside it.
            server.start()
            arguments = ["--port", server.port, "--key", key, "--connections", connections, "--batch", batch,
                         "--timestamp", now_text()]
            nothing = load("blast", *arguments, "--method", "OPTIONS", "--seconds", SECONDS / 4, "--warm", 0.5)
            before = server.processor
            found = load("blast", *arguments, "--seconds", SECONDS)
            took = (server.processor - before) / (SECONDS + 1)
            server.stop()
            payload = ("--bytes", batch * EVENT_BYTES, "--group", connections)
            bare = ceiling("append", *payload, "--file", f"{SCRATCH or '.'}/append.tmp") if where == "sqlite" \
                else ceiling("copy", *payload)
            more = dict(processors=took, generator=found["processor"])
            emit(name, where, found["eventsPerSecond"], "events/s", bare * batch, budgets.get(where), refused=found["refused"], **more)
            emit(f"{name}, empty handler", where, nothing["eventsPerSecond"], "events/s")
            emit(f"{name}, p99", where, found["p99"], "ms", nothing["p99"], (slowest or {}).get(where), "lower")


main()
