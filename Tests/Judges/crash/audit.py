"""An outside look at the store in plain SQL: what is there, what it should be, and whether the sums hold.

Nothing here is taken from the server's code but the names of its tables.
"""

import hashlib
import hmac
import json
from collections import Counter

from rig import CONNECTIONS, command, wait_until

DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
# SEMANTICS 34: parked is what was in the hands of a dying process again and again, first with others, then alone.
DEATHS_A_PARKED = 4
ARRIVED = {"sent", "delivered", "bounced", "uncertain"}

QUIET = """
    SELECT (SELECT MAX(position) FROM log_head) - (SELECT MAX(position) FROM pipeline_cursor),
        (SELECT COUNT(*) FROM runs WHERE status = 'waiting'),
        (SELECT COUNT(*) FROM sends WHERE state IN ('pending', 'handing'))
    """

# What was aimed at, by the keys that make each send unique, beside the states of the ledger.
ORIGINS = """
    SELECT origin_kind, origin, step, state, COUNT(*), COUNT(DISTINCT sends.id) FROM obligations
    JOIN sends ON sends.id = obligations.send GROUP BY origin_kind, origin, step, state
    """
LEDGER = "SELECT origin_kind, origin, step, state, COUNT(*) FROM sends GROUP BY origin_kind, origin, step, state"
RUNS = "SELECT journey_id, status, COUNT(*) FROM runs GROUP BY journey_id, status"
ENTRIES = "SELECT journey_id, SUM(entries) FROM journey_entries GROUP BY journey_id"
ARRIVALS = """
    SELECT journey_id, SUM(reached) FROM journey_step_counts WHERE step IN ('order', 'signed-up') GROUP BY journey_id
    """
HISTORY = """
    SELECT sends.id FROM sends LEFT JOIN send_events ON send_events.send = sends.id
    GROUP BY sends.id, sends.revision HAVING COUNT(send_events.send) <> sends.revision
        OR COALESCE(MAX(send_events.revision), 0) <> sends.revision
    """
HANDED_TWICE = "SELECT send FROM send_events WHERE state = 'sent' GROUP BY send HAVING COUNT(*) > 1"


class Audit:
    """All findings, each a sentence; `count` is how many questions were asked."""

    def __init__(self, store):
        self.store, self.faults, self.count = store, [], 0

    def ask(self, what, holds, detail=""):
        self.count += 1
        if not holds:
            self.faults.append(f"{what}: {detail}"[:2000])

    def equal(self, what, found, expected):
        if isinstance(found, Counter) and isinstance(expected, Counter):
            found, expected = found - expected, expected - found  # only what differs is worth telling
        self.ask(what, found == expected, f"found {shown(found)}, expected {shown(expected)}")

    def everything(self, expect, sink_tokens, kills, connections=CONNECTIONS):
        """`expect` answers the model without the events named to it: those that are parked."""
        self.parked = [row[0] for row in self.store.query(
            "SELECT message_id FROM parked_events WHERE message_id NOT IN (SELECT message_id FROM events)")]
        reasons = self.store.query("SELECT message_id, message FROM parked_events")
        self.ask("parked only what several deaths had in their hands", len(reasons) <= kills // DEATHS_A_PARKED, reasons)
        expectations = list(expect(set(self.parked)))
        self.people(expectations)
        self.journeys(expectations)
        self.sums()
        self.mail(sink_tokens, kills, connections)
        self.check()

    def retried(self, expect, sink_tokens, kills, connections=CONNECTIONS):
        """What was parked has taken effect after all, late: who everyone is does not depend on when. What their journeys
        did may (who came in between was welcomed once), so of those only the sums are asked."""
        self.people(list(expect(set())))
        self.sums()
        self.mail(sink_tokens, kills, connections)
        self.check()

    # People

    def people(self, expectations):
        holder = {(namespace, value): profile for namespace, value, profile in self.store.query(
            "SELECT namespace, value, profile FROM identities")}
        events = {}
        for profile, message, kind in self.store.query("SELECT profile, message_id, type FROM events"):
            events.setdefault(profile, []).append((message, kind))
        stored = {row[0]: row[1:] for row in self.store.query(
            "SELECT id, event_count, attributes FROM profiles WHERE survivor IS NULL")}
        expected = {message for expectation in expectations for message in expectation.seen}
        found = Counter(message for rows in events.values() for message, _ in rows)
        self.equal("acknowledged events that are missing", sorted(expected - found.keys()), [])
        self.equal("events that nobody sent", sorted(found.keys() - expected), [])
        self.equal("events that took effect twice", sorted(m for m, count in found.items() if count > 1), [])
        self.equal("blocked merges", self.store.query("SELECT person, other, reason FROM blocked_merges"), [])
        wrong = [fault for person in persons(expectations) for fault in differences(person, holder, events, stored)]
        self.equal("people who are not what their events make them", wrong[:5], [])
        self.equal("people", len(stored), len(persons(expectations)))

    # Journeys

    def journeys(self, expectations):
        names = dict(self.store.query("SELECT name, id FROM journeys"))
        orders = {order for expectation in expectations for order in expectation.orders}
        keys = Counter(row[0] for row in self.store.query(
            f"SELECT run_key FROM runs WHERE journey_id = {names['Crash orders']}"))
        self.equal("one run an order", keys, Counter(orders))
        welcomes = sum(expectation.welcomes for expectation in expectations)
        entered = dict(self.store.query("SELECT journey_id, COUNT(*) FROM runs GROUP BY journey_id"))
        self.equal("people welcomed", entered.get(names["Crash welcome"], 0), welcomes)
        owed = dict(self.store.query("SELECT step, COUNT(*) FROM sends GROUP BY step"))
        self.equal("thanks owed", owed.get("thanks", 0), len(orders))
        self.equal("follow-ups owed", owed.get("follow", 0), len(orders))
        self.equal("welcomes owed", owed.get("welcome", 0), welcomes)
        reached = dict(self.store.query("SELECT step, reached FROM journey_step_counts"))
        self.equal("congratulations owed", owed.get("congratulate", 0), reached.get("congratulate", 0))

    # The ledger

    def sums(self):
        """SEMANTICS 25 for every origin, and every line of history."""
        targeted, summed = Counter(), Counter()
        for kind, origin, step, _, keys, sends in self.store.query(ORIGINS):
            self.ask("one key a send", keys == sends, f"{kind} {origin} {step}: {keys} keys, {sends} sends")
            targeted[kind, origin, step] += keys
        for kind, origin, step, _, sends in self.store.query(LEDGER):
            summed[kind, origin, step] += sends
        self.equal("targeted = sum of states", summed, targeted)
        entered, runs = dict(self.store.query(ENTRIES)), Counter()
        for journey, _, count in self.store.query(RUNS):
            runs[journey] += count
        self.equal("entered = exited + waiting + failed, by the memory of entries", plain(entered), plain(runs))
        self.equal("entered, by the counters", plain(dict(self.store.query(ARRIVALS))), plain(runs))
        self.equal("sends whose history has a gap", self.store.query(HISTORY), [])
        self.equal("sends that became sent twice", self.store.query(HANDED_TWICE), [])

    def mail(self, tokens, kills, connections):
        secret = bytes(self.store.query("SELECT value FROM installation_secrets WHERE name = 'links'")[0][0])
        states = {token(send, secret): (state, reason) for send, state, reason in self.store.query(
            "SELECT id, state, reason FROM sends")}
        arrived = Counter(tokens)
        self.equal("messages that arrived twice", [t for t, count in arrived.items() if count > 1], [])
        strangers = [(t, states.get(t)) for t in arrived if states.get(t, ("none",))[0] not in ARRIVED]
        self.equal("messages that arrived and are neither sent nor uncertain", strangers[:5], [])
        sent = {t for t, (state, _) in states.items() if state in ("sent", "delivered")}
        self.equal("messages called sent that never arrived", sorted(sent - arrived.keys())[:5], [])
        uncertain = sum(state == "uncertain" for state, _ in states.values())
        self.ask("uncertain within bounds", uncertain <= 2 * connections * kills, f"{uncertain} after {kills} kills")
        # An order may overtake the identify that its client repeats after a crash: then nobody has said yes yet.
        harmless = {"cap_day", "cap_week", "no_address", "no_consent", "exited"}
        odd = Counter(state for state in states.values() if state[0] not in ("sent", "uncertain")
                      and state[1] not in harmless)
        self.equal("sends that ended otherwise", odd, Counter())
        self.uncertain, self.sent = uncertain, len(sent)

    def check(self):
        done = command(self.store, "check", "--json", check=False)
        self.ask("check is clean", done.returncode == 0 and json.loads(done.stdout)["faults"] == [],
                 done.stdout[-1500:] + done.stderr[-500:])


def persons(expectations):
    """Every person of the model, once, with one of their identities."""
    found = {}
    for expectation in expectations:
        for key, person in expectation.people.items():
            found.setdefault(id(person), (person, []))[1].append(key)
    return list(found.values())


def differences(person_and_keys, holder, events, stored):
    person, keys = person_and_keys
    profiles = {holder.get(key) for key in keys}
    if len(profiles) != 1 or None in profiles:
        yield f"{keys[:4]} belong to {profiles}"
        return
    profile = profiles.pop()
    kinds = Counter(kind for _, kind in events.get(profile, []))
    if kinds != person.types:
        yield f"{keys[0]}: events {dict(kinds)}, expected {dict(person.types)}"
    count, attributes = stored[profile]
    if count != sum(person.types.values()):
        yield f"{keys[0]}: counts {count} events, expected {sum(person.types.values())}"
    attributes = json.loads(attributes)
    for name, (_, value) in person.traits.items():
        if name != "consents" and attributes.get(name) != value:
            yield f"{keys[0]}: {name} is {attributes.get(name)!r}, expected {value!r}"
    followed = attributes.get("lastFollowed")
    if bool(person.orders) != bool(followed) or (followed and followed not in person.orders):
        yield f"{keys[0]}: last followed {followed!r} of {len(person.orders)} orders"


def token(send, secret):
    """A send's name towards the world: 13 digits of its id, 16 of a keyed hash."""
    name = "".join(DIGITS[send >> shift & 31] for shift in range(60, -1, -5))
    digest = hmac.new(secret, f"message:{name}".encode(), hashlib.sha256).digest()
    return name + "".join(DIGITS[byte & 31] for byte in digest[:16])


def plain(counts):
    return {key: int(value) for key, value in counts.items()}


def shown(value):
    text = repr(value)
    return text if len(text) < 600 else text[:600] + "…"


def await_quiet(store, seconds=90):
    """Everything appended is in effect, every run has ended, every send is settled."""
    try:
        wait_until(lambda: store.query(QUIET)[0] == (0, 0, 0), "all is quiet", seconds, pause=0.2)
    except Exception as failure:
        pending = store.query("SELECT state, reason, COUNT(*) FROM sends GROUP BY state, reason")
        raise type(failure)(f"{failure}: behind, waiting, unsettled are {store.query(QUIET)[0]}; {pending}") from None
