#!/usr/bin/env python3
"""Follows a mail's links while the server and its database die, and shows that what was answered is counted, once.

usage: judge.py     (environment: SOJOURN)

The mail is read by Python's own parser, the counts from outside by SQL. On SQLite the server is killed in the middle of
clicks, and again between the ledger's word on them and the end of their file; on a PostgreSQL of its own the database is
taken away while people click.
"""

import base64
import email.policy
import http.client
import json
import re
import shutil
import sys
import tempfile
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "crash"))
sys.dont_write_bytecode = True

from cluster import Cluster  # noqa: E402
from rig import EmbeddedStore, PostgresStore, Server, command, prepare, wait_until  # noqa: E402
from sink import Sink  # noqa: E402

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
HANDS = 8
# Fewer than are kept of one mail.
CLICKS = 150

results = {"passed": 0, "failed": 0}


def check(what, holds, detail=""):
    results["passed" if holds else "failed"] += 1
    if not holds:
        print(f"FAILED: {what} {detail}")


def ask(server, method, path, body=None, **headers):
    """Status, Location and body; nothing where the server died before it answered."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        connection.request(method, path, body=body, headers={"User-Agent": BROWSER, **headers})
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location"), answer.read()
    except (OSError, http.client.HTTPException):
        return None, None, b""
    finally:
        connection.close()


def mailed(store, server, key):
    """The HTML of the mail that Ada gets for signing up."""
    traits = {"email": "ada@customers.example", "consents": {"marketing": {"email": {"val": "y"}}}}
    events = [{"type": "identify", "userId": "ada", "traits": traits},
              {"type": "track", "event": "Signed Up", "userId": "ada"}]
    token = base64.b64encode(f"{key}:".encode()).decode()
    status, _, said = ask(server, "POST", "/v1/batch", json.dumps({"batch": events}), Authorization=f"Basic {token}")
    check("events are taken", status == 200, (status, said))
    wait_until(lambda: store.query("SELECT 1 FROM sends WHERE state = 'sent'"), "the mail is sent")
    body = bytes(store.query("SELECT bytes FROM send_bodies")[0][0])
    message = email.message_from_bytes(body, policy=email.policy.default)
    check("List-Unsubscribe is one click", message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click")
    return message.get_body(("html",)).get_content()


def click_until(server, path, stop):
    """How many of at most CLICKS were answered; `stop` is called in their middle."""
    answered = []

    def one(number):
        if number == CLICKS // 2:
            stop()
        if ask(server, "GET", path)[0] == 302:
            answered.append(number)

    with ThreadPoolExecutor(HANDS) as hands:
        list(hands.map(one, range(CLICKS)))
    return len(answered)


def counted(store, column="clicks"):
    rows = store.query(f"SELECT {column} + machine_{column} FROM send_seen")
    return rows[0][0] if rows else 0


# row: ajo M10
# row: campaign 190
def killed(folder):
    store, sink = EmbeddedStore(folder), Sink(1)
    server, key = Server(store, sink), prepare(store)
    server.start()
    html = mailed(store, server, key)
    path = re.search(r'/t/c/[^"]+', html)[0]
    status, location, _ = ask(server, "GET", path)
    check("a click leads where the link did", (status, location) == (302, "https://shop.example/start?a=1&b=2"), location)
    answered = 1 + click_until(server, path, server.kill)
    check("some clicks were answered and some not", 1 < answered < CLICKS, answered)
    server.start("hits.recorded")
    server.died(60)
    once = counted(store)
    # Some were kept whose answers the kill cut off.
    check("the ledger has all that was answered", answered <= once <= answered + HANDS, (once, answered))
    check("and the file was still there", list((store.folder / "production" / "hits").glob("*.hits")))
    server.start()
    wait_until(lambda: not list((store.folder / "production" / "hits").glob("*.hits")), "the file is taken up")
    check("and counts none twice", counted(store) == once, (counted(store), once))
    changes_nothing(store, server, html)
    server.stop()
    done = command(store, "check", check=False)
    check("check finds nothing", done.returncode == 0, done.stdout + done.stderr)
    sink.stop()


def changes_nothing(store, server, html):
    """Every link, by GET and HEAD, then forged; only the POST of one click acts."""
    said = "SELECT COUNT(*) FROM consent_statements"
    before = store.query(said)
    for path in set(re.findall(r'/(?:t|m)/[^"]+', html)):
        for method in ("GET", "HEAD"):
            status, _, _ = ask(server, method, path)
            check(f"{method} {path[:6]} is answered", status in (200, 302, 404), status)
        forged = path[:-9] + ("A" if path[-9] != "A" else "B") + path[-8:]
        status, location, _ = ask(server, "POST" if "/u/" in path else "GET", forged)
        check(f"a forged {path[:5]} leads nowhere", status == 404 and location is None, (status, location))
    check("asking changed no consent", store.query(said) == before)
    leave = re.search(r'/t/u/[^"]+', html)[0]
    status, _, _ = ask(server, "POST", leave, "List-Unsubscribe=One-Click")
    check("one click is answered", status == 200, status)
    latest = store.query("SELECT choice FROM consent_statements ORDER BY moment DESC LIMIT 1")
    check("and has acted by then", latest[0][0] == "no", latest)


# row: campaign 187
def database_away(folder):
    cluster = Cluster(Path(folder) / "cluster")
    cluster.start()
    try:
        store, sink = PostgresStore(cluster.url, folder, "tracking"), Sink(1)
        server, key = Server(store, sink), prepare(store)
        server.start()
        html = mailed(store, server, key)
        click, pixel = re.search(r'/t/c/[^"]+', html)[0], re.search(r'/t/o/[^"]+', html)[0]
        cluster.vanish()
        status, location, _ = ask(server, "GET", click)
        check("without the database a click leads on", status == 302 and location.startswith("https://shop"), status)
        status, _, picture = ask(server, "GET", pixel)
        check("and the pixel is there", status == 200 and picture.startswith(b"GIF89a"), status)
        time.sleep(4)
        check("the server lives", not server.is_dead)
        cluster.start()
        wait_until(lambda: counted(store) == 1 and counted(store, "opens") == 1, "both are counted")
        check("both are counted when it is back", True)
        server.stop()
        sink.stop()
    finally:
        cluster.vanish()


def run(name, scenario):
    began, folder = time.monotonic(), tempfile.mkdtemp(prefix="sojourn-tracking-")
    try:
        scenario(folder)
    except Exception:
        check(name, False, traceback.format_exc())
    finally:
        Server.end_all(folder)
        shutil.rmtree(folder, ignore_errors=True)
    print(f"── {name}: {time.monotonic() - began:.1f} s", flush=True)


def main():
    run("killed while people click", killed)
    run("a database that goes away while people click", database_away)
    print(f"{results['passed']} passed, {results['failed']} failed")
    return 1 if results["failed"] or not results["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
