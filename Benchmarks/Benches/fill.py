"""Fills an empty store with what a year leaves behind, straight into its tables.

The rows are what the engine writes; `sojourn check` holds on them, but for the runs, of which there are none yet.
"""

import json
import math
import os
import sqlite3
import subprocess
import time

MEDIAN, P99 = 50, 2_000
SIGMA = math.log(P99 / MEDIAN) / 2.326  # a lognormal with this median and 99th percentile
LONGEST = 9_000
DAY = 86_400_000
NAMES = ["Product Viewed"] * 40 + [f"Order Placed {index}" for index in range(10)]
BODY = json.dumps({
    "properties": {
        "order_id": "50314b8e9bcf000000000000", "affiliation": "Web Store", "total": 27.5, "currency": "USD", "coupon": "hasbros",
        "products": [{"product_id": "507f1f77bcf86cd799439011", "sku": "45790-32", "name": "Monopoly: 3rd Edition", "price": 19,
                      "quantity": 1, "category": "Games", "url": "https://www.example.com/product/path"}]},
    "context": {
        "ip": "203.0.113.17", "locale": "en-US", "library": {"name": "analytics.js", "version": "2.11.1"},
        "page": {"path": "/checkout", "referrer": "https://www.example.com/cart", "title": "Checkout"},
        "userAgent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36", "screen": {"width": 1440, "height": 900}},
}, separators=(",", ":"))


class History:
    """People, what happened to them in the last 90 days, and message ids seen in two."""

    def __init__(self, people, digests, dice):
        self.dice, self.digest_count = dice, digests
        self.now = int(time.time() * 1000)
        self.lengths = [min(LONGEST, max(1, round(dice.lognormvariate(math.log(MEDIAN), SIGMA)))) for _ in range(people)]
        self.events = sum(self.lengths)
        self.today = self.now // DAY

    def event_rows(self):
        """In the order in which they came, so that a person's lie scattered, as they do."""
        owners = [person for person, length in enumerate(self.lengths) for _ in range(length)]
        self.dice.shuffle(owners)
        self.types = [{} for _ in self.lengths]
        step = 90 * DAY / len(owners)
        for index, person in enumerate(owners):
            moment = self.now - 90 * DAY + int(index * step) - DAY // 24
            name = NAMES[self.dice.randrange(len(NAMES))]
            counter = self.types[person].setdefault(name, [0, moment, moment])
            counter[0], counter[2] = counter[0] + 1, moment
            yield person + 1, moment, index + 1, name, moment, f"m-{index}", BODY, person + 1, "key:bench"

    def profile_rows(self):
        """After the events, whose counts they hold."""
        for person, types in enumerate(self.types):
            values = {
                "address": {"city": "Springfield", "country": "US", "postalCode": "12345"}, "email": f"user{person}@example.org",
                "firstName": "Marlene", "lastName": "Bouvier", "plan": "gold" if person % 3 == 0 else "free",
                "person": {"name": {"firstName": "Marlene", "lastName": "Bouvier"}}, "createdAt": "2025-04-01T12:00:00Z"}
            born = self.now - 90 * DAY
            leaves = ["address.city", "address.country", "address.postalCode", "createdAt", "email", "firstName", "lastName",
                      "person.name.firstName", "person.name.lastName", "plan"]
            provenance = {leaf: [born, "key:bench"] for leaf in leaves}
            counters = [[name, *counter] for name, counter in sorted(types.items())]
            text = lambda value: json.dumps(value, separators=(",", ":"))
            yield (person + 1, born, self.now - DAY // 24, 1, None, None, None, self.lengths[person], text(values),
                   text(provenance), "[]", text(counters))

    def identity_rows(self):
        for person in range(len(self.lengths)):
            yield "userId", f"user-{person:07}", person + 1, person + 1, self.now - 90 * DAY

    def digests(self, day):
        """Half of the message ids for today, half for the day before; in order, which a table fills fastest in."""
        half = self.digest_count // 2
        flat = os.urandom(16 * half)
        return sorted(flat[index:index + 16] for index in range(0, len(flat), 16))


EVENTS = ["profile", "moment", "id", "type", "received", "message_id", "body", "born_profile", "source"]
PROFILES = ["id", "created", "seen", "version", "survivor", "wake", "zone", "event_count", "attributes", "provenance", "consents",
            "counters"]
IDENTITIES = ["namespace", "value", "profile", "born", "linked"]


def fill_sqlite(file, history):
    db = sqlite3.connect(file, isolation_level=None)
    for sql in ("PRAGMA synchronous = OFF", "PRAGMA cache_size = -500000", "BEGIN"):
        db.execute(sql)

    def add(table, columns, rows):
        db.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", rows)

    [(index,)] = db.execute("SELECT sql FROM sqlite_master WHERE name = 'events_by_profile'").fetchall()
    db.execute("DROP INDEX events_by_profile")
    add("events", EVENTS, history.event_rows())
    db.execute(index)
    add("profiles", PROFILES, history.profile_rows())
    add("identities", IDENTITIES, history.identity_rows())
    for day in (history.today - 1, history.today):
        add(f"dedupe_{day % 8}", ["digest", "day"], ((digest, day) for digest in history.digests(day)))
    db.execute("INSERT INTO counters (name, value) VALUES ('events.taken', ?)", [history.events])
    db.execute("COMMIT")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def fill_postgres(url, history):
    def text(value):
        if isinstance(value, bytes):
            return "\\\\x" + value.hex()
        return "\\N" if value is None else str(value).replace("\\", "\\\\")

    def copy(table, columns, rows):
        command = ["psql", "--no-psqlrc", "-q", "-v", "ON_ERROR_STOP=1", url, "-c",
                   f"COPY production.{table} ({', '.join(columns)}) FROM STDIN"]
        loader = subprocess.Popen(command, stdin=subprocess.PIPE, text=True)
        for row in rows:
            loader.stdin.write("\t".join(map(text, row)) + "\n")
        loader.stdin.close()
        if loader.wait() != 0:
            raise SystemExit(f"cannot fill {table}")

    def run(sql):
        done = subprocess.run(["psql", "--no-psqlrc", "-At", "-v", "ON_ERROR_STOP=1", url], input=sql, check=True,
                              stdout=subprocess.PIPE, text=True)
        return done.stdout.strip()

    index = run("SELECT indexdef FROM pg_indexes WHERE schemaname = 'production' AND indexname = 'events_by_profile';")
    run("DROP INDEX production.events_by_profile;")
    copy("events", EVENTS, history.event_rows())
    run(index + ";")
    copy("profiles", PROFILES, history.profile_rows())
    copy("identities", IDENTITIES, history.identity_rows())
    for day in (history.today - 1, history.today):
        copy(f"dedupe_{day % 8}", ["digest", "day"], ((digest, day) for digest in history.digests(day)))
    run(f"INSERT INTO production.counters (name, value) VALUES ('events.taken', {history.events}); VACUUM ANALYZE;")
    run("CHECKPOINT;")
