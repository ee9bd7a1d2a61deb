#!/usr/bin/env python3
"""Is the scanner as strict as Python's json (made strict), and does it read the same values?

Every text is posted as it is: whether it is JSON shows in the code of the answer. What both accept is then sent as a
property of an event and read back through the API.
"""

import argparse
import json
import math
import sys

from json_cases import cases
from server import Server

sys.set_int_max_str_digits(0)

DEPTH = 64
BATCH = 50


class Refused(ValueError):
    """What our rules forbid and Python's module allows."""


def expected(text):
    """The value, or `Refused` and its kin."""
    value = json.loads(text.decode("utf-8"), parse_constant=refuse, parse_float=number, parse_int=integer)
    check(value, 0)
    return value


def refuse(constant):
    raise Refused(constant)


def number(text):
    if not math.isfinite(float(text)):
        raise Refused(text)
    return float(text)


def integer(text):
    value = int(text)
    if len(text) > 300:
        number(text)
    return value


def check(value, depth):
    if isinstance(value, str):
        value.encode("utf-8")
    elif isinstance(value, (list, dict)):
        if depth >= DEPTH:
            raise Refused("depth")
        if isinstance(value, dict):
            for name in value:
                check(name, depth)
        for item in value.values() if isinstance(value, dict) else value:
            check(item, depth + 1)


def depth_of(value):
    if not isinstance(value, (list, dict)):
        return 0
    return 1 + max(map(depth_of, value.values() if isinstance(value, dict) else value), default=0)


def is_same(a, b):
    if isinstance(a, bool) or isinstance(b, bool) or a is None or b is None:
        return a is b
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return a == b or float(a) == float(b)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(is_same, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(is_same(a[name], b[name]) for name in a)
    return type(a) is type(b) and a == b


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--url")
    options.add_argument("--write-key")
    options.add_argument("--manage-key")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--count", type=int, default=20_000)
    options.add_argument("--acceptance-only", action="store_true", help="do not read values back")
    options = options.parse_args()
    server = Server(options.url, options.write_key, options.manage_key)
    try:
        passed, failed, accepted = judge_acceptance(server, options)
        if not options.acceptance_only:
            more = judge_values(server, accepted)
            passed, failed = passed + more[0], failed + more[1]
    finally:
        server.stop()
    print(f"seed {options.seed}, {len(accepted)} accepted")
    print(f"{passed} passed, {failed} failed")
    sys.exit(0 if failed == 0 and passed > 0 else 1)


def judge_acceptance(server, options):
    passed, failed, accepted = 0, 0, []
    for text in cases(options.seed, options.count):
        try:
            value, wanted = expected(text), True
        except (ValueError, RecursionError):
            value, wanted = None, False
        status, body = server.post("/v1/track", text)
        code = json.loads(body).get("code", "")
        answered = not code.startswith("json.")
        if wanted == answered and status in (200, 400):
            passed += 1
            if wanted:
                accepted.append((text, value))
        else:
            failed += 1
            print(f"acceptance: {text!r}: expected {wanted}, answered {status} {code}")
    return passed, failed, accepted


def judge_values(server, accepted):
    """The event adds three levels of nesting; deeper texts are left out."""
    sent = {str(index): case for index, case in enumerate(accepted) if depth_of(case[1]) < DEPTH - 4}
    names = list(sent)
    for start in range(0, len(names), BATCH):
        items = [
            b'{"type":"track","event":"case","userId":"json-judge","messageId":"%s","properties":{"v":%s}}'
            % (name.encode(), sent[name][0].strip(b" \t\r\n"))
            for name in names[start : start + BATCH]
        ]
        status, body = server.post("/v1/batch", b'{"batch":[' + b",".join(items) + b"]}")
        if status != 200 or json.loads(body) != {"success": True}:
            print(f"values: batch from {start} answered {status} {body[:300]!r}")
    server.wait_until_processed()
    profile = server.profile("userId", "json-judge")
    found = {event["messageId"]: event for event in server.events(profile["id"])} if profile else {}
    passed, failed = 0, 0
    for name, (text, value) in sent.items():
        got = found.get(name, {}).get("properties", {}).get("v", "missing")
        if is_same(got, value):
            passed += 1
        else:
            failed += 1
            print(f"value: {text!r}: expected {value!r}, got {got!r}")
    return passed, failed


if __name__ == "__main__":
    main()
