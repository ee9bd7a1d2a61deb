#!/usr/bin/env python3
"""Sends mail through a served sandbox and lets it come back: reports made by Python's email package, over Python's smtplib.

usage: judge.py [--seed N]     (environment: SOJOURN, SOJOURN_TEST_POSTGRES)

What came back must be in force before it is answered 250, read by the management API right behind the answer. Then
hostile clients: forged tokens, reports about others, random bytes, endless messages, more connections than are taken.
"""
# row: ajo M12
# row: ajo M13
# row: ajo M16
# row: campaign 164

import argparse
import asyncio
import base64
import json
import os
import random
import smtplib
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from email.message import EmailMessage, Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SOJOURN = os.environ.get("SOJOURN", str(ROOT / ".build" / "debug" / "sojourn"))
DOMAIN = "bounce.shop.example"
JOURNEY = {
    "format": "sojourn.journey/1", "name": "Orders", "description": "A message an order.",
    "steps": [
        {"id": "order", "kind": "entry", "event": "Order Placed", "key": "event.properties.orderId",
         "reentrance": "always", "next": "thanks"},
        {"id": "thanks", "kind": "email", "class": "transactional", "from": "Shop <hello@shop.example>",
         "subject": "Order {{event.properties.orderId}}", "text": "Thank you.", "html": "<p>Thank you.</p>", "next": "done"},
        {"id": "done", "kind": "end"},
    ],
}


def wait_until(condition, what, seconds=60):
    limit = time.monotonic() + seconds
    while not (answer := condition()):
        if time.monotonic() > limit:
            raise TimeoutError(f"waited {seconds} s in vain until {what}")
        time.sleep(0.02)
    return answer


class Relay:
    """The next hop: keeps envelope and message of all it is given."""

    def __init__(self):
        self.mails = {}
        self.loop, ready = asyncio.new_event_loop(), threading.Event()
        threading.Thread(target=self._run, args=(ready,), daemon=True).start()
        ready.wait(10)

    def _run(self, ready):
        asyncio.set_event_loop(self.loop)
        server = self.loop.run_until_complete(asyncio.start_server(self._talk, "127.0.0.1", 0, limit=1 << 22))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self.loop.run_forever()

    async def _talk(self, reader, writer):
        sender = recipient = ""
        writer.write(b"220 relay.example ESMTP\r\n")
        while line := await reader.readline():
            verb, text = line[:4].upper(), line.decode()
            if verb == b"MAIL":
                sender = text[text.index("<") + 1:text.index(">")]
            if verb == b"RCPT":
                recipient = text[text.index("<") + 1:text.index(">")]
            if verb == b"DATA":
                writer.write(b"354 go on\r\n")
                await writer.drain()
                self.mails[recipient] = (sender, await reader.readuntil(b"\r\n.\r\n"))
            writer.write(b"250 2.0.0 fine\r\n")
            await writer.drain()


class Sandbox:
    """One server on loopback with a listener for what comes back."""

    def __init__(self, folder, relay, database):
        self.arguments = ["--data", folder] + (["--database", database] if database else [])
        self.write = json.loads(self.command("key", "create", "--kind", "write", "--json"))["key"]
        self.manage = json.loads(self.command("key", "create", "--kind", "manage", "--json"))["key"]
        definitions = Path(folder) / "journeys"
        definitions.mkdir(parents=True, exist_ok=True)
        (definitions / "orders.json").write_text(json.dumps(JOURNEY))
        self.command("apply", folder)
        self.command("mode", "live")
        self.port, self.bounces = free_port(), free_port()
        self.log = open(Path(folder) / "server.log", "w+")
        self.process = subprocess.Popen(
            [SOJOURN, "serve", *self.arguments, "--port", str(self.port), "--relay", f"smtp://127.0.0.1:{relay.port}",
             "--mail-domain", "shop.example", "--bounce-domain", DOMAIN, "--bounce-port", str(self.bounces)],
            stdout=self.log, stderr=self.log)
        wait_until(lambda: self.process.poll() is not None or listens(self.port), "the server listens")

    def command(self, *words):
        done = subprocess.run([SOJOURN, *words, *self.arguments], capture_output=True, text=True, timeout=120)
        if done.returncode:
            raise ValueError(f"{words}: {done.stdout}{done.stderr}")
        return done.stdout

    def call(self, method, path, body=None, key=None):
        token = f"{key}:".encode() if key else None
        authorization = f"Basic {base64.b64encode(token).decode()}" if key else f"Bearer {self.manage}"
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", method=method,
            data=json.dumps(body).encode() if body is not None else None,
            headers={"Authorization": authorization, "Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.loads(answer.read() or b"{}")
        except urllib.error.HTTPError as error:
            return {"status": error.code}

    def order(self, user, email):
        self.call("POST", "/v1/identify", {"userId": user, "traits": {"email": email}}, self.write)
        self.call("POST", "/v1/track", {
            "userId": user, "event": "Order Placed", "properties": {"orderId": user}}, self.write)

    def give(self, recipient, message, sender=""):
        """The reply's code to a mail that comes back."""
        raw = message if isinstance(message, bytes) else message.as_bytes()
        with smtplib.SMTP("127.0.0.1", self.bounces, timeout=30) as smtp:
            smtp.ehlo("mx.example")
            smtp.mail(sender)
            code, _ = smtp.rcpt(recipient)
            return smtp.data(raw)[0] if code == 250 else code

    def send(self, email):
        items = self.call("GET", "/api/v1/sends?address=" + urllib.parse.quote(email))["items"]
        return f"{items[0]['state']}({items[0]['reason']})" if items else "none"

    def listed(self, email):
        return self.call("GET", f"/ajo/config/suppression/addresses/{email}").get("category")

    def done(self):
        return [item["done"] for item in self.call("GET", "/api/v1/feedback?limit=500")["items"]]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def bounce(recipient, status, words, returned=b"", action="failed"):
    """A delivery report (RFC 3464) of three parts."""
    report = MIMEMultipart("report", report_type="delivery-status")
    report["From"], report["To"], report["Subject"] = "MAILER-DAEMON@mx.example", "x@y.example", "Undelivered Mail"
    report.attach(MIMEText("Your message could not be delivered.\n"))
    status_part = MIMEBase("message", "delivery-status")
    about, each = Message(), Message()
    about["Reporting-MTA"] = "dns; mx.example"
    each["Final-Recipient"], each["Action"], each["Status"] = f"rfc822; {recipient}", action, status
    each["Diagnostic-Code"] = f"smtp; {words}"
    status_part.set_payload([about, each])
    report.attach(status_part)
    headers = MIMEBase("text", "rfc822-headers")
    headers.set_payload(returned.split(b"\r\n\r\n")[0].decode("utf-8", "replace"))
    report.attach(headers)
    return report


def complaint(recipient, returned):
    """A complaint (RFC 5965) that names nobody but returns the message."""
    report = MIMEMultipart("report", report_type="feedback-report")
    report["From"], report["To"], report["Subject"] = "fbl@provider.example", f"abuse@{DOMAIN}", "Abuse report"
    report.attach(MIMEText("This is an abuse report.\n"))
    fields = MIMEBase("message", "feedback-report")
    fields.set_payload("Feedback-Type: abuse\nUser-Agent: Provider/1\nVersion: 1\n")
    report.attach(fields)
    original = MIMEBase("message", "rfc822")
    original.set_payload([__import__("email").message_from_bytes(returned)])
    report.attach(original)
    return report


class Judge:
    def __init__(self):
        self.passed = self.failed = 0

    def expect(self, what, found, wanted):
        if found == wanted:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAIL {what}: {found!r}, wanted {wanted!r}", flush=True)


def friendly(judge, sandbox, relay):
    people = {name: f"{name}@people.example" for name in ["ann", "bob", "cyd", "dan", "eve", "fay"]}
    for name, email in people.items():
        sandbox.order(name, email)
    wait_until(lambda: len(relay.mails) == len(people), "all mails are out")
    wait_until(lambda: all(sandbox.send(email) == "sent(None)" for email in people.values()), "all are recorded")
    for email in people.values():
        sender, raw = relay.mails[email]
        token = [line for line in raw.split(b"\r\n") if line.lower().startswith(b"x-sojourn-send")][0].split()[1].decode()
        judge.expect("the envelope's sender names the send", sender, f"bounces+{token}@{DOMAIN}")

    def back(email):
        return relay.mails[email]

    # Each is in force when its 250 is read.
    sender, raw = back(people["ann"])
    report = bounce(people["ann"].upper(), "5.1.1", "550 5.1.1 User unknown", raw)
    judge.expect("hard: reply", sandbox.give(sender, report), 250)
    judge.expect("hard: listed", sandbox.listed(people["ann"]), "hard_bounce")
    judge.expect("hard: send", sandbox.send(people["ann"]), "bounced(hard_bounce)")
    judge.expect("hard: again", (sandbox.give(sender, report), sandbox.done()[:2]), (250, ["repeated", "suppressed"]))

    sender, raw = back(people["bob"])
    judge.expect("soft: reply", sandbox.give(sender, bounce(people["bob"], "4.2.2", "452 4.2.2 Mailbox full", raw)), 250)
    judge.expect("soft: send", sandbox.send(people["bob"]), "bounced(soft_bounce)")
    judge.expect("soft: listed", sandbox.listed(people["bob"]), None)

    _, raw = back(people["cyd"])
    judge.expect("complaint: reply", sandbox.give(f"abuse@{DOMAIN}", complaint(people["cyd"], raw)), 250)
    judge.expect("complaint: listed", sandbox.listed(people["cyd"]), "complaint")
    cyd = sandbox.call("GET", "/api/v1/profiles?identity=userId:cyd")
    cyd = cyd.get("items", [cyd])[0]
    judge.expect("complaint: consent", '"n"' in json.dumps(cyd["consents"]) or '"no"' in json.dumps(cyd["consents"]), True)

    sender, _ = back(people["dan"])
    away = EmailMessage()
    away["From"], away["To"], away["Subject"] = people["dan"], "hello@shop.example", "Out of office: Order"
    away["Auto-Submitted"] = "auto-replied"
    away.set_content("Back on Monday.")
    judge.expect("vacation: reply", sandbox.give(sender, away), 250)
    judge.expect("vacation: send", sandbox.send(people["dan"]), "sent(None)")

    sender, raw = back(people["eve"])
    wish = EmailMessage()
    wish["From"], wish["To"], wish["Subject"] = "eve@elsewhere.example", sender.replace("bounces", "unsubscribe"), "unsubscribe"
    wish.set_content("")
    judge.expect("unsubscribe: reply", sandbox.give(wish["To"], wish, "eve@elsewhere.example"), 250)
    judge.expect("unsubscribe: done", sandbox.done()[0], "opted_out")

    sender, raw = back(people["fay"])
    judge.expect("delivered", sandbox.give(sender, bounce(people["fay"], "2.0.0", "250 ok", raw, "delivered")), 250)
    judge.expect("delivered: send", sandbox.send(people["fay"]), "delivered(None)")
    return people


def hostile(judge, sandbox, relay, people, dice):
    sender, raw = relay.mails[people["dan"]]
    token = sender[len("bounces+"):sender.index("@")]
    victim = people["fay"]
    judge.expect("about another", sandbox.give(sender, bounce(victim, "5.1.1", "550 unknown", raw)), 250)
    judge.expect("about another: done", sandbox.done()[0], "mismatch")
    for index in (0, len(token) // 2, len(token) - 1):
        forged = token[:index] + ("0" if token[index] != "0" else "1") + token[index + 1:]
        judge.expect("forged", sandbox.give(f"bounces+{forged}@{DOMAIN}", bounce(victim, "5.1.1", "550 unknown")), 250)
        judge.expect("forged: done", sandbox.done()[0], "unknown")
    judge.expect("forged: listed", (sandbox.listed(victim), sandbox.listed(people["dan"])), (None, None))
    judge.expect("a stranger's address", sandbox.give(f"anybody@{DOMAIN}", b"Subject: x\r\n\r\nx\r\n"), 550)
    judge.expect("another domain", sandbox.give("bounces@elsewhere.example", b"Subject: x\r\n\r\nx\r\n"), 550)
    judge.expect("a letter", sandbox.give(f"bounces@{DOMAIN}", b"Subject: hello\r\n\r\nHow are you?\r\n", "a@b.example"), 550)
    for size in (1 << 10, 1 << 16, 1 << 20):
        noise = dice.randbytes(size).replace(b"\r\n.\r\n", b"")
        judge.expect("noise is taken or refused", sandbox.give(sender, noise) in (250, 550), True)
    judge.expect("30 MB", sandbox.give(sender, b"x: " + b"y" * 70 + b"\r\n" + (b"z" * 70 + b"\r\n") * 430_000), 552)
    for bytes_ in (b"\x00" * 5000, b"EHLO x\r\n" * 5000, b"MAIL FROM:<>\r\n" * 100, dice.randbytes(4000)):
        with socket.create_connection(("127.0.0.1", sandbox.bounces), timeout=10) as connection:
            try:
                connection.sendall(bytes_)
                connection.recv(1 << 16)
            except OSError:
                pass  # It may hang up on us at any byte.
    crowd = [socket.create_connection(("127.0.0.1", sandbox.bounces), timeout=10) for _ in range(200)]
    greetings = [connection.recv(100)[:3] for connection in crowd]
    judge.expect("a crowd: served and turned away", (greetings.count(b"220"), greetings.count(b"421")), (64, 136))
    for connection in crowd:
        connection.close()
    wait_until(lambda: answers(sandbox), "there is room again", 20)
    judge.expect("still well", sandbox.give(sender, bounce(people["dan"], "5.1.1", "550 unknown", raw)), 250)
    judge.expect("still well: listed", sandbox.listed(people["dan"]), "hard_bounce")
    judge.expect("the process lives", sandbox.process.poll(), None)
    sandbox.process.terminate()
    judge.expect("and ends in order", sandbox.process.wait(40), 0)
    judge.expect("the ledger is sound", "off" in sandbox.command("check"), False)


def answers(sandbox):
    with socket.create_connection(("127.0.0.1", sandbox.bounces), timeout=10) as connection:
        return connection.recv(3) == b"220"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    judge = Judge()
    stores = [None] + [url for url in [os.environ.get("SOJOURN_TEST_POSTGRES")] if url]
    for database in stores:
        with tempfile.TemporaryDirectory(prefix="sojourn-bounces-") as folder:
            relay = Relay()
            sandbox = Sandbox(folder, relay, database)
            try:
                people = friendly(judge, sandbox, relay)
                hostile(judge, sandbox, relay, people, random.Random(options.seed))
            except (TimeoutError, ValueError, OSError, smtplib.SMTPException) as error:
                judge.expect(f"a run on {database or 'SQLite'}", repr(error), None)
            finally:
                sandbox.process.kill()
                if judge.failed:
                    sandbox.log.seek(0)
                    print(sandbox.log.read()[-3000:])
    print(f"{judge.passed} passed, {judge.failed} failed")
    return 1 if judge.failed or not judge.passed else 0


if __name__ == "__main__":
    sys.exit(main())
