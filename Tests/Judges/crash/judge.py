#!/usr/bin/env python3
"""Kills the server wherever it hurts and shows that nothing acknowledged is lost and nothing happens twice.

usage: judge.py [--full] [--seed N] [--only SCENARIO…] [--keep]     (environment: SOJOURN, SOJOURN_TEST_POSTGRES)

Seeded clients send customers' events to a server that dies: at every named failpoint, between the final dot of a message
and its reply, at random moments; that loses its power, its disk, its database, its lease. At the end the store must hold
what a plain-Python model of the same events says, every message must have arrived once, and `check` and SQL from outside
must find every sum right. --full: 20 random kills instead of 5, 50 power losses instead of 4, and waits out real leases.
"""
# row: spine crash full

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.dont_write_bytecode = True

import kills  # noqa: E402
import outages  # noqa: E402
import powerloss  # noqa: E402
from rig import Failure, Server  # noqa: E402


class Judge:
    """What every scenario gets: a seed, a fresh folder, stores, and a place to report."""

    def __init__(self, options):
        self.is_full, self.seed, self.keep = options.full, options.seed, options.keep
        self.postgres = os.environ.get("SOJOURN_TEST_POSTGRES")
        self.passed = self.failed = 0

    def random(self, name):
        return random.Random(f"{self.seed}/{name}")

    def run(self, name, scenario):
        print(f"── {name}", flush=True)
        began, folder = time.monotonic(), tempfile.mkdtemp(prefix="sojourn-crash-")
        try:
            for line in scenario(self, folder):
                print(f"   {line}", flush=True)
        except (Failure, TimeoutError, ValueError) as failure:
            self.note(1, [str(failure)])
        except Exception:
            self.note(1, [traceback.format_exc()])
        finally:
            Server.end_all()
        print(f"   {time.monotonic() - began:.1f} s", flush=True)
        if not self.keep:
            shutil.rmtree(folder, ignore_errors=True)

    def note(self, count, faults):
        """`count` questions were asked, these went wrong."""
        self.passed += count - len(faults)
        self.failed += len(faults)
        for fault in faults:
            print(f"FAIL {fault}", flush=True)


SCENARIOS = {
    "kills on SQLite": kills.embedded,
    "kills on PostgreSQL": kills.postgres,
    "power loss": powerloss.scenario,
    "a small full disk": outages.full_disk,
    "two processes": outages.two_processes,
    "a database that goes away": outages.database_away,
    "faults are found": kills.tampering,
}
NEED_POSTGRES = {"kills on PostgreSQL", "two processes"}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=[], help="beginnings of names: " + ", ".join(SCENARIOS))
    parser.add_argument("--keep", action="store_true", help="leave the folders")
    options = parser.parse_args()
    judge = Judge(options)
    print(f"seed {options.seed}")
    for name, scenario in SCENARIOS.items():
        if options.only and not any(name.startswith(wanted) for wanted in options.only):
            continue
        if name in NEED_POSTGRES and not judge.postgres:
            print(f"── {name}: not run, SOJOURN_TEST_POSTGRES names no cluster")
            continue
        judge.run(name, scenario)
    print(f"{judge.passed} passed, {judge.failed} failed")
    return 1 if judge.failed or not judge.passed else 0


if __name__ == "__main__":
    sys.exit(main())
