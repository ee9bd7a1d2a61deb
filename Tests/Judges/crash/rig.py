"""The server under test and its store: started, killed, configured and read from outside."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOJOURN = os.environ.get("SOJOURN", str(HERE.parents[2] / ".build" / "debug" / "sojourn"))
DOMAIN = "shop.example"
CONNECTIONS = 8


class Failure(Exception):
    """What was promised did not happen."""


def wait_until(condition, what, seconds=60, pause=0.02):
    limit = time.monotonic() + seconds
    while not (answer := condition()):
        if time.monotonic() > limit:
            raise Failure(f"waited {seconds} s in vain until {what}")
        time.sleep(pause)
    return answer


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class EmbeddedStore:
    """Two SQLite files, read by Python's own SQLite."""

    name = "SQLite"

    def __init__(self, folder):
        self.folder = Path(folder)
        self.arguments = ["--data", str(folder)]

    def query(self, sql, changes=False):
        state, log = (self.folder / "production" / name for name in ("state.db", "log.db"))
        connection = sqlite3.connect(state, timeout=10, isolation_level=None)
        try:
            connection.execute("ATTACH ? AS log", [str(log)])
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def outlive_leases(self):
        """The store is one process's, so there is no lease to outlive."""


class PostgresStore:
    """A database of its own in the cluster at `url`, read by psycopg2."""

    name = "PostgreSQL"

    def __init__(self, url, folder, database):
        import psycopg2

        self.connect, self.folder = psycopg2.connect, Path(folder)
        administrator = self.connect(url)
        administrator.autocommit = True
        administrator.cursor().execute(f"CREATE DATABASE {database}")
        administrator.close()
        self.url = url.rsplit("/", 1)[0] + "/" + database
        self.arguments = ["--data", str(folder), "--database", self.url]

    def query(self, sql, changes=False):
        connection = self.connect(self.url, options="-c search_path=production")
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return [] if changes else cursor.fetchall()
        finally:
            connection.close()

    def outlive_leases(self):
        """As if the time had passed after which the dead are known to be dead."""
        self.query("UPDATE pipeline_cursor SET lease = 0", changes=True)
        self.query("UPDATE delivery_workers SET seen = 0", changes=True)


def command(store, *words, check=True):
    environment = {**os.environ, "SOJOURN_POSTAL_ADDRESS": "1 High Street, Springfield"}  # marketing must print one
    done = subprocess.run(
        [SOJOURN, *words, *store.arguments], capture_output=True, text=True, timeout=120, env=environment)
    if check and done.returncode != 0:
        raise Failure(f"sojourn {' '.join(words)}: {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done


def prepare(store):
    """A write key, the journeys, and a sandbox that sends; answers the key."""
    key = json.loads(command(store, "key", "create", "--kind", "write", "--json").stdout)["key"]
    command(store, "apply", str(HERE))
    store.query(
        "INSERT INTO sending_settings (name, value) VALUES ('mode', 'live'), ('allowance_hour', 'none'), ('allowance_day', 'none') "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value", changes=True)
    return key


class Server:
    """One process of the server, always on the same port, that dies and comes back."""

    started = []  # every process with its folder, so that a scenario that fails leaves none behind

    def __init__(self, store, sink, environment=None, wrapper=()):
        self.store, self.sink, self.port = store, sink, free_port()
        self.environment, self.wrapper = environment or {}, list(wrapper)
        self.process, self.kills = None, 0
        self.log = Path(store.folder) / f"server-{self.port}.log"

    def start(self, failpoint=None, ready=True):
        words = [SOJOURN, "serve", *self.store.arguments, "--port", str(self.port), "--relay", self.sink.url]
        words += ["--mail-domain", DOMAIN]
        environment = {**os.environ, **self.environment, "SOJOURN_CONNECTIONS": str(CONNECTIONS)}
        if failpoint:
            environment["SOJOURN_FAILPOINT"] = failpoint
        with open(self.log, "a") as log:
            self.process = subprocess.Popen(
                self.wrapper + words, stdout=log, stderr=log, env=environment, start_new_session=True)
        Server.started.append((str(self.store.folder), self.process))
        if ready:
            self.await_listening(failpoint)

    def await_listening(self, failpoint=None):
        """It may die of an armed failpoint before it listens: what was left from last time is taken up at once."""
        wait_until(lambda: self.is_dead or self.is_listening(), "the server listens")
        if self.is_dead and not (failpoint and self.process.returncode == -signal.SIGKILL):
            raise Failure(f"the server ended by itself ({self.process.returncode}):\n{self.tail()}")

    def is_listening(self):
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    @property
    def is_dead(self):
        return self.process.poll() is not None

    def kill(self):
        """kill -9, as the power cut of a process."""
        self.process.kill()
        self.died()

    def died(self, seconds=30):
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise Failure("the server lives on where it should have died") from None
        if code != -signal.SIGKILL:
            raise Failure(f"the server ended by itself ({code}):\n{self.tail()}")
        self.kills += 1

    @classmethod
    def end_all(cls, folder):
        for place, process in cls.started:
            if place.startswith(folder) and process.poll() is None:
                process.kill()
                process.wait()

    def stop(self):
        """A graceful end within its time, exit code 0."""
        self.process.terminate()
        try:
            code = self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise Failure(f"SIGTERM did not end the server within 40 s:\n{self.tail()}") from None
        if code != 0:
            raise Failure(f"SIGTERM ended the server with {code}:\n{self.tail()}")

    def tail(self, size=3000):
        return self.log.read_text(errors="replace")[-size:]

    def said(self, text):
        return text in self.log.read_text(errors="replace")
