#!/usr/bin/env python3
"""Tries every command of `sojourn` as a stranger would: exit codes 0, 1 and 2, messages, JSON, line protocols.

usage: judge.py [SOJOURN]     (environment: SOJOURN)
"""

import base64
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

SOJOURN = sys.argv[1] if len(sys.argv) > 1 else os.environ["SOJOURN"]
JOURNEYS = Path(__file__).resolve().parents[3] / "Sources" / "Demo" / "Data" / "journeys"
PASSWORD = "correct horse battery"
COMMANDS = {
    "serve": ["--data", "--database", "--port", "--print-config"],
    "demo": ["--port", "--speed"],
    "import": ["--sandbox", "--from-start"],
    "render": ["--context", "--jsonl"],
    "eval": ["--profile", "--events", "--now", "--jsonl"],
    "classify": ["--jsonl"],
    "simulate": ["--events", "--json"],
    "check": ["--data", "--json", "--backup"],
    "backup": ["--data", "--database", "--json"],
    "restore": ["--data", "--database", "--yes", "--json"],
    "apply": ["--data", "--diff"],
    "export": ["--data", "--diff"],
    "hold": ["--all", "--channel", "--origin"],
    "release": ["--all", "--channel", "--origin", "--skip-due-before", "--skip-nothing"],
    "mode": ["--data", "--json"],
    "migrate": ["--data", "--database"],
    "user add": ["--role"],
    "user list": ["--json"],
    "key create": ["--kind", "--sandbox", "--json"],
    "key list": ["--json"],
    "key revoke": ["--data"],
}

results = {"passed": 0, "failed": 0}


def run(*arguments, stdin="", environment=None):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SOJOURN")}
    answer = subprocess.run(
        [SOJOURN, *map(str, arguments)], input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True, timeout=60, env={**clean, **(environment or {})},
    )
    answer.out = answer.stdout.decode()
    answer.err = answer.stderr.decode()
    return answer


def check(what, holds, answer=None):
    results["passed" if holds else "failed"] += 1
    if not holds:
        print(f"FAILED: {what}")
        if answer is not None:
            print(f"  command {answer.args[1:]}\n  exit {answer.returncode}\n  out {answer.out[:600]!r}\n  err {answer.err[:600]!r}")


def expect(code, *arguments, says="", out="", **options):
    """The exit code, and what is said: on standard error where it is not 0."""
    answer = run(*arguments, **options)
    name = f"`{' '.join(map(str, arguments))}` exits {code}"
    check(name, answer.returncode == code, answer)
    check(f"{name} and says {says or out!r}", says in answer.err and out in answer.out, answer)
    if code != 0:
        check(f"{name} with a message and no data", answer.err.strip() and not answer.out.strip(), answer)
    return answer


def parsed(answer):
    """Its standard output as JSON."""
    try:
        return json.loads(answer.out)
    except ValueError as error:
        check(f"standard output is JSON ({error})", False, answer)
        return None


def lines(answer):
    found = []
    for line in answer.out.split("\n")[:-1]:
        try:
            found.append(json.loads(line))
        except ValueError:
            found.append(None)
    return found


def help_and_usage():
    expect(0, "--help", out="SUBCOMMANDS")
    expect(0, "--version", out=".")
    for command, options in COMMANDS.items():
        answer = run(*command.split(), "--help")
        check(f"`{command} --help` exits 0", answer.returncode == 0, answer)
        missing = [option for option in options if option not in answer.out]
        check(f"`{command} --help` names {missing}", not missing, answer)
        expect(2, *command.split(), "--no-such-option", says="Usage: sojourn")
    expect(2, "nonsense", says="nonsense")
    expect(2, "render", says="FILE")
    expect(2, "render", "x", "--jsonl", says="--jsonl")
    expect(2, "render", "--jsonl", "--context", "x", says="--context")
    expect(2, "eval", says="EXPRESSION")
    expect(2, "eval", "1", "--jsonl", says="--jsonl")
    expect(2, "eval", "--jsonl", "--profile", "x", says="--jsonl")
    expect(2, "classify", "x", "--jsonl", says="--jsonl")
    expect(2, "simulate", says="journey")
    expect(2, "simulate", "x", says="--events")
    expect(2, "import", says="kind")
    expect(2, "import", "nonsense", "x", says="nonsense")
    expect(2, "apply", says="folder")
    expect(2, "export", says="folder")
    expect(2, "key", "create", says="--kind")
    expect(2, "key", "create", "--kind", "nonsense", says="write or manage")
    expect(2, "key", "revoke", "!", says="key id")
    expect(2, "user", "add", "a@b.example", says="--role")
    expect(2, "user", "add", "a@b.example", "--role", "king", says="viewer", stdin=PASSWORD)
    expect(2, "user", "add", "nobody", "--role", "admin", says="nobody", stdin=PASSWORD)
    expect(2, "mode", "nonsense", says="allowlist")
    expect(2, "mode", "allowlist", says="entry")
    expect(2, "hold", "--all", "--channel", "email", says="--channel")
    expect(2, "hold", "--origin", "nonsense", says="--origin")
    expect(2, "release", "--skip-due-before", "soon", says="--skip-due-before")
    expect(2, "release", "--skip-due-before", "now", "--skip-nothing", says="--skip-nothing")
    expect(2, "backup", says="folder")
    expect(2, "restore", says="backup")
    expect(2, "serve", "--port", "many", says="many")
    expect(2, "serve", "--port", "70000", says="port")
    expect(2, "serve", "--relay", "nonsense", says="relay")
    expect(2, "demo", "--speed", "0", says="--speed")


def configuration(folder):
    secret = {"SOJOURN_RELAY_PASSWORD": "hunter2", "SOJOURN_DATABASE": "postgresql://u:hunter2@db.example/x"}
    file = folder / "settings.yaml"
    file.write_text("port: 8123\nhost: 0.0.0.0\nrelay-user: me\n")
    arguments = ["serve", "--print-config", "--config", file, "--port", "9000"]
    answer = expect(0, *arguments, environment={**secret, "SOJOURN_HOST": "127.0.0.2"}, out="port: 9000  # flag")
    check("the environment wins over the file", "host: 127.0.0.2  # SOJOURN_HOST" in answer.out, answer)
    check("the file wins over the default", f"relay-user: me  # {file}" in answer.out, answer)
    check("secrets are masked", "hunter2" not in answer.out + answer.err and "••••" in answer.out, answer)
    values = parsed(expect(0, *arguments, "--json", environment=secret))
    check("--json has value and origin", values and values["port"] == {"value": "9000", "from": "flag"})
    check("--json masks secrets", values and "hunter2" not in json.dumps(values) and values["database"]["value"] == "••••")
    file.write_text("prot: 1\n")
    expect(2, "serve", "--print-config", "--config", file, says="prot")
    expect(2, "serve", "--print-config", "--config", folder / "none.yaml", says="none.yaml")


def rendering(folder):
    template, context = folder / "mail.hbs", folder / "context.json"
    template.write_text("Hello {{name}}{{#each items}} {{this}}{{/each}}!")
    context.write_text('{"name": "Ann & Bob", "items": [1, 2.50]}')
    answer = run("render", template, "--context", context)
    check("render writes the text and nothing else", answer.returncode == 0 and answer.out == "Hello Ann &amp; Bob 1 2.5!", answer)
    check("render without a context", run("render", template).out == "Hello !")
    expect(1, "render", folder / "none.hbs", says="none.hbs")
    expect(1, "render", template, "--context", folder / "none.json", says="none.json")
    context.write_text("{nonsense")
    expect(1, "render", template, "--context", context, says="context.json")
    template.write_text("line one\n{{#if a}}x")
    expect(1, "render", template, says="mail.hbs:2:")
    template.write_text("{{> missing}}")
    expect(1, "render", template, says="missing")
    template.write_text("{{nosuch 1}}")
    answer = expect(1, "render", template, says="nosuch")
    check("a warning names its place", "mail.hbs:1:1: warning" in answer.err, answer)
    render_lines()


def classifying(folder):
    bounce, letter = folder / "1.eml", folder / "2.eml"
    bounce.write_text("From: MAILER-DAEMON@x.example\nSubject: failure notice\n\n<ann@shop.example>:\n550 5.1.1 user unknown\n")
    letter.write_text("From: ann@shop.example\nSubject: Hello\n\nHello\n")
    event = {"recipient": "ann@shop.example", "class": "hard", "status": "5.1.1", "reason": "unknown-user"}
    answer = expect(0, "classify", bounce, letter)
    found = lines(answer)
    check("classify answers each file", [line and line["file"] for line in found] == [str(bounce), str(letter)], answer)
    check("classify says who and why", len(found) == 2 and [event.items() <= one.items() for one in found[0]["events"]] == [True], answer)
    check("classify finds nothing in a letter", len(found) == 2 and found[1]["events"] == [], answer)
    check("classify reads a folder", lines(run("classify", folder)) == found)
    read = lines(run("classify", stdin=bounce.read_bytes()))
    check("classify reads standard input", read == [{**found[0], "file": "-"}])
    answer = run("classify", folder / "none.eml", letter)
    check("classify names what it cannot read", answer.returncode == 1 and "none.eml" in answer.err, answer)
    check("and goes on", lines(answer) == [found[1]], answer)
    asked = [json.dumps({"base64": base64.b64encode(bounce.read_bytes()).decode()}), "{", '{"base64": "?"}', "[]"]
    answer = run("classify", "--jsonl", stdin="\n".join(asked))
    check("classify --jsonl answers each line", ["error" in line for line in lines(answer)] == [False, True, True, True], answer)


def render_lines():
    asked = [
        json.dumps({"template": "{{a}} {{> p}}", "data": {"a": "<"}, "partials": {"p": "P{{a}}"}}),
        "{", "", "[]", "null", '{"template": 1}', '"text"', '{"template": "{{#if}}"}',
        json.dumps({"template": "{{a.b}}", "options": {"strict": True}}),
        json.dumps({"template": "{{a}}", "data": {"a": "ü\u2028🙂"}, "options": {"noEscape": True}}),
        json.dumps({"template": "{{> p}}", "partials": {"p": "{{> p}}"}}),
        '{"template": "last"}',
    ]
    answer = run("render", "--jsonl", stdin="\n".join(asked))
    found = lines(answer)
    check("render --jsonl exits 0", answer.returncode == 0, answer)
    check("one line out for each line in that is not empty", len(found) == len(asked) - 1, answer)
    check("every line is an output or an error", all(line and (set(line) in ({"output"}, {"error"})) for line in found), answer)
    outputs = [line.get("output") for line in found if line]
    wanted = ["&lt; P&lt;", None, None, None, None, None, None, None, "ü\u2028🙂", None, "last"]
    check("outputs stand in the order of the lines", outputs == wanted, answer)
    answer = run("render", "--jsonl", stdin=b'{"template": "\xff"}\n{"template": "x"}\n')
    check("a line that is no UTF-8 spoils no other", lines(answer)[-1] == {"output": "x"} and len(lines(answer)) == 2, answer)
    check("no input, no output", run("render", "--jsonl").out == "")


def evaluating(folder):
    profile, events = folder / "profile.json", folder / "events.jsonl"
    profile.write_text('{"plan": "pro", "n": 2}')
    events.write_text('{"event": "Order", "timestamp": "2026-03-01T00:00:00Z", "properties": {"total": 5}}\n')
    answer = parsed(expect(0, "eval", 'plan = "pro" and n > 1', "--profile", profile))
    check("eval answers with value and validUntil", answer == {"value": True, "validUntil": None})
    expect(0, "eval", "1 + 1", "--json", "--now", "2026-03-02T00:00:00Z", "--events", events, out='"value":2')
    for arguments in (["1 +"], ["1", "--now", "yesterday"], ["1", "--zone", "Mars/Base"], ["1", "--profile", folder / "none"]):
        answer = run("eval", *arguments)
        check(f"eval {arguments} exits 1 with an error", answer.returncode == 1 and "error" in (parsed(answer) or {}), answer)
    asked = ['{"expr": "1 + 1"}', "{", '{"expr": 5}', '{"expr": "a"}', "[]", '{"expr": "a", "profile": {"a": "x"}}',
             '{"expr": "1", "now": "never"}', '{"expr": "1", "events": 5}', '{"expr": "2"}']
    answer = run("eval", "--jsonl", stdin="\n".join(asked) + "\n")
    found = lines(answer)
    check("eval --jsonl answers each line", answer.returncode == 0 and len(found) == len(asked), answer)
    check("as value or error", [("value" in line) for line in found if line] == [True, False, False, True, False, True, False, False, True], answer)
    check("values are right", found[0]["value"] == 2 and found[3]["value"] is None and found[5]["value"] == "x", answer)


def simulating(folder):
    events = folder / "calls.jsonl"
    events.write_text("\n".join([
        '{"userId": "u1", "event": "Order Completed", "timestamp": "2026-03-01T10:00:00Z", "properties": {"total": 120}}',
        "",
        '{"userId": "u2", "event": "Order Completed", "timestamp": "2026-03-01T11:00:00Z", "properties": {"total": 10}}',
    ]))
    journey = JOURNEYS / "big-basket.json"
    answer = expect(0, "simulate", journey, "--events", events, out="u1")
    check("who does not fit does not enter", "u2" not in answer.out, answer)
    found = lines(run("simulate", journey, "--events", events, "--json"))
    check("simulate --json prints JSON Lines", found and all(found))
    expect(1, "simulate", folder / "none.json", "--events", events, says="none.json")
    expect(1, "simulate", journey, "--events", folder / "none.jsonl", says="none.jsonl")
    events.write_text('{"event": "x"}\nnonsense\n')
    answer = expect(1, "simulate", journey, "--events", events, says="line 1")
    check("every bad line is named", "line 2" in answer.err, answer)
    broken = folder / "broken.json"
    broken.write_text('{"format": "sojourn.journey/1", "name": "x", "steps": []}')
    expect(1, "simulate", broken, "--events", events, says="broken.json")


# row: ajo G1
# row: ajo L23
# row: ajo W30
def definitions(folder):
    store = ["--data", folder / "store"]
    source, target = folder / "definitions", folder / "exported"
    expect(1, "apply", source, *store, says="definitions")
    (source / "journeys").mkdir(parents=True)
    for file in JOURNEYS.glob("*.json"):
        (source / "journeys" / file.name).write_bytes(file.read_bytes())
    count = len(list(JOURNEYS.glob("*.json")))
    answer = expect(0, "apply", source, "--diff", *store, out='+  "name": "Big basket"')
    check("a diff of a new journey removes nothing", not re.search(r"(?m)^-(?!--)", answer.out), answer)
    expect(1, "apply", source, *store, says="brand.no-postal-address")
    address = {"SOJOURN_POSTAL_ADDRESS": "12 Needle Lane, Springfield"}
    answer = expect(0, "apply", source, *store, out="created, version 1", environment=address)
    check("--diff had changed nothing", answer.out.count("created") == count, answer)
    applied = parsed(expect(0, "apply", source, "--json", *store))
    check("applying again changes nothing", [line["result"] for line in applied or []] == ["unchanged"] * count)
    check("and has no diff", run("apply", source, "--diff", *store).out == "")
    written = parsed(expect(0, "export", target, "--json", *store))
    check("export names its files", written and all(Path(path).exists() for path in written) and len(written) == count)
    for path in map(Path, written or []):
        given = json.loads((source / "journeys" / path.name).read_text())
        check(f"{path.name} comes back as it was applied", json.loads(path.read_text()) == given)
    check("what was exported applies as it is", "created" not in run("apply", target, *store).out)
    staging = expect(
        0, "apply", target, "--sandbox", "staging", *store, out="created, version 1", environment=address)
    check("another sandbox knew none of it", staging.out.count("created") == count, staging)
    changing(source, target, store)


def changing(source, target, store):
    file = source / "journeys" / "big-basket.json"
    definition = json.loads(file.read_text())
    definition["description"] = "changed"
    file.write_text(json.dumps(definition))
    answer = expect(0, "apply", source, "--diff", *store, out='+  "description": "changed"')
    check("the diff shows only what is near", len(answer.out.splitlines()) < 20, answer)
    expect(0, "apply", source, *store, out="changed, version 2")
    expect(0, "export", target, "--diff", *store, out='+  "description": "changed"')
    expect(0, "export", target, *store, out="big-basket.json")
    check("after the export there is no difference", run("export", target, "--diff", *store).out == "")
    definition["name"] = "Big—basket"
    (source / "journeys" / "other.json").write_text(json.dumps(definition))
    run("apply", source, *store)
    names = parsed(expect(0, "export", target, "--json", *store)) or []
    check("two names that make one file name make two files", len(names) == len(set(names)) == 4)
    definition["steps"] = []
    file.write_text(json.dumps(definition))
    (source / "journeys" / "a.json").write_text(json.dumps({**definition, "name": "New", "steps": []}))
    expect(1, "apply", source, *store, says="a.json")
    check("a faulty file keeps all from being applied", "unchanged" not in run("apply", source, *store).out)


# row: campaign 99
def importing(folder):
    store = ["--data", folder / "imported"]
    file = folder / "people.jsonl"
    good = [json.dumps({"type": "identify", "userId": f"u{number}", "traits": {"plan": "pro"}}) for number in range(250)]
    bad = ["{nonsense", '{"type": "identify"}', "[1]", json.dumps({"userId": "big", "traits": {"x": "y" * 40_000}})]
    file.write_text("\n".join(good[:120] + bad + good[120:]) + "\n")
    report = parsed(expect(0, "import", "profiles", file, "--json", *store))
    check("good lines are taken, bad ones counted", report and (report["taken"], report["refused"]) == (250, 4))
    rejected = [json.loads(line) for line in Path(str(file) + ".rejected").read_text().splitlines()]
    check("the reject file has numbers, reasons and lines", [line["line"] for line in rejected] == [121, 122, 123, 124]
          and [line["text"] for line in rejected] == bad and all(line["reason"] for line in rejected))
    check("reasons have their codes", "event.missing-identity" in rejected[1]["reason"] and "event.too-large" in rejected[3]["reason"])
    expect(0, "import", "profiles", file, *store, out="0 taken, 0 refused")
    with open(file, "a") as more:
        more.write(good[0] + "\n{still nonsense\n")
    report = parsed(expect(0, "import", "profiles", file, "--json", *store))
    check("an import goes on where it stopped", report and (report["taken"], report["refused"]) == (1, 1))
    rejected = [json.loads(line) for line in Path(str(file) + ".rejected").read_text().splitlines()]
    check("and goes on counting lines", [line["line"] for line in rejected] == [121, 122, 123, 124, 256])
    report = parsed(expect(0, "import", "profiles", file, "--from-start", "--json", *store))
    check("--from-start begins again", report and (report["taken"], report["refused"]) == (251, 5))
    csv = folder / "orders.csv"
    csv.write_bytes('\ufeffuserId,event,timestamp,total,note\r\nu1,Order,2026-01-02T00:00:00Z,12.50,"a ""b"",\nc"\r\n'
                    "u2,Order,2026-01-02T00:00:00Z,1\r\nu3,Order,30 February,1,\r\n".encode())
    report = parsed(expect(0, "import", "events", csv, "--json", *store))
    check("CSV: quotes and line ends in fields, short lines, bad dates", report and (report["taken"], report["refused"]) == (1, 2))
    rejected = [json.loads(line) for line in Path(str(csv) + ".rejected").read_text().splitlines()]
    check("CSV lines are counted with the header", [line["line"] for line in rejected] == [4, 5])
    expect(1, "import", "events", folder / "none.csv", *store, says="none.csv")
    expect(0, "check", *store, out="hold")


def keys_and_people(folder):
    store = ["--data", folder / "store"]
    made = parsed(expect(0, "key", "create", "--kind", "write", "--name", "web", "--json", *store))
    check("a key has id and key", made and set(made) == {"id", "key"} and made["key"].startswith("wk_"))
    plain = expect(0, "key", "create", "--kind", "manage", *store, out="mk_")
    listed = parsed(expect(0, "key", "list", "--json", *store)) or []
    check("keys are listed without their tokens", len(listed) == 2 and plain.out.strip() not in json.dumps(listed))
    check("with kind and name", {"write", "manage"} == {key["kind"] for key in listed} and "web" in {key["name"] for key in listed})
    expect(0, "key", "revoke", made["id"], *store)
    expect(1, "key", "revoke", made["id"], *store, says=made["id"])
    expect(0, "key", "list", *store, out="revoked")
    expect(0, "user", "add", "Ann@shop.example", "--role", "admin", *store, stdin=PASSWORD + "\n")
    expect(1, "user", "add", "ann@shop.example", "--role", "viewer", *store, stdin=PASSWORD, says="ann@shop.example")
    expect(2, "user", "add", "bob@shop.example", "--role", "viewer", *store, stdin="short\n", says="password")
    expect(2, "user", "add", "bob@shop.example", "--role", "viewer", *store, says="password")
    people = parsed(expect(0, "user", "list", "--json", *store)) or []
    check("colleagues are listed", [(user["email"], user["role"]) for user in people] == [("ann@shop.example", "admin")])
    check("passwords are nowhere", PASSWORD not in json.dumps(people))
    expect(0, "user", "list", *store, out="ann@shop.example  admin")
    expect(0, "key", "list", "--json", "--sandbox", "staging", *store, out="[]")


def sending(folder):
    store = ["--data", folder / "store"]
    expect(0, "mode", *store, out="capture")
    expect(0, "mode", "allowlist", "@shop.example", "a@b.example", *store, out="allowlist @shop.example a@b.example")
    check("mode --json", parsed(run("mode", "--json", *store)) == {"mode": "allowlist", "entries": ["@shop.example", "a@b.example"]})
    expect(0, "mode", "live", *store, out="live")
    expect(0, "hold", *store, out="on hold")
    check("hold again", parsed(run("hold", "--json", *store)) == {"held": True, "new": False})
    check("release", parsed(run("release", "--json", *store)) == {"released": 0})
    expect(0, "hold", "--channel", "email", *store, out="on hold")
    expect(0, "release", "--channel", "email", *store, out="0 sends released")
    expect(0, "check", *store, out="all invariants hold")
    check("check --json", parsed(run("check", "--json", *store)) == {"faults": []})
    expect(0, "migrate", *store, out="up to date")
    expect(1, "check", "--database", "postgresql://nobody@127.0.0.1:1/none")
    blocked = folder / "file"
    blocked.write_text("")
    expect(1, "check", "--data", blocked / "inside", says="inside")


def make(folder, name):
    (folder / name).mkdir()
    return folder / name


def main():
    with tempfile.TemporaryDirectory(prefix="sojourn-cli-") as name:
        folder = Path(name)
        help_and_usage()
        configuration(folder)
        rendering(folder)
        evaluating(folder)
        classifying(make(folder, "mails"))
        simulating(folder)
        definitions(folder)
        importing(folder)
        keys_and_people(folder)
        sending(folder)
    print(f"{results['passed']} passed, {results['failed']} failed")
    return 1 if results["failed"] else 0


sys.exit(main())
