#!/usr/bin/env python3
"""A server with nothing to do: how fast it starts, what it holds, and that it rests.

Statements are counted where the database sees them: on PostgreSQL by its statistics, embedded by the calls that make
SQLite read its file at the start of every transaction.
"""

import os
import subprocess
import time

from kit import IS_FULL, Server, database, emit, note

SETTLE = 5
REST = 60 if IS_FULL else 20


def transactions_on_postgres(url):
    """Transactions of the whole database that someone else than this question made."""
    sql = "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()"
    found = subprocess.run(["psql", "--no-psqlrc", "-At", "-c", sql, url], check=True, stdout=subprocess.PIPE, text=True)
    return int(found.stdout)


def io_calls(pid):
    """Reads and writes that the process asked the system for; SQLite begins no transaction without one."""
    fields = dict(line.split(": ") for line in open(f"/proc/{pid}/io").read().splitlines())
    return int(fields["syscr"]) + int(fields["syscw"])


def main():
    where = database()
    with Server(where) as server:
        server.key("write")
        started = server.start()
        time.sleep(SETTLE)
        url = os.environ.get("SOJOURN_TEST_POSTGRES")
        count = (lambda: transactions_on_postgres(url)) if where == "postgres" else (lambda: io_calls(server.process.pid))
        first, processor, began = count(), server.processor, time.monotonic()
        time.sleep(REST)
        rest = time.monotonic() - began
        calls, processor = count() - first, server.processor - processor
        if where == "postgres":
            calls -= 1  # the first question
        note(f"{calls} in {rest:.0f} s")
        emit("start", where, started, "s", budget=1, better="lower")
        emit("idle, memory", where, server.resident, "MB", budget=80, better="lower")
        emit("idle, transactions", where, calls / rest * 10, "in 10 s", budget=1, better="lower")
        emit("idle, processor", where, processor / rest * 60, "s a minute", budget=0.1, better="lower")


main()
