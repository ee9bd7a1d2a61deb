#!/usr/bin/env python3
"""A server with nothing to do: how fast it starts, what it holds, and that it rests.

Work is counted where it can be seen from outside: on PostgreSQL the transactions in its statistics, embedded the moments
at which the process read or wrote anything at all.
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
    """Reads and writes that the process has asked the system for."""
    fields = dict(line.split(": ") for line in open(f"/proc/{pid}/io").read().splitlines())
    return int(fields["syscr"]) + int(fields["syscw"])


def stirrings(pid, seconds):
    """How often the process woke to read or write something; what comes within a tenth of a second is one."""
    before, count, end = io_calls(pid), 0, time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(0.1)
        now = io_calls(pid)
        count, before = count + (now != before), now
    return count


def main():
    where = database()
    with Server(where) as server:
        server.key("write")
        started = server.start()
        time.sleep(SETTLE)
        url = os.environ.get("SOJOURN_TEST_POSTGRES")
        processor, began = server.processor, time.monotonic()
        if where == "postgres":
            first = transactions_on_postgres(url)
            time.sleep(REST)
            count = transactions_on_postgres(url) - first - 1  # the first question
        else:
            count = stirrings(server.process.pid, REST)
        rest = time.monotonic() - began
        processor = server.processor - processor
        note(f"{count} in {rest:.0f} s")
        emit("start", where, started, "s", budget=1, better="lower")
        emit("idle, memory", where, server.resident, "MB", budget=80, better="lower")
        emit("idle, transactions", where, count / rest * 10, "in 10 s", budget=1, better="lower")
        emit("idle, processor", where, processor / rest * 60, "s a minute", budget=0.1, better="lower")


main()
