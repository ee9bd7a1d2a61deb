"""Seeded customers: what they do, who delivers it until it is acknowledged, and what must come of it.

Each lane is one client with its own customers, one batch at a time, so the order of a customer's events is known
however often a batch is sent. Expectation is the plain-Python model of the two journeys beside this file.
"""

import base64
import http.client
import json
import random
import threading
import time
from collections import Counter
from datetime import datetime, timezone


MOST_USERS = 30  # of a lane at a time
MOST_UNITED = 8  # persons in one, far below what a person's identities allow


class Person:
    """A component of identities. A merge unites two; nothing is ever forgotten."""

    def __init__(self):
        self.messages, self.types, self.traits, self.orders = set(), Counter(), {}, set()
        self.is_welcomed = False

    def write(self, traits, moment):
        for name, value in traits.items():
            if name not in self.traits or self.traits[name][0] <= moment:
                self.traits[name] = (moment, value)

    def take_over(self, other):
        self.messages |= other.messages
        self.types += other.types
        self.orders |= other.orders
        self.is_welcomed |= other.is_welcomed
        for name, (moment, value) in other.traits.items():
            self.write({name: value}, moment)


class Expectation:
    """What the events of one lane come to, each taken once and in order."""

    def __init__(self):
        self.people, self.orders, self.welcomes, self.seen = {}, set(), 0, set()

    def take(self, event):
        if event["messageId"] in self.seen:
            return
        self.seen.add(event["messageId"])
        names = [name for name in ("userId", "anonymousId", "previousId") if name in event]
        person = self.resolve([(name, event[name]) for name in names])
        kind = event["event"] if event["type"] == "track" else event["type"]
        person.messages.add(event["messageId"])
        person.types[kind] += 1
        person.write(event.get("traits", {}), event["timestamp"])
        if kind == "Order Placed":
            person.orders.add(event["properties"]["orderId"])
            self.orders.add(event["properties"]["orderId"])
        if kind == "Signed Up" and not person.is_welcomed:
            person.is_welcomed = True
            self.welcomes += 1

    def resolve(self, identities):
        """The one person of all these identities; those found apart are united."""
        keys = [("userId" if name == "previousId" else name, value) for name, value in identities]
        found = list({id(person): person for key in keys if (person := self.people.get(key))}.values())
        person = found[0] if found else Person()
        for other in found[1:]:
            person.take_over(other)
            self.people.update({key: person for key, holder in self.people.items() if holder is other})
        self.people.update({key: person for key in keys})
        return person


class Lane(threading.Thread):
    """One client. A batch is repeated, byte for byte, until a server says that it has it."""

    def __init__(self, number, seed, key, ports, stopping, pace=0.02):
        super().__init__(daemon=True)
        self.number, self.ports, self.stopping, self.pace = number, ports, stopping, pace
        self.random = random.Random(f"{seed}/{number}")
        self.authorization = "Basic " + base64.b64encode(f"{key}:".encode()).decode()
        self.users, self.united = [], Counter()
        self.sequence, self.connection = 0, None
        self.began = int(time.time() * 1000) - 7_200_000
        self.acknowledged = []  # (events, seconds of the monotonic clock)
        self.under_way = []  # the batch that nobody has answered for yet
        self.answers = Counter()
        self.fault = None

    def run(self):
        try:
            while not self.stopping.is_set():
                events = self.batch()
                self.deliver(events)
                if self.random.random() < 0.05:
                    self.deliver(self.random.choice(self.acknowledged[-20:])[0])
                time.sleep(self.random.random() * 2 * self.pace)
        except Exception as error:  # told by the judge, which waits for the lane
            self.fault = error

    def deliver(self, events):
        body = json.dumps({"batch": events}).encode()
        self.under_way = events
        while not self.post(body):
            time.sleep(0.05)
        self.acknowledged.append((events, time.monotonic()))
        self.under_way = []

    def post(self, body):
        try:
            if self.connection is None:
                port = self.ports[self.random.randrange(len(self.ports))]
                self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            self.connection.request("POST", "/v1/batch", body, {"Authorization": self.authorization})
            answer = self.connection.getresponse()
            text = answer.read()
            self.answers[answer.status] += 1
            if answer.status == 200 and text != b'{"success":true}':
                raise ValueError(f"a good batch was refused in part: {text[:300]}")
            if answer.status not in (200, 503):
                raise ValueError(f"{answer.status} for a good batch: {text[:300]}")
            return answer.status == 200
        except (OSError, http.client.HTTPException):
            self.connection.close()
            self.connection = None
            self.answers["none"] += 1
            return False

    # What customers do

    def batch(self):
        events = [event for _ in range(self.random.randint(1, 4)) for event in self.deed()]
        if self.random.random() < 0.05:
            events.append(events[0])  # a client that stutters
        return events

    def deed(self):
        if len(self.users) < 4 or self.random.random() < 0.25:
            return self.arrival()
        user = self.random.choice(self.users)
        deeds = [self.order, self.order, self.browse, self.change, self.sign_up, self.unite]
        return self.random.choice(deeds)(user)

    def arrival(self):
        """Someone looks around as nobody, then says who they are: a merge of the browser into the person."""
        user = f"u{self.number}-{self.sequence}"
        browser = f"a{self.number}-{self.sequence}"
        self.users = [*self.users[-MOST_USERS:], user]
        traits = {
            "email": f"{user}@customers.example", "plan": "free",
            "consents": {"marketing": {"email": {"val": "y"}}},
        }
        looks = [self.event("track", event="Browsed", anonymousId=browser)] if self.random.random() < 0.5 else []
        known = {"anonymousId": browser} if looks else {}
        return [*looks, self.event("identify", userId=user, traits=traits, **known)]

    def order(self, user):
        name = f"o{self.number}-{self.sequence}"
        return [self.event("track", event="Order Placed", userId=user, properties={"orderId": name, "total": 12.5})]

    def browse(self, user):
        return [self.event("track", event="Browsed", userId=user)]

    def change(self, user):
        traits = {"plan": self.random.choice(["free", "pro"]), f"t{self.sequence % 7}": self.sequence}
        return [self.event("identify", userId=user, traits=traits)]

    def sign_up(self, user):
        return [self.event("track", event="Signed Up", userId=user)]

    def unite(self, user):
        other = self.random.choice(self.users)
        if other == user or self.united[user] + self.united[other] > MOST_UNITED:
            return self.browse(user)
        self.users.remove(other)
        self.united[user] += self.united[other] + 1
        return [self.event("alias", userId=user, previousId=other)]

    def event(self, kind, **members):
        self.sequence += 1
        moment = datetime.fromtimestamp((self.began + self.sequence) / 1000, timezone.utc)
        stamp = moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
        return {"type": kind, "messageId": f"m{self.number}-{self.sequence}", "timestamp": stamp, **members}


class Traffic:
    """All lanes. `ports` may change while they run: that is how they find another server."""

    def __init__(self, seed, key, ports, lanes=4, pace=0.02):
        self.stopping = threading.Event()
        self.lanes = [Lane(number, seed, key, ports, self.stopping, pace) for number in range(lanes)]
        for lane in self.lanes:
            lane.start()

    def stop(self):
        """Every batch begun is acknowledged first."""
        self.stopping.set()
        for lane in self.lanes:
            lane.join(60)
            if lane.is_alive():
                raise TimeoutError("a client waits a minute for its acknowledgement")
            if lane.fault:
                raise lane.fault

    @property
    def answers(self):
        return sum((lane.answers for lane in self.lanes), Counter())

    @property
    def acknowledged_count(self):
        return len(self.acknowledged_by(float("inf")))

    def expectations(self, absent=frozenset(), present=None):
        """The model, lane by lane, without `absent` message ids; of only those in `present`, where given."""
        for lane in self.lanes:
            expectation = Expectation()
            for events in [*(events for events, _ in lane.acknowledged), lane.under_way]:
                for event in events:
                    if event["messageId"] not in absent and (present is None or event["messageId"] in present):
                        expectation.take(event)
            yield expectation

    def acknowledged_by(self, moment):
        return {
            event["messageId"] for lane in self.lanes for events, at in list(lane.acknowledged) if at <= moment
            for event in events
        }
