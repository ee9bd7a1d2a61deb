"""What benches share: a server of their own, tools, ceilings, and rows in one form."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SOJOURN = os.environ["SOJOURN"]
TOOLS = Path(os.environ["BENCH_TOOLS"])
SECONDS = float(os.environ.get("BENCH_SECONDS", "8"))
SCRATCH = os.environ.get("BENCH_SCRATCH")
IS_FULL = SECONDS >= 60
START_LIMIT = 60  # seconds
TICKS = os.sysconf("SC_CLK_TCK")


def database():
    """Which database this run is about."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    return parser.parse_args().database


def emit(bench, database, figure, unit, ceiling=None, budget=None, better="higher", **more):
    """One row of the table; `ceiling` is what the same work costs at best, measured in this run."""
    row = dict(bench=bench, database=database, figure=figure, unit=unit, ceiling=ceiling, budget=budget, better=better, **more)
    print(json.dumps(row), flush=True)


def note(text):
    print(f"   {text}", file=sys.stderr, flush=True)


def tool(name, *arguments):
    """What a tool of the Benchmarks package prints."""
    command = [TOOLS / name, *map(str, arguments)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def load(*arguments):
    answer = json.loads(tool("Load", *arguments))
    note(f"load {' '.join(map(str, arguments[:1]))}: {answer}")
    return answer


def ceiling(kind, *arguments, seconds=2):
    if kind in ("copy", "postgres"):
        arguments += ("--url", os.environ["SOJOURN_TEST_POSTGRES"])
    return float(tool("Ceiling", kind, *arguments, "--seconds", seconds))


def now_text(offset=0):
    """This moment as clients write it."""
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(time.time() + offset))


class Server:
    """`sojourn serve` on an empty store and a free port, for as long as a `with` lasts."""

    def __init__(self, database):
        self.database = database
        self.folder = Path(tempfile.mkdtemp(prefix="store-", dir=SCRATCH))
        url = os.environ.get("SOJOURN_TEST_POSTGRES")
        self.store = ["--data", str(self.folder)] if database == "sqlite" else ["--database", url]
        self.process = None

    @property
    def state_file(self):
        return self.folder / "production" / "state.db"

    def command(self, *arguments):
        """Runs a command of `sojourn` on the store and answers what it prints."""
        done = subprocess.run([SOJOURN, *arguments, *self.store], check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout

    def key(self, kind):
        return json.loads(self.command("key", "create", "--kind", kind, "--json"))["key"]

    def start(self):
        """- Returns: seconds until it was ready."""
        began = time.monotonic()
        log = open(self.folder / "server.log", "w")
        command = [SOJOURN, "serve", "--port", "0", *self.store]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        for line in self.process.stdout:
            if line.startswith("ready "):
                self.port = int(line.rsplit(":", 1)[1])
                return time.monotonic() - began
        sys.exit("the server did not start:\n" + (self.folder / "server.log").read_text())

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=START_LIMIT)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def processor(self):
        """Processor seconds it has taken so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    @property
    def resident(self):
        """Megabytes of memory in use (RSS)."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024
