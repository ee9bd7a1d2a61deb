#!/usr/bin/env python3
"""Do the unmodified clients of Segment and RudderStack deliver exactly what they were told to?

Each client sends identify, track, page, screen, group and alias, singly and in batches, plain and gzip, all of it twice
over under the same message ids. Afterwards every person and every event is read back and compared.
"""

import argparse
import datetime
import random
import sys

import rudderstack.analytics.client as rudderstack
import segment.analytics.client as segment

from server import Server

# Clients correct for their own clock; on one machine that is the time a request takes.
CLOCK_TOLERANCE = datetime.timedelta(seconds=10)
TEXTS = ["plain", "Größe 42 €", "日本語 😀", "", "a\"b\\c\n\t", "<script>", "\u2028", "x" * 5000]


class Script:
    """What one client is told, and what must come of it."""

    def __init__(self, name, seed):
        self.name, self.random = name, random.Random(f"{name}{seed}")
        self.start = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=2)
        self.calls, self.people = [], {}
        for number in range(6):
            self.customer(f"{name}-u{number}", f"{name}-a{number}", number)

    def customer(self, user, device, number):
        person = self.people.setdefault(user, {"identities": set(), "attributes": {}, "events": {}})
        person["identities"] = {("userId", user), ("anonymousId", device), ("email", f"{user}@shop.example")}
        self.call(person, "track", "Product Viewed", {"properties": self.values()}, anonymous_id=device, event="Product Viewed")
        if number % 2:
            # The way of servers: the former id becomes the customer's.
            self.call(person, "alias", "alias", {}, previous_id=device, user_id=user)
        else:
            self.call(person, "identify", "identify", {}, user_id=user, anonymous_id=device, traits={"linked": True})
            person["attributes"]["linked"] = True
        traits = {"email": f"{user}@shop.example", "plan": "gold", "visits": number, "spent": 12.5 * number, **self.values()}
        person["attributes"] |= traits
        self.call(person, "identify", "identify", {}, user_id=user, traits=traits)
        pages = {"path": "/", **self.values()}
        self.call(
            person, "page", "page", {"properties": {**pages, "name": "Home", "category": "Shop"}},
            user_id=user, name="Home", category="Shop", properties=pages)
        self.call(person, "screen", "screen", {"properties": {"name": "Basket"}}, user_id=user, name="Basket")
        self.call(
            person, "group", "group", {"properties": {"name": "Blue Note", "seats": 5, "groupId": f"g{number}"}},
            user_id=user, group_id=f"g{number}", traits={"name": "Blue Note", "seats": 5})
        for order in range(25):
            properties = {"orderId": f"{user}-{order}", "total": round(self.random.uniform(1, 900), 2), **self.values()}
            self.call(
                person, "track", "Order Completed", {"properties": properties}, user_id=user, event="Order Completed",
                properties=properties, context={"ip": "203.0.113.7", "page": {"title": TEXTS[1]}})

    def values(self):
        pick = self.random.choice
        return {
            "text": pick(TEXTS), "flag": pick([True, False]), "whole": pick([0, -1, 2**53, 2**63 - 1]),
            "money": pick([0.1, 12.5, -3.75, 1e-7, 1.7976931348623157e308]), "nothing": None,
            "list": [1, "two", {"three": [3.5]}], "nested": {"a": {"b": {"c": pick(TEXTS)}}}, "größe": 1,
        }

    def call(self, person, method, kind, expected, **arguments):
        message = f"{self.name}-{len(self.calls)}"
        moment = self.start + datetime.timedelta(seconds=len(self.calls), milliseconds=self.random.randint(0, 999))
        if method == "track" and "properties" not in arguments:
            arguments["properties"] = expected["properties"]
        self.calls.append((method, {**arguments, "message_id": message, "timestamp": moment}))
        person["events"][message] = {"eventType": kind, "timestamp": moment, **expected}

    def play(self, client):
        for method, arguments in self.calls:
            getattr(client, method)(**{name: copied(value) for name, value in arguments.items()})


def copied(value):
    """Clients write into the contexts they are given."""
    return {name: copied(item) for name, item in value.items()} if isinstance(value, dict) else value


def deliver(script, make, server, gzip, problems):
    """Twice over: once by a client that batches, once by one that sends each call alone."""
    told = lambda error, items: problems.append(f"{script.name}: not delivered: {error}")
    batching = make(server.write_key, host=server.url, gzip=gzip, upload_size=20, on_error=told)
    script.play(batching)
    batching.shutdown()
    script.play(make(server.write_key, host=server.url, gzip=gzip, sync_mode=True))


def compare(script, server):
    """Yields what agrees as None and what does not as a sentence."""
    for user, person in script.people.items():
        found = server.profile("userId", user)
        if found is None:
            yield f"{user}: there is no such person"
            continue
        identities = {(one["namespace"], one["value"]) for one in found["identities"]}
        yield difference(f"{user}: identities", identities, person["identities"])
        for name, value in person["attributes"].items():
            yield difference(f"{user}: attribute {name}", found["attributes"].get(name), value)
        events = {event["messageId"]: event for event in server.events(found["id"])}
        count = len(server.events(found["id"]))
        yield difference(f"{user}: number of events", count, len(person["events"]))
        for message, event in person["events"].items():
            yield from compare_event(f"{user}: event {message}", events.get(message), event)


def compare_event(what, found, expected):
    if found is None:
        yield f"{what} is missing"
        return
    moment = datetime.datetime.fromisoformat(found["timestamp"].replace("Z", "+00:00"))
    if abs(moment - expected["timestamp"]) > CLOCK_TOLERANCE:
        yield f"{what}: at {moment}, expected {expected['timestamp']}"
    yield difference(f"{what}: type", found["eventType"], expected["eventType"])
    yield difference(f"{what}: properties", found["properties"] or {}, expected.get("properties", {}))


def difference(what, found, expected):
    return None if found == expected else f"{what}: found {found!r}, expected {expected!r}"


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--url")
    options.add_argument("--write-key")
    options.add_argument("--manage-key")
    options.add_argument("--seed", type=int, default=1)
    options = options.parse_args()
    server = Server(options.url, options.write_key, options.manage_key)
    problems, passed = [], 0
    try:
        scripts = []
        for client, make in [("segment", segment.Client), ("rudderstack", rudderstack.Client)]:
            for packing in ["plain", "gzip"]:
                script = Script(f"{client}-{packing}-{options.seed}", options.seed)
                deliver(script, make, server, packing == "gzip", problems)
                scripts.append(script)
        server.wait_until_processed()
        for result in (result for script in scripts for result in compare(script, server)):
            if result is None:
                passed += 1
            else:
                problems.append(result)
    finally:
        server.stop()
    for problem in problems:
        print(problem[:2000])
    print(f"seed {options.seed}")
    print(f"{passed} passed, {len(problems)} failed")
    sys.exit(0 if not problems and passed > 0 else 1)


if __name__ == "__main__":
    main()
