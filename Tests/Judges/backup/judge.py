#!/usr/bin/env python3
"""Copies a sandbox under traffic, loses it, puts the copy back, and shows what came back, what stayed and what did not go twice.

usage: judge.py     (environment: SOJOURN, SOJOURN_TEST_POSTGRES)

Both databases, and from each to the other. What was acknowledged before the copy began must be there; what was said no to,
suppressed, revoked and erased after it must stay so; what went before must not go again. Damage of every kind is refused.
"""

import base64
import email
import email.policy
import hashlib
import http.client
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "crash"))
sys.dont_write_bytecode = True

from rig import SOJOURN, EmbeddedStore, PostgresStore, Server, command, prepare, wait_until  # noqa: E402
from sink import Sink  # noqa: E402

results = {"passed": 0, "failed": 0}


def check(what, holds, detail=""):
    results["passed" if holds else "failed"] += 1
    if not holds:
        print(f"FAILED: {what} {detail}")


class Postbox(Sink):
    """Also knows whom each message is for and what it is about."""

    def __init__(self, seed):
        self.letters = []
        super().__init__(seed)

    async def _take(self, content):
        message = email.message_from_bytes(content, policy=email.policy.default)
        self.letters.append((message["To"], message["Subject"]))
        return await super()._take(content)

    def repeated(self):
        return sorted({letter for letter in self.letters if self.letters.count(letter) > 1})


class Traffic(threading.Thread):
    """New people who sign up and order, two at a time; remembers what was acknowledged and when."""

    def __init__(self, server, key):
        super().__init__(daemon=True)
        self.server, self.key, self.stopping = server, key, threading.Event()
        self.acknowledged = []  # (moment, message ids)

    def run(self):
        number = 0
        while not self.stopping.wait(0.05):
            events = [event for person in (number, number + 1) for event in Traffic.story(f"u{person}")]
            number += 2
            if ask(self.server, "POST", "/v1/batch", self.key, {"batch": events})[0] == 200:
                self.acknowledged.append((time.monotonic(), [event["messageId"] for event in events]))

    @staticmethod
    def story(user):
        traits = {"email": f"{user}@customers.example", "consents": {"marketing": {"email": {"val": "y"}}}}
        return [
            {"type": "identify", "userId": user, "traits": traits, "messageId": f"{user}-1"},
            {"type": "track", "event": "Signed Up", "userId": user, "messageId": f"{user}-2"},
            {"type": "track", "event": "Order Placed", "userId": user, "messageId": f"{user}-3",
             "properties": {"orderId": f"{user}-order"}},
        ]

    def before(self, moment):
        return {name for at, names in self.acknowledged if at < moment for name in names}

    def stop(self):
        self.stopping.set()
        self.join(20)


def ask(server, method, path, key, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    basic = base64.b64encode(f"{key}:".encode()).decode()
    headers = {"Authorization": f"Basic {basic}" if path.startswith("/v1/") else f"Bearer {key}"}
    try:
        connection.request(method, path, body=json.dumps(body) if body is not None else None, headers=headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read() or b"null")
    finally:
        connection.close()


def fails(store, code, says, *words):
    done = command(store, *words, check=False)
    name = f"`sojourn {' '.join(words[:1])}` fails with {says}"
    check(name, done.returncode == code and says in done.stderr, (words, done.returncode, done.stdout, done.stderr[-600:]))


def person(server, manage, user):
    return ask(server, "GET", f"/api/v1/profiles?identity=userId:{user}", manage)


def settled(store):
    """Nothing is owed now or soon, and all that was taken in is processed."""
    owed = store.query("SELECT COUNT(*) FROM sends WHERE state IN ('pending', 'handing')")[0][0]
    waiting = store.query("SELECT COUNT(*) FROM runs WHERE status = 'waiting'")[0][0]
    return owed == 0 and waiting == 0


def regret(server, manage, spare):
    """After the copy: a no, a suppression, an erasure and a revoked key."""
    ids = [person(server, manage, f"u{number}")[1]["id"] for number in range(3)]
    acts = [("consents", {"channel": "email", "choice": "no"}), ("suppress", {"reason": "asked by phone"}), ("erase", {})]
    for id, (act, body) in zip(ids, acts):
        status, said = ask(server, "POST", f"/api/v1/profiles/{id}/{act}", manage, body)
        check(f"{act} is done", status in (200, 204), (status, said))
    return ids


def lost_and_restored(store, elsewhere, folder):
    store.folder.mkdir(exist_ok=True)
    sink = Postbox(1)
    server, key = Server(store, sink), prepare(store)
    manage = json.loads(command(store, "key", "create", "--kind", "manage", "--json").stdout)["key"]
    spare = json.loads(command(store, "key", "create", "--kind", "write", "--json").stdout)["id"]
    server.start()
    traffic = Traffic(server, key)
    traffic.start()
    wait_until(lambda: len(sink.letters) > 20, "mails go")
    copy, began = folder / "copy", time.monotonic()
    made = json.loads(command(store, "backup", str(copy), "--json").stdout)
    check("the log is not behind the state", made["head"] >= made["position"] > 0, made)
    check("a copy has rows", made["rows"] > 100, made)
    wait_until(lambda: any(at > time.monotonic() - 0.5 for at, _ in traffic.acknowledged), "traffic went on", 5)
    time.sleep(1)
    traffic.stop()
    wait_until(lambda: settled(store), "all mails of the lost time are out")
    regret(server, manage, spare)
    command(store, "key", "revoke", spare)
    if store.name == "SQLite":
        damage(store, copy, folder)
    fails(store, 1, "restore.store-in-use", "restore", str(copy), "--yes")
    fails(store, 1, "backup.folder-not-empty", "backup", str(copy))
    server.kill()
    store.outlive_leases()
    before = len(sink.letters)
    fails(store, 1, "nothing was changed", "restore", str(copy))
    restored = json.loads(command(store, "restore", str(copy), "--yes", "--json").stdout)
    check("who was erased is erased again", restored["erased"] == 1, restored)
    check("the no is taken over", restored["optOuts"] == 1, restored)
    check("the suppression and the key too", (restored["suppressions"], restored["keysRevoked"]) == (1, 1), restored)
    check("what was there is kept", restored["kept"], restored)
    came_back(store, traffic.before(began))
    nothing_goes_twice(store, server, sink, before, manage, key, traffic.before(began))
    other_database(elsewhere, copy, made)
    server.stop()
    sink.stop()


def came_back(store, acknowledged):
    if store.name == "SQLite":  # as a kill between the two renamings of a restore leaves it
        (store.folder / "production").rename(store.folder / "production_restored")
    done = command(store, "check", check=False)
    check("check is clean after the restore", done.returncode == 0, done.stdout + done.stderr)
    check("the mode is capture", command(store, "mode").stdout.strip() == "capture")
    said = store.query("SELECT choice FROM consent_statements JOIN identities ON identities.profile = consent_statements.profile "
                       "WHERE namespace = 'userId' AND value = 'u0' ORDER BY moment DESC LIMIT 1")
    check("the no stands", said == [("no",)], said)
    listed = store.query("SELECT address FROM suppressions")
    check("the suppression stands", ("u1@customers.example",) in listed, listed)
    found = store.query("SELECT 1 FROM identities WHERE value LIKE 'u2' OR value LIKE 'u2@%'")
    check("the erased have no identity", not found, found)
    check("no session lives", store.query("SELECT COUNT(*) FROM sessions") == [(0,)])
    check("something was acknowledged before the copy", len(acknowledged) > 10, len(acknowledged))


def nothing_goes_twice(store, server, sink, before, manage, key, acknowledged):
    command(store, "mode", "live")
    server.start()

    def taken():
        known = {row[0] for row in store.query("SELECT message_id FROM events")}
        return not {name for name in acknowledged if not name.startswith("u2-")} - known

    wait_until(taken, "all that was acknowledged before the copy is in effect", 20)
    check("all that was acknowledged before the copy is in effect", taken())
    check("but nothing of the erased", not store.query("SELECT 1 FROM events WHERE message_id LIKE 'u2-%'"))
    wait_until(lambda: store.query("SELECT COUNT(*) FROM runs WHERE status = 'waiting' AND awaits IS NULL")[0][0] == 0,
               "the waits of the gap have ended", 30)
    check("with closed lanes nothing goes", len(sink.letters) == before, (before, len(sink.letters)))
    fails(store, 1, "release.gap-unchosen", "release")
    owed = store.query("SELECT COUNT(*) FROM sends WHERE state = 'pending'")[0][0]
    check("something of the gap waits", owed > 0, owed)
    command(store, "release", "--skip-due-before", "now")
    wait_until(lambda: settled(store), "the gap is skipped", 30)
    check("nothing goes twice", not sink.repeated() and len(sink.letters) == before, sink.repeated()[:5])
    fails(store, 1, "no gap", "release", "--skip-nothing")
    status, _ = ask(server, "POST", "/v1/batch", key, {"batch": Traffic.story("late")})
    check("life goes on", status == 200, status)
    wait_until(lambda: ("late@customers.example", "Welcome") in sink.letters, "who comes now is written to")
    wait_until(lambda: settled(store), "all is out")
    check("still nothing went twice", not sink.repeated(), sink.repeated()[:5])
    done = command(store, "check", check=False)
    check("check is clean after all", done.returncode == 0, done.stdout + done.stderr)


def other_database(elsewhere, copy, made):
    """A copy of one database is restored into the other, which was empty."""
    restored = json.loads(command(elsewhere, "restore", str(copy), "--yes", "--json").stdout)
    check(f"into an empty {elsewhere.name} everything comes back", restored["rows"] == made["rows"], restored)
    check("and nothing was there", restored["kept"] is None, restored)
    done = command(elsewhere, "check", check=False)
    check(f"check is clean on {elsewhere.name}", done.returncode == 0, done.stdout + done.stderr)


def damage(store, copy, folder):
    """Every way in which a copy can be half or wrong is told from a whole one, and nothing is restored from it."""
    check("a whole copy is found whole", command(store, "check", "--backup", str(copy)).returncode == 0)
    rows = max((path for path in copy.rglob("*.rows")), key=lambda path: path.stat().st_size)

    def flip(path):
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 4
        path.write_bytes(content)

    breaks = {
        "truncated": (lambda at: os.truncate(at / rows.relative_to(copy), rows.stat().st_size - 7), "backup.damaged"),
        "flipped": (lambda at: flip(at / rows.relative_to(copy)), "backup.damaged"),
        "missing": (lambda at: (at / rows.relative_to(copy)).unlink(), "backup.damaged"),
        "manifest flipped": (lambda at: flip(at / "manifest.json"), "backup.damaged"),
        "manifest cut": (lambda at: os.truncate(at / "manifest.json", 300), "backup.damaged"),
        "half": (lambda at: (at / "manifest.json").unlink(), "backup.unfinished"),
        "of tomorrow": (lambda at: reseal(at / "manifest.json"), "backup.newer"),
    }
    for name, (spoil, code) in breaks.items():
        broken = folder / "broken"
        shutil.copytree(copy, broken)
        spoil(broken)
        fails(store, 1, code, "check", "--backup", str(broken))
        fails(store, 1, code, "restore", str(broken), "--yes")
        shutil.rmtree(broken)
    full_disk(store, folder / "full")
    killed(store, folder / "killed")


def reseal(path):
    """A whole manifest that names a migration of a later release."""
    inner = path.read_bytes()[len('{"seal":"') + 64 + len('","backup":'):-2]
    inner = inner.replace(b'"migrations":[', b'"migrations":["tomorrow-1",')
    path.write_bytes(b'{"seal":"' + hashlib.sha256(inner).hexdigest().encode() + b'","backup":' + inner + b"}\n")


def full_disk(store, copy):
    """No file may grow beyond a limit: the system's word for it differs from a full disk's, the way out does not."""
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    done = subprocess.run([SOJOURN, "backup", str(copy), *store.arguments], capture_output=True, text=True, preexec_fn=limit)
    check("a full disk fails the copy", done.returncode == 1 and "backup.cannot-write" in done.stderr, done)
    check("and leaves nothing that looks like one", not copy.exists())


def killed(store, copy):
    process = subprocess.Popen([SOJOURN, "backup", str(copy), *store.arguments],
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    for line in process.stderr:
        if line.startswith("copying"):
            process.kill()
            break
    process.wait()
    check("a copy whose program was killed has no manifest", copy.exists() and not (copy / "manifest.json").exists())
    fails(store, 1, "backup.unfinished", "restore", str(copy), "--yes")


def run(name, scenario):
    began, folder = time.monotonic(), tempfile.mkdtemp(prefix="sojourn-backup-")
    try:
        scenario(Path(folder))
    except Exception:
        check(name, False, traceback.format_exc())
    finally:
        Server.end_all(folder)
        shutil.rmtree(folder, ignore_errors=True)
    print(f"── {name}: {time.monotonic() - began:.1f} s", flush=True)


def main():
    url = os.environ["SOJOURN_TEST_POSTGRES"]
    run("SQLite, and then PostgreSQL from its copy", lambda folder: lost_and_restored(
        EmbeddedStore(folder / "a"), PostgresStore(url, folder / "b", f"backup_b{os.getpid()}"), folder))
    run("PostgreSQL, and then SQLite from its copy", lambda folder: lost_and_restored(
        PostgresStore(url, folder / "a", f"backup_a{os.getpid()}"), EmbeddedStore(folder / "b"), folder))
    print(f"{results['passed']} passed, {results['failed']} failed")
    return 1 if results["failed"] or not results["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
