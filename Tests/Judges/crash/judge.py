#!/usr/bin/env python3
"""Kills the server wherever it hurts and shows that nothing acknowledged is lost and nothing happens twice.

usage: judge.py [--full] [--seed N] [--only SCENARIO…] [--keep]     (environment: SOJOURN, SOJOURN_TEST_POSTGRES)

Seeded clients send customers' events to a server that dies: at every named failpoint, between the final dot of a
message and its reply, at random moments; that loses its power, its disk, its database, its lease. At the end the store
must hold what a plain-Python model of the same events says, every message must have arrived once, and `check` and SQL
from outside must find every sum right. --full: 20 random kills instead of 5, 50 power losses instead of 4, more and
longer outages.
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.dont_write_bytecode = True

import kills  # noqa: E402
import outages  # noqa: E402
import powerloss  # noqa: E402
from rig import Failure, Server  # noqa: E402


class Judge:
    """What all scenarios share: the seed and the sum."""

    def __init__(self, options):
        self.is_full, self.seed, self.keep = options.full, options.seed, options.keep
        self.postgres = os.environ.get("SOJOURN_TEST_POSTGRES")
        self.passed = self.failed = 0

    def run(self, name, scenario):
        """One scenario in a folder of its own, which nothing survives; what it says is printed at its end."""
        began, folder = time.monotonic(), tempfile.mkdtemp(prefix="sojourn-crash-")
        stage = Stage(self, name)
        try:
            stage.lines += [f"   {line}" for line in scenario(stage, folder)]
        except (Failure, TimeoutError, ValueError) as failure:
            stage.note(1, [str(failure)])
        except Exception:
            stage.note(1, [traceback.format_exc()])
        finally:
            Server.end_all(folder)
        self.passed, self.failed = self.passed + stage.passed, self.failed + stage.failed
        print("\n".join([f"── {name}: {time.monotonic() - began:.1f} s", *stage.lines]), flush=True)
        if not self.keep:
            shutil.rmtree(folder, ignore_errors=True)


class Stage:
    """What a scenario gets, and where it reports."""

    def __init__(self, judge, name):
        self.is_full, self.seed, self.postgres = judge.is_full, judge.seed, judge.postgres
        self.random = random.Random(f"{judge.seed}/{name}")
        self.passed, self.failed, self.lines = 0, 0, []

    def note(self, count, faults):
        """`count` questions were asked, these went wrong."""
        self.passed += count - len(faults)
        self.failed += len(faults)
        self.lines += [f"FAIL {fault}" for fault in faults]


# The longest first: they run beside each other.
SCENARIOS = {
    "two processes": outages.two_processes,
    "kills on PostgreSQL": kills.postgres,
    "power loss": powerloss.scenario,
    "kills on SQLite": kills.embedded,
    "a database that goes away": outages.database_away,
    "a small full disk": outages.full_disk,
    "faults are found": kills.tampering,
}
NEED_POSTGRES = {"kills on PostgreSQL", "two processes"}
SIDE_BY_SIDE = 3


def chosen(options, has_postgres):
    for name, scenario in SCENARIOS.items():
        if options.only and not any(name.startswith(wanted) for wanted in options.only):
            continue
        if name in NEED_POSTGRES and not has_postgres:
            print(f"── {name}: not run, SOJOURN_TEST_POSTGRES names no cluster")
            continue
        yield name, scenario


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=[], help="beginnings of names: " + ", ".join(SCENARIOS))
    parser.add_argument("--keep", action="store_true", help="leave the folders")
    options = parser.parse_args()
    judge = Judge(options)
    print(f"seed {options.seed}", flush=True)
    with ThreadPoolExecutor(SIDE_BY_SIDE) as threads:
        list(threads.map(lambda item: judge.run(*item), list(chosen(options, judge.postgres))))
    print(f"{judge.passed} passed, {judge.failed} failed")
    return 1 if judge.failed or not judge.passed else 0


if __name__ == "__main__":
    sys.exit(main())
