#!/usr/bin/env python3
"""Computes from the CSV alone, with pandas, what the demo must come to, and compares: purchases, profiles, and the
sends of each journey by step and outcome, on the embedded store and on PostgreSQL.

usage: judge.py [--sojourn PATH] [--days N]     (environment: SOJOURN, SOJOURN_TEST_POSTGRES)
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pandas as pd
import psycopg2

DAY = 86_400_000
MASK = (1 << 64) - 1
CSV = Path(__file__).resolve().parents[3] / "Sources" / "Demo" / "Data" / "cdnow.csv"
TODAY = "2026-11-21"


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


def orders():
    frame = pd.read_csv(CSV, parse_dates=["date"])
    days = (frame["date"] - pd.Timestamp(0)).dt.days
    last = (pd.Timestamp("1998-06-30") - pd.Timestamp(0)).days
    yesterday = (pd.Timestamp(TODAY) - pd.Timestamp(0)).days - 1
    shift = (yesterday - last) // 7 * 7
    frame["row"] = frame.index + 1
    frame["moment"] = [(day + shift) * DAY + time_of_day(row) for day, row in zip(days, frame["row"])]
    return frame.sort_values(["moment", "row"])


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


def expected():
    frame = orders()
    end = int(frame["moment"].max())
    counts = Counter()
    for _, group in frame.groupby("customer_id", sort=False):
        items = owed(group["moment"].tolist(), group["amount_usd"].tolist(), end)
        counts.update(f"{step}: {outcome}" for step, outcome in outcomes(items))
    counts["purchases"] = len(frame)
    counts["profiles"] = frame["customer_id"].nunique()
    return counts


def actual(sojourn, speed, extra):
    with tempfile.TemporaryDirectory() as folder:
        command = [sojourn, "demo", "--summary", "--speed", speed, "--port", "0", "--today", TODAY]
        run = subprocess.run([*command, "--data", folder, *extra], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        sys.exit(f"demo failed: {run.returncode}\n{run.stderr[-3000:]}")
    counts = Counter()
    for line in run.stdout.splitlines():
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
    """A database of its own in the cluster, for as long as it is used."""
    name = f"demo_{os.getpid()}"
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        yield ["--database", f"{url.rsplit('/', 1)[0]}/{name}"]
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    connection.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sojourn", default=os.environ.get("SOJOURN", ".build/debug/sojourn"))
    parser.add_argument("--speed", default="max")
    arguments = parser.parse_args()
    wanted = expected()
    passed = failed = 0
    databases = {"embedded": nullcontext([])}
    if url := os.environ.get("SOJOURN_TEST_POSTGRES"):
        databases["PostgreSQL"] = database(url)
    for name, context in databases.items():
        with context as extra:
            found = actual(arguments.sojourn, arguments.speed, extra)
        for key in sorted(wanted.keys() | found.keys()):
            holds = wanted[key] == found[key]
            passed, failed = passed + holds, failed + (not holds)
            print(f"{'ok  ' if holds else 'FAIL'} {name}: {key}: computed {wanted[key]}, demo {found[key]}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
