#!/usr/bin/env python3
"""Computes from the CSV alone, with pandas, what the demo must come to, and compares: purchases, profiles, and the
sends of each journey by step and outcome. Runs it several times, at different speeds and on both databases, and
compares what every run left behind byte for byte (see dump.py).

usage: judge.py [--sojourn PATH] [--full] [--part N]     (environment: SOJOURN, SOJOURN_TEST_POSTGRES)
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import dump
import pandas as pd
import psycopg2

DAY = 86_400_000
MASK = (1 << 64) - 1
CSV = Path(__file__).resolve().parents[3] / "Sources" / "Demo" / "Data" / "cdnow.csv"
TODAY = "2026-11-21"
EVERYBODY = 23_570
# In CI, whose build is slow: enough for every journey, step and outcome but the rarest.
PART = 1_500


def splitmix(state):
    """The seeded sequence of the demo's made-up times of day."""
    while True:
        state = (state + 0x9E3779B97F4A7C15) & MASK
        mixed = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & MASK
        yield mixed ^ (mixed >> 31)


def time_of_day(row, seed=1):
    numbers = splitmix((seed * 0x9E3779B97F4A7C15 + row) & MASK)
    length = 16 * 3_600_000
    return 7 * 3_600_000 + max(next(numbers) % length, next(numbers) % length)


def orders(customers):
    frame = pd.read_csv(CSV, parse_dates=["date"])
    days = (frame["date"] - pd.Timestamp(0)).dt.days
    last = (pd.Timestamp("1998-06-30") - pd.Timestamp(0)).days
    yesterday = (pd.Timestamp(TODAY) - pd.Timestamp(0)).days - 1
    shift = (yesterday - last) // 7 * 7
    frame["row"] = frame.index + 1
    frame["moment"] = [(day + shift) * DAY + time_of_day(row) for day, row in zip(days, frame["row"])]
    return frame[frame["customer_id"] <= customers].sort_values(["moment", "row"])


def owed(moments, totals, end):
    """What one customer's orders make us owe: (due, order of journeys, step, is it marketing)."""
    result = [(moments[0], 1, "Second order / thanks", False)]
    if len(moments) == 1 or moments[1] > moments[0] + 30 * DAY:
        result.append((moments[0] + 30 * DAY, 1, "Second order / nudge", True))
    last_basket = None
    for moment, total in zip(moments, totals):
        if total >= 100 and (last_basket is None or moment >= last_basket + 30 * DAY):
            last_basket = moment
            result.append((moment, 0, "Big basket / listening-room", True))
    asked = None
    for number, moment in enumerate(moments[1:], start=1):
        due = moment + 90 * DAY
        if number + 1 < len(moments) and moments[number + 1] <= due:
            continue
        if due < end and (asked is None or (due - asked) // DAY >= 180):
            asked = due
            result.append((due, 2, "Win-back / ask", True))
    return sorted(item for item in result if item[0] < end or item[0] in moments)


def outcomes(items):
    """The gate: at most 1 marketing mail in a calendar day and 3 in any 7 days; transactional is free."""
    sent = []
    for due, _, step, is_marketing in items:
        reason = None
        if is_marketing and any(other // DAY == due // DAY for other in sent):
            reason = "cap_day"
        elif is_marketing and sum(due - 7 * DAY < other for other in sent) >= 3:
            reason = "cap_week"
        if is_marketing and not reason:
            sent.append(due)
        yield step, f"skipped {reason}" if reason else "sent"


def expected(customers):
    frame = orders(customers)
    end = int(frame["moment"].max())
    counts = Counter()
    for _, group in frame.groupby("customer_id", sort=False):
        items = owed(group["moment"].tolist(), group["amount_usd"].tolist(), end)
        counts.update(f"{step}: {outcome}" for step, outcome in outcomes(items))
    counts["purchases"] = len(frame)
    counts["profiles"] = frame["customer_id"].nunique()
    return counts


def run(sojourn, folder, port, case, url=None, seed=1):
    """One run of the demo from its first day to its last; returns what it printed."""
    command = [sojourn, "demo", "--summary", "--speed", case.speed, "--customers", str(case.customers)]
    command += ["--port", str(port), "--today", TODAY, "--seed", str(seed), "--data", folder]
    command += ["--database", url] if url else []
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"demo failed: {done.returncode}\n{done.stderr[-3000:]}")
    return done.stdout


def printed(output):
    """The counts in what the demo printed, by the names that `expected` gives them."""
    counts = Counter()
    for line in output.splitlines():
        if line.startswith(("purchases ", "profiles ")):
            name, number = line.split()
            counts[name] = int(number)
        elif " / " in line:
            name, number = line.rsplit(" ", 1)
            journey, step, outcome = name.rstrip(":").split(" / ")
            counts[f"{journey} / {step}: {outcome}"] = int(number)
    return counts


@contextmanager
def database(url):
    """A database of its own in the cluster, for as long as it is used; `None` stands for the embedded store."""
    if url is None:
        yield None
        return
    name = f"demo_{os.getpid()}"
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        yield f"{url.rsplit('/', 1)[0]}/{name}"
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    connection.close()


def free_port():
    """The same for all runs, because mails hold the server's address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Case(NamedTuple):
    """A run: on which database, how fast, with how many of the customers."""

    database: str | None
    speed: str
    customers: int

    @property
    def name(self):
        return f"{self.customers} customers, {'PostgreSQL' if self.database else 'embedded'}, speed {self.speed}"


class Judge:
    """Runs, counts, compares."""

    def __init__(self, sojourn, scratch):
        self.sojourn, self.scratch, self.port = sojourn, Path(scratch), free_port()
        self.passed = self.failed = 0
        self.wanted, self.first = {}, {}

    def check(self, holds, text):
        self.passed, self.failed = self.passed + holds, self.failed + (not holds)
        print(f"{'ok  ' if holds else 'FAIL'} {text}", flush=True)

    def judge(self, case):
        """A run whose counts must be those of the CSV, and whose dump that of the first run with as many customers."""
        started = time.monotonic()
        with database(case.database) as own, tempfile.TemporaryDirectory(dir=self.scratch) as folder:
            found = printed(run(self.sojourn, folder, self.port, case, own))
            took = time.monotonic() - started
            path = Path(tempfile.mktemp(suffix=".txt", dir=self.scratch))
            rows = dump.dump(folder, own, path)
        print(f"     {case.name}: ran {took:.0f} s, left {sum(rows.values())} rows, {path.stat().st_size >> 20} MB", flush=True)
        if case.customers not in self.wanted:
            self.wanted[case.customers] = expected(case.customers)
        self.count(case, self.wanted[case.customers], found)
        self.compare(case, path, rows)

    def count(self, case, wanted, found):
        for key in sorted(wanted.keys() | found.keys()):
            self.check(wanted[key] == found[key], f"{case.name}: {key}: computed {wanted[key]}, demo {found[key]}")

    def compare(self, case, path, rows):
        first = self.first.setdefault(case.customers, path)
        if first != path:
            found = dump.difference(first, path)
            self.check(found is None, f"{case.name}: the same to the byte as the first{': ' + found if found else ''}")
            path.unlink()
            return
        # What is missing from both would be equal, too.
        wanted = self.wanted[case.customers]
        sends = sum(count for key, count in wanted.items() if ": " in key)
        mails = sum(count for key, count in wanted.items() if key.endswith(": sent"))
        for table, count in [("profiles", wanted["profiles"]), ("events", wanted["purchases"]), ("sends", sends), ("mailbox", mails)]:
            self.check(rows[table] >= count, f"{case.name}: {rows[table]} rows of {table} are compared, at least {count}")

    def judge_other_seed(self, case):
        """That dumps can differ: another seed's does."""
        with tempfile.TemporaryDirectory(dir=self.scratch) as folder:
            run(self.sojourn, folder, self.port, case, seed=2)
            dump.dump(folder, None, self.scratch / "other.txt")
        found = dump.difference(self.first[case.customers], self.scratch / "other.txt")
        self.check(found is not None, "another seed leaves something else")


def cases(postgres, is_full, part):
    """A part of the customers at two speeds and on both databases; `--full`: everybody, at more speeds."""
    found = [Case(None, "max", part), Case(None, "4", part)] + ([Case(postgres, "max", part)] if postgres else [])
    if is_full:
        found += [Case(None, speed, EVERYBODY) for speed in ("max", "1", "4")]
        found += [Case(postgres, speed, EVERYBODY) for speed in ("max", "2")] if postgres else []
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sojourn", default=os.environ.get("SOJOURN", ".build/debug/sojourn"))
    parser.add_argument("--full", action="store_true", help="everybody's orders, too, at more speeds, and another seed")
    parser.add_argument("--part", type=int, default=PART, help="how many customers the part has")
    arguments = parser.parse_args()
    chosen = cases(os.environ.get("SOJOURN_TEST_POSTGRES"), arguments.full, arguments.part)
    with tempfile.TemporaryDirectory(prefix="demo-judge-") as scratch:
        judge = Judge(arguments.sojourn, scratch)
        for case in chosen:
            judge.judge(case)
        if arguments.full:
            judge.judge_other_seed(chosen[0])
    print(f"{judge.passed} passed, {judge.failed} failed")
    return 1 if judge.failed else 0


if __name__ == "__main__":
    sys.exit(main())
