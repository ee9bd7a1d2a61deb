#!/usr/bin/env python3
"""Judges Sojourn's mail with other people's software.

    judge.py [--swift "swift test --skip-build"] [--only messages|servers]

1. A Swift test writes messages and what was put into them; Python's own parser must find no defect in them and the
   same subject, names, bodies and headers, and dkimpy must verify both signatures and refuse a changed message.
2. Messages go through the Swift client to real servers started here on free ports: Postfix' smtp-sink, and aiosmtpd
   with STARTTLS, implicit TLS, AUTH and SMTPUTF8 behind a certificate made by openssl.
"""
import argparse
import base64
import contextlib
import email
import email.errors
import email.header
import email.policy
import json
import os
import re
import shlex
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import dkim
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

ROOT = Path(__file__).resolve().parents[3]

USER, PASSWORD = "anna", "geheim ü"
faults = []
checks = 0


def check(truth, what):
    global checks
    checks += 1
    if not truth:
        faults.append(what)
        print("FAULT", what[:300])


# Messages ------------------------------------------------------------------------------------------------------------


def as_header(text):
    """What a header can say of a text: runs of control characters are one blank."""
    return re.sub(r"[\x00-\x1f\x7f]+", " ", text)


def as_body(text):
    return re.sub(r"\r\n|\r|\n", "\n", text)


def parse(eml, policy):
    if any(byte >= 0x80 for byte in eml.split(b"\r\n\r\n", 1)[0]):  # only headers under SMTPUTF8
        return email.message_from_string(eml.decode("utf-8"), policy=policy.clone(utf8=True))
    return email.message_from_bytes(eml, policy=policy)


def judge_message(number, case):
    eml = base64.b64decode(case["eml"])
    name = f"message {number} ({case['subject'][:30]!r})"
    message = parse(eml, email.policy.default.clone(raise_on_defect=True))
    for part in message.walk():
        check(not part.defects, f"{name}: defects {part.defects}")
        for header, value in part.items():
            defects = [defect for defect in value.defects if not is_smtputf8(defect)]
            check(not defects, f"{name}: {header} has {defects}")
    judge_lines(name, eml)
    judge_headers(name, eml, message, case)
    judge_bodies(name, message, case)
    judge_signatures(name, eml, case)


def is_smtputf8(defect):
    """The parser calls an address in UTF-8 a defect even under the policy that allows it."""
    return isinstance(defect, email.errors.NonASCIILocalPartDefect)


def display_name(eml, header, address):
    """Python 3.11 keeps the blank between two encoded words of a name, which RFC 2047 6.2 says is none; its older
    decoder does not."""
    raw = email.message_from_string(eml.decode("utf-8"), policy=email.policy.compat32)[header]
    if "=?" not in raw:
        return address.display_name
    return str(email.header.make_header(email.header.decode_header(re.sub(r"\r?\n", "", raw.rsplit(" <", 1)[0]))))


def judge_lines(name, eml):
    check(b"\n" not in eml.replace(b"\r\n", b"") and b"\r" not in eml.replace(b"\r\n", b""), f"{name}: a bare CR or LF")
    check(max(map(len, eml.split(b"\r\n"))) <= 998, f"{name}: a line of more than 998 bytes")


def judge_headers(name, eml, message, case):
    expected = ["DKIM-Signature", "DKIM-Signature", "Date", "From", "To", "Subject", "Message-ID", "MIME-Version"]
    expected += [header for header, _ in case["headers"]] + ["Content-Type"]
    found = [header for header in message.keys() if header != "Content-Transfer-Encoding"]
    check(found == expected, f"{name}: headers {found}")
    check(message["Subject"] == as_header(case["subject"]), f"{name}: subject {message['Subject']!r}")
    sender, recipient = message["From"].addresses, message["To"].addresses
    check(len(sender) == 1 and sender[0].addr_spec == "news@shop.example", f"{name}: From {message['From']!r}")
    check(len(recipient) == 1 and recipient[0].addr_spec == case["recipient"], f"{name}: To {message['To']!r}")
    for header, address in [("From", sender[0]), ("To", recipient[0])]:
        found = display_name(eml, header, address)
        check(found == as_header(case["fromName"]), f"{name}: {header} name {found!r}")
    for header, value in case["headers"]:
        check(message[header] == value, f"{name}: {header} {message[header]!r}")
    check(message["Date"].datetime.isoformat() == "2026-11-21T06:05:04+00:00", f"{name}: Date {message['Date']}")


def judge_bodies(name, message, case):
    for kind, subtype in [("text", "plain"), ("html", "html")]:
        part = message.get_body([subtype])
        check((part is None) == (kind not in case), f"{name}: {kind} is {part}")
        if part is None:
            continue
        content, wanted = as_body(part.get_content()), as_body(case[kind])
        # A message of one part ends its last line, as every SMTP message does.
        check(content == wanted or content == wanted + "\n", f"{name}: {kind} {content[:80]!r}")
    files = [part.get_filename() for part in message.iter_attachments()] if message.is_multipart() else []
    wanted = [as_header(case["attachment"]).strip()] if "attachment" in case else []
    check(files == wanted, f"{name}: files {files}")


def judge_signatures(name, eml, case):
    def dnsfunc(record, timeout=5):
        record = record.decode() if isinstance(record, bytes) else record
        return case["records"].get(record.rstrip("."), "").encode()

    for index, algorithm in enumerate(["rsa", "ed25519"]):
        verifier = dkim.DKIM(eml)
        check(verifier.verify(idx=index, dnsfunc=dnsfunc), f"{name}: signature {algorithm}")
        check(verifier.signature_fields[b"a"] == f"{algorithm}-sha256".encode(), f"{name}: {algorithm} is missing")
    changes = [eml.replace(b"\r\nSubject:", b"\r\nSubject: x\r\nSubject:", 1), eml + b"x\r\n", b"From: x@y.example\r\n" + eml]
    for change in changes:
        check(not dkim.verify(change, dnsfunc=dnsfunc), f"{name}: a changed message verifies")


def judge_messages(swift, folder):
    run_swift(swift, "JudgedMessagesTests", SOJOURN_JUDGE_DIR=str(folder))
    cases = [json.loads(line) for line in (folder / "mail.jsonl").read_text().splitlines()]
    for number, case in enumerate(cases):
        try:
            judge_message(number, case)
        except Exception as error:  # a parser that gives up is a fault like any other
            check(False, f"message {number} ({case['subject'][:30]!r}): {error!r}")
    print(f"messages: {len(cases)} judged")


# Servers -------------------------------------------------------------------------------------------------------------


def run_swift(swift, suite, **environment):
    command = shlex.split(swift) + ["--filter", suite]
    result = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True)
    check(result.returncode == 0, f"{suite} {environment}: {(result.stdout + result.stderr)[-1500:]}")


def free_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


def wait_for(port):
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise SystemExit(f"nothing listens on port {port}")


def judge_sink(swift, folder, count, options):
    dumps = Path(tempfile.mkdtemp(dir=folder))
    dumps.chmod(0o777)
    port = free_port()
    sink = [ROOT / "Scripts" / "smtp-sink", *options, "-d", f"{dumps}/m.", f"127.0.0.1:{port}", "100"]
    server = subprocess.Popen(sink, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        run_swift(swift, "RelayTests", SOJOURN_TEST_SMTP=f"127.0.0.1:{port}", SOJOURN_TEST_SMTP_COUNT=str(count))
    finally:
        server.terminate()
        server.wait()
    bodies = [path.read_bytes() for path in dumps.iterdir()]
    numbers = sorted(int(n) for body in bodies for n in re.findall(rb"^Subject: Nr\. (\d+)\r?$", body, re.M))
    check(numbers == list(range(count)), f"smtp-sink {options}: {len(numbers)} of {count} messages")
    print(f"smtp-sink {' '.join(options)}: {len(numbers)} messages")


class Inbox:
    def __init__(self):
        self.envelopes = []

    async def handle_DATA(self, server, session, envelope):
        self.envelopes.append(envelope)
        return "250 2.0.0 kept"


def make_certificate(folder):
    key, certificate = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", certificate],
        check=True, capture_output=True)
    return key, certificate


def authenticate(server, session, envelope, mechanism, data):
    known = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=False)  # not handled: aiosmtpd says 535 itself


def judge_aiosmtpd(name, swift, count, controller_options, expected="accepted", host="localhost", **environment):
    inbox = Inbox()
    port = free_port()
    controller = Controller(inbox, hostname="127.0.0.1", port=port, enable_SMTPUTF8=True, **controller_options)
    controller.start()
    try:
        run_swift(
            swift, "RelayTests", SOJOURN_TEST_SMTP=f"{host}:{port}", SOJOURN_TEST_SMTP_COUNT=str(count),
            SOJOURN_TEST_SMTP_EXPECT=expected, **environment)
    finally:
        controller.stop()
    wanted = count if expected == "accepted" else 0
    check(len(inbox.envelopes) == wanted, f"{name}: {len(inbox.envelopes)} of {wanted} messages")
    for envelope in inbox.envelopes:
        message = parse(envelope.original_content, email.policy.default)
        number = message["Subject"].removeprefix("Nr. ")
        check(envelope.mail_from == "news@shop.example", f"{name}: from {envelope.mail_from}")
        check(envelope.rcpt_tos == [message["To"].addresses[0].addr_spec], f"{name}: to {envelope.rcpt_tos}")
        check(as_body(message.get_body(["plain"]).get_content()) == f".\n..\nGrüße {number}\n", f"{name}: body of {number}")
    print(f"{name}: {len(inbox.envelopes)} messages, {expected}")


def judge_servers(swift, folder):
    for options in [[], ["-p"], ["-e"], ["-8"], ["-N"]]:
        judge_sink(swift, folder, 300, options)
    key, certificate = make_certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    login = {"SOJOURN_TEST_SMTP_USER": USER, "SOJOURN_TEST_SMTP_PASSWORD": PASSWORD}
    trusted = {"SOJOURN_TEST_SMTP_CA": str(certificate)}
    start = {"tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": authenticate}
    plain_login = {**start, "auth_exclude_mechanism": ["PLAIN"]}
    utf8 = {"SOJOURN_TEST_SMTP_UTF8": "1"}
    judge_aiosmtpd("plain", swift, 40, {}, **utf8)
    judge_aiosmtpd("starttls + AUTH PLAIN", swift, 40, start, SOJOURN_TEST_SMTP_SECURITY="starttls", **login, **trusted, **utf8)
    judge_aiosmtpd("starttls by address", swift, 10, start, host="127.0.0.1", SOJOURN_TEST_SMTP_SECURITY="starttls", **login, **trusted)
    judge_aiosmtpd("starttls + AUTH LOGIN", swift, 10, plain_login, SOJOURN_TEST_SMTP_SECURITY="starttls", **login, **trusted)
    judge_aiosmtpd("opportunistic", swift, 10, start, SOJOURN_TEST_SMTP_SECURITY="opportunistic", **login)
    judge_aiosmtpd("implicit TLS", swift, 40, {"ssl_context": context}, SOJOURN_TEST_SMTP_SECURITY="tls", **trusted)
    judge_aiosmtpd("unknown certificate", swift, 5, start, "not handed over insecure", SOJOURN_TEST_SMTP_SECURITY="starttls", **login)
    judge_aiosmtpd("unknown certificate, implicit", swift, 5, {"ssl_context": context}, "not handed over insecure", SOJOURN_TEST_SMTP_SECURITY="tls")
    judge_aiosmtpd("no STARTTLS", swift, 5, {}, "not handed over insecure", SOJOURN_TEST_SMTP_SECURITY="starttls", **trusted)
    wrong = {**login, "SOJOURN_TEST_SMTP_PASSWORD": "wrong"}
    judge_aiosmtpd("wrong password", swift, 5, start, "not handed over refused", SOJOURN_TEST_SMTP_SECURITY="starttls", **wrong, **trusted)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--swift", default="swift test --skip-build", help="the command that runs the Swift tests")
    parser.add_argument("--only", choices=["messages", "servers"])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        if options.only != "servers":
            judge_messages(options.swift, folder)
        if options.only != "messages":
            judge_servers(options.swift, folder)
    print(f"{checks - len(faults)} passed, {len(faults)} failed")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
