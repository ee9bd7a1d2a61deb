#!/usr/bin/env python3
"""Judges `sojourn classify` by other people's bounces, by ordinary mail, by reports made here and by broken ones.

    judge.py [--seed N] [--mutations N | --full] [--milliseconds N]      (environment: SOJOURN)

1. The samples of flufl.bounce, Mailman's bounce detector: the recipients that its tests expect, on 98 % or more of them,
   and whether the failure is temporary.
2. Ordinary mail, generated and from the test suite of Python's email package: none of it is feedback.
3. Delivery reports, complaints, receipts, answers and requests of many forms: what was put in comes out.
4. Hostile and mutated messages: an answer each, none later than 50 ms (1,000 in a debug build, which is some 20 times
   slower). --full mutates 100,000 times.
"""
# row: ajo M16 thin
# row: campaign 161 thin

import argparse
import ast
import base64
import email
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import hostile
import ordinary
import reports

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / ".tools" / "flufl.bounce" / "tests"
BOUNCES = {"hard", "soft", "undetermined"}
CLASSES = BOUNCES | {"complaint", "autoreply", "unsubscribe", "delivered"}
SHOWN = 10

results = {"passed": 0, "failed": 0}


def check(what, holds, *details):
    results["passed" if holds else "failed"] += 1
    if not holds:
        if results["failed"] <= SHOWN or not details:
            print(f"FAILED: {what}", *[f"  {detail}" for detail in details], sep="\n")
    return holds


class Classifier:
    """One process that answers line by line."""

    def __init__(self, sojourn):
        self.process = subprocess.Popen([sojourn, "classify", "--jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, message, recipients=()):
        line = json.dumps({"file": "x", "base64": base64.b64encode(message).decode(), "recipients": list(recipients)})
        started = time.perf_counter()
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        seconds = time.perf_counter() - started
        if not answer:
            raise EOFError(f"it ended with {self.process.wait()}")
        return json.loads(answer), seconds

    def events(self, message, recipients=()):
        return self.ask(message, recipients)[0]["events"]

    def close(self):
        self.process.stdin.close()
        check("it ends with exit code 0 at the end of its input", self.process.wait(timeout=10) == 0)


# 1. Samples ----------------------------------------------------------------------------------------------------------


def expectations():
    """{file: (recipients, is temporary)} as flufl.bounce's own test declares them; several detectors may share a file."""
    tree = ast.parse((SAMPLES / "test_detectors.py").read_text())
    rows = next(
        ast.literal_eval(node.value) for node in tree.body
        if isinstance(node, ast.Assign) and node.targets[0].id == "DETECTORS")
    wanted = {}
    for _, file, recipients, temporary in rows:
        known, was_temporary = wanted.get(file, (set(), False))
        wanted[file] = (known | {recipient.decode().lower() for recipient in recipients}, temporary or was_temporary)
    return wanted


def samples(classifier):
    if not SAMPLES.exists():
        sys.exit(f"{SAMPLES.relative_to(ROOT)} is missing; `Scripts/install test` brings it")
    wanted = expectations()
    check("there are samples", len(wanted) > 100)
    wrong, mistimed = [], []
    for file, (recipients, temporary) in sorted(wanted.items()):
        events = [event for event in classifier.events((SAMPLES / "data" / file).read_bytes()) if event["class"] in BOUNCES]
        if {event["recipient"].lower() for event in events} - {""} != recipients:
            wrong.append(f"{file}: wanted {sorted(recipients)}, got {events}")
        elif recipients and {event["reason"] == "delayed" for event in events} != {temporary}:
            mistimed.append(f"{file}: wanted {'temporary' if temporary else 'permanent'}, got {events}")
    for name, faults in (("recipients", wrong), ("temporary or not", mistimed)):
        print(f"samples, {name}: {len(wanted) - len(faults)} of {len(wanted)} right")
        print(*[f"  {fault}" for fault in faults], sep="\n", end="\n" if faults else "")
        check(f"{name} are right in 98 % of the samples", len(faults) <= 0.02 * len(wanted))
    results["passed"] += len(wanted) - len(wrong)


# 2. Ordinary mail ----------------------------------------------------------------------------------------------------


def python_messages():
    """The messages of Python's own tests, where they are installed; those that are delivery reports are no ordinary mail."""
    try:
        import test.test_email as suite
    except ImportError:
        print("Python's test suite is not installed; its messages are left out")
        return
    for path in sorted(Path(suite.__path__[0], "data").glob("msg_*.txt")):
        message = path.read_bytes()
        if email.message_from_bytes(message).get_content_type() != "multipart/report":
            yield path.name, message


def ordinary_mail(classifier, seed):
    cases = [*ordinary.messages(random.Random(seed)), *python_messages()]
    for name, message in cases:
        events = classifier.events(message)
        check(f"ordinary mail is no feedback: {name}", not events, events, message[:1500].decode(errors="replace"))
    print(f"ordinary mail: {len(cases)} messages")
    return [message for _, message in cases]


# 3. Reports ----------------------------------------------------------------------------------------------------------


def made_reports(classifier, seed):
    cases = list(reports.messages(random.Random(seed)))
    for name, message, wanted, token, envelope in cases:
        answer, _ = classifier.ask(message, envelope)
        got = [{key: event[key] for key in one} for event, one in zip(answer["events"], wanted)]
        right = len(answer["events"]) == len(wanted) and got == wanted and answer.get("token") == token
        check(f"report: {name}", right, f"wanted {wanted}, {token}", f"got {answer}", message[:3000].decode(errors="replace"))
    print(f"reports: {len(cases)} messages")
    return [message for _, message, *_ in cases]


# 4. What nobody should send ------------------------------------------------------------------------------------------


def endured(classifier, name, message, limit):
    """The fastest of three if the first was late: the machine has other work."""
    try:
        answer, seconds = classifier.ask(message)
        for _ in range(2):
            if seconds > limit:
                seconds = min(seconds, classifier.ask(message)[1])
    except EOFError as error:
        kept = Path(os.environ.get("TMPDIR", "/tmp"), "sojourn-classify-crash.eml")
        kept.write_bytes(message)
        check(f"{name} is endured", False, error, f"the message is in {kept}")
        raise
    sane = all(event["class"] in CLASSES and isinstance(event["recipient"], str) for event in answer["events"])
    check(f"{name} is answered", sane and len(answer["events"]) <= 100, answer)
    check(f"{name} is answered in {limit * 1000:.0f} ms", seconds <= limit, f"it took {seconds * 1000:.1f} ms")
    return seconds


def hostility(classifier, corpus, arguments):
    limit = arguments.milliseconds / 1000
    slowest = max((endured(classifier, name, message, limit), name) for name, message in hostile.messages())
    print(f"hostile messages: the slowest took {slowest[0] * 1000:.1f} ms ({slowest[1]})")
    chance = random.Random(arguments.seed)
    times = []
    for number in range(arguments.mutations):
        times.append(endured(classifier, f"mutation {number}", hostile.mutated(chance, corpus), limit))
    times.sort()
    print(f"{len(times)} mutated messages: median {times[len(times) // 2] * 1000:.2f} ms, slowest {times[-1] * 1000:.1f} ms")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=20261127)
    parser.add_argument("--mutations", type=int, default=2000)
    parser.add_argument("--full", action="store_true", help="100,000 mutations")
    parser.add_argument("--milliseconds", type=float)
    arguments = parser.parse_args()
    sojourn = os.environ["SOJOURN"]
    if arguments.full:
        arguments.mutations = 100_000
    if arguments.milliseconds is None:
        arguments.milliseconds = 1000 if "debug" in Path(sojourn).parts else 50
    print(f"seed {arguments.seed}")
    classifier = Classifier(sojourn)
    samples(classifier)
    corpus = ordinary_mail(classifier, arguments.seed) + made_reports(classifier, arguments.seed)
    corpus += [path.read_bytes() for path in sorted((SAMPLES / "data").glob("*.txt"))]
    hostility(classifier, corpus, arguments)
    classifier.close()
    print(f"{results['passed']} passed, {results['failed']} failed")
    return 1 if results["failed"] else 0


sys.exit(main())
