#!/usr/bin/env python3
# tools: Load Ceiling
"""HTTP to committed state: events a second that become state while no more than half a second's worth is on its way.

The store is filled before: people with histories of lognormal length (median 50, p99 2,000), message ids of two days,
and ten live journeys. One event in five enters a run or moves one; two of the journeys look into the person's history.
Ceiling: the same rows into a bare database (event, person, 0.2 timer).
"""

import json
import os
import random
import tempfile
import time
from pathlib import Path

from fill import History, fill_postgres, fill_sqlite
from kit import IS_FULL, SECONDS, Server, ceiling, database, emit, load, note, now_text

PEOPLE = 20_000 if IS_FULL else 5_000
DIGESTS = 20_000_000 if IS_FULL else 2_000_000
BATCH, CONNECTIONS = 100, 8
WARM = 3
BUDGET = 12_000


def journeys():
    """Ten journeys, one for each of the ten names that one event in five has."""
    for index in range(10):
        event = f"Order Placed {index}"
        entry = {"id": "in", "kind": "entry", "event": event, "reentrance": "always", "next": "wait"}
        wait = {"id": "wait", "kind": "waitForEvent", "event": event, "onEvent": "out", "timeout": "P7D", "onTimeout": "out"}
        steps = [entry, wait, {"id": "out", "kind": "end"}]
        rules = {}
        if index in (4, 5):  # looks at the person and the event
            entry["when"] = 'plan = "gold" or event.properties.total >= 20'
        if index in (6, 7):  # every event ends one run and begins another, which writes to the person
            entry["next"] = "note"
            steps[1:1] = [{"id": "note", "kind": "updateProfile", "set": {"lastOrder": "event.properties.order_id"}, "next": "wait"}]
            rules = {"exitRules": [{"event": event}]}
        if index in (8, 9):  # looks into history
            entry["when"] = f'xEvent[eventType = "{event}"].count() >= 2'
        yield {"format": "sojourn.journey/1", "name": f"Bench {index}", **rules, "steps": steps}


def publish(server):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "journeys").mkdir()
        for index, definition in enumerate(journeys()):
            (Path(folder) / "journeys" / f"{index}.json").write_text(json.dumps(definition))
        server.command("apply", folder)


def main():
    where = database()
    with Server(where) as server:
        write, manage = server.key("write"), server.key("manage")
        publish(server)
        began = time.monotonic()
        history = History(PEOPLE, DIGESTS, random.Random(1))
        if where == "sqlite":
            fill_sqlite(server.state_file, history)
        else:
            fill_postgres(os.environ["SOJOURN_TEST_POSTGRES"], history)
        note(f"{PEOPLE} people, {history.events} events, {DIGESTS} message ids in {time.monotonic() - began:.0f} s")
        server.start()
        arguments = ["--port", server.port, "--key", write, "--manage", manage, "--connections", CONNECTIONS, "--batch", BATCH,
                     "--people", PEOPLE, "--timestamp", now_text(), "--warm", WARM, "--seconds", SECONDS]
        before = server.processor
        found = load("flow", *arguments)
        took = (server.processor - before) / (SECONDS + WARM)
        resident = server.resident
        server.stop()
        if where == "sqlite":
            bare = ceiling("sqlite", "--file", server.folder / "bare.db", seconds=SECONDS / 2)
        else:
            bare = ceiling("postgres", seconds=SECONDS / 2)
        emit("HTTP to state", where, found["eventsPerSecond"], "events/s", bare, BUDGET, processors=took,
             generator=found["processor"], resident=resident)
        emit("HTTP to state, longest way", where, found["ageMax"], "ms", budget=1000, better="lower")


main()
