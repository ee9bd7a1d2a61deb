"""Reports of many forms, made by Python's email package: what is put in must come out.

Each is (name, message, events wanted, token wanted, recipients of the envelope); of events only the members named count.
"""

from email.message import EmailMessage

EACH = 12
DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"

# What a server says, its status, and what follows.
FAILURES = [
    ("5.1.1", "550 5.1.1 The email account that you tried to reach does not exist.", "hard", "unknown-user"),
    ("5.1.1", "550 5.1.1 <{0}>: Recipient address rejected: User unknown in virtual mailbox table", "hard", "unknown-user"),
    ("5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", "hard", "unknown-user"),
    ("5.4.1", "550 5.4.1 Recipient address rejected: Access denied.", "hard", "unknown-user"),
    ("5.0.0", "554 delivery error: dd This user doesn't have a yahoo.com account ({0}) [0]", "hard", "unknown-user"),
    ("5.1.2", "550 5.1.2 Bad destination system address", "hard", "unknown-domain"),
    ("5.4.4", "X-Postfix; Host or domain name not found. Name service error for name=nowhere.example type=AAAA: Host not found", "hard", "unknown-domain"),
    ("5.2.1", "550 5.2.1 The email account that you tried to reach is disabled.", "hard", "disabled"),
    ("5.2.2", "552 5.2.2 The email account that you tried to reach is over quota.", "soft", "mailbox-full"),
    ("5.2.2", "552 5.2.2 Mailbox full", "soft", "mailbox-full"),
    ("5.0.0", "452 mailbox is full", "soft", "mailbox-full"),
    ("5.2.1", "450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages", "soft", "rate-limited"),
    ("5.7.1", "550-5.7.1 Our system has detected that this message is likely unsolicited mail.", "undetermined", "blocked"),
    ("5.7.1", "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", "undetermined", "blocked"),
    ("5.7.26", "550 5.7.26 This mail has been blocked because the sender is unauthenticated.", "undetermined", "blocked"),
    ("5.7.1", "550 5.7.1 Relaying denied", "undetermined", "policy"),
    ("5.7.0", "550 5.7.0 Message content not accepted", "undetermined", "content"),
    ("5.7.133", "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup", "undetermined", "policy"),
    ("5.3.4", "552 5.3.4 Message size exceeds fixed limit", "undetermined", "size"),
    ("5.4.6", "554 5.4.6 Too many hops", "undetermined", "loop"),
    ("5.6.0", "550 5.6.0 Lone CR or LF in headers", "undetermined", "content"),
    ("4.4.7", "421 4.4.7 Delivery time expired", "soft", "expired"),
    ("4.4.1", "X-Postfix; connect to mx.example.org[192.0.2.9]:25: Connection timed out", "soft", "unreachable"),
    ("4.7.1", "450 4.7.1 Greylisted, please try again later", "soft", "rate-limited"),
    ("5.0.0", "550 no", "undetermined", "unspecified"),
]


def messages(chance):
    for kind in KINDS:
        for number in range(EACH):
            name, *case = kind(chance, number)
            yield f"{kind.__name__} {number} {name}", *case
    for number, failure in enumerate(FAILURES):
        yield f"failure {number} {failure[1]}", *delivery_report(chance, [failure])


def person(chance):
    return f"{chance.choice(['anna', 'ben.k', 'c+news', 'o_brien', 'Dora'])}{chance.randrange(1000)}@{chance.choice(['example.org', 'Example.NET', 'mail.example.co.uk'])}"


def token(chance):
    return "".join(chance.choices(DIGITS, k=29))


def sent(chance, recipient, name, marked=True):
    """The message that went out."""
    message = EmailMessage()
    if marked:
        message["X-Sojourn-Send"] = name
    message["From"] = "news@shop.example"
    message["To"] = f"{chance.choice(['', 'Anna '])}<{recipient}>"
    message["Subject"] = "Hello"
    message["Message-ID"] = f"<{name}@mail.shop.example>"
    message.set_content("Hello, could not be delivered to <someone@else.example>.\n")
    return message


def part(kind, text):
    """By hand: the package writes no delivery status from text."""
    return f"Content-Type: {kind}\n\n{text}"


def frame(kind, *parts, **headers):
    lines = [f"{name}: {value}" for name, value in headers.items()]
    lines += ["MIME-Version: 1.0", f'Content-Type: {kind}; boundary="=_b"', "", "A message of several parts."]
    return "\n".join([*lines, *[f"--=_b\n{one}" for one in parts], "--=_b--", ""]).encode()


def returned(chance, message):
    """Whole, or its headers alone."""
    if chance.random() < 0.5:
        return part("message/rfc822", message)
    headers = "".join(f"{name}: {value}\n" for name, value in message.items())
    return part(chance.choice(["text/rfc822-headers", "message/rfc822-headers"]), headers)


def delivery_report(chance, failures, action="failed", wanted=None):
    people = [person(chance) for _ in failures]
    groups = ["Reporting-MTA: dns; mx.example.org\nArrival-Date: Fri, 27 Nov 2026 10:00:00 +0000\n"]
    for who, (status, words, *_) in zip(people, failures):
        lines = [f"Final-Recipient: {chance.choice(['rfc822; ', 'rfc822;', 'RFC822; '])}{who}", f"Action: {action}", f"Status: {status}",
                 f"Diagnostic-Code: {'' if words.startswith('X-Postfix') else 'smtp; '}{words.format(who)}"]
        chance.shuffle(lines)
        groups.append("\n".join(lines) + "\n")
    name = token(chance)
    message = frame(
        "multipart/report; report-type=delivery-status", part("text/plain", "Your message could not be delivered.\n"), part("message/delivery-status", "\n".join(groups)),
        returned(chance, sent(chance, people[0], name)), From="Mail Delivery System <MAILER-DAEMON@example.org>",
        To="bounces@shop.example", Subject="Undelivered Mail Returned to Sender")
    events = [{"recipient": who, **(wanted or {"class": failure[2], "reason": failure[3], "status": failure[0]})}
              for who, failure in zip(people, failures)]
    return message, events, name, []


def several_recipients(chance, number):
    return "", *delivery_report(chance, [chance.choice(FAILURES) for _ in range(chance.randint(2, 9))])


def delayed(chance, number):
    failure = ("4.4.1", "connect to mx.example.org: Connection refused")
    return "", *delivery_report(chance, [failure], "delayed", {"class": "soft", "reason": "delayed", "status": "4.4.1"})


def succeeded(chance, number):
    action = ["delivered", "relayed", "expanded"][number % 3]
    return action, *delivery_report(chance, [("2.0.0", "250 ok")], action, {"class": "delivered", "reason": action, "status": "2.0.0"})


def verp(chance, number):
    """The report returns nothing; only the address it came to says what it is about."""
    failure = chance.choice(FAILURES[:5])
    message, events, *_ = delivery_report(chance, [failure])
    cut = message[:message.rindex(b"X-Sojourn-Send")]
    name = token(chance)
    return "", cut, events, name, [f"bounces+{name}@shop.example"]


def for_people(chance, number):
    """Without any part for machines, the message's headers pasted below."""
    who, name = person(chance), token(chance)
    intro = ["The following address(es) failed:\n\n  {0}\n    {1}\n", "Unable to deliver message to the following address(es).\n\n<{0}>:\n{1}\n",
             "Delivery to the following recipient failed permanently:\n\n     {0}\n\nTechnical details of permanent failure:\n{1}\n",
             "Hi. This is the qmail-send program at example.org.\n\n<{0}>:\n{1}\n"][number % 4]
    _, words, kind, reason = chance.choice([failure for failure in FAILURES if not failure[1].startswith("X-")][:12])
    message = EmailMessage()
    message["From"] = "MAILER-DAEMON@example.org"
    message["To"] = "bounces@shop.example"
    message["Subject"] = "failure notice"
    original = "".join(f"{key}: {value}\n" for key, value in sent(chance, who, name, marked=number % 2 == 0).items())
    message.set_content(f"{intro.format(who, words.format(who))}\n--- Below this line is a copy of the message.\n\n{original}")
    return words, bytes(message), [{"recipient": who, "class": kind, "reason": reason}], name, []


def complaint(chance, number):
    who, name = person(chance), token(chance)
    kind, cause = [("abuse", "abuse"), ("fraud", "fraud"), ("virus", "virus"), ("not-spam", "not-spam"), ("opt-out", "request")][number % 5]
    fields = f"Feedback-Type: {kind}\nUser-Agent: Example/1.0\nVersion: 1\n"
    redacted = number % 3 == 1
    if number % 3 != 2:
        fields += f"Original-Rcpt-To: <{'redacted@example.org' if redacted else who}>\n"
    message = frame("multipart/report; report-type=feedback-report", part("text/plain", "This is a spam report.\n"), part("message/feedback-report", fields),
                    part("message/rfc822", sent(chance, who, name)), From="fbl@provider.example", To="abuse@shop.example", Subject="FW: Hello")
    wanted = {"abuse": "complaint", "fraud": "complaint", "virus": "complaint", "not-spam": "delivered", "opt-out": "unsubscribe"}[kind]
    return kind, bytes(message), [{"recipient": who, "class": wanted, "reason": cause}], name, []


def complaint_without_message(chance, number):
    who = person(chance)
    message = frame("multipart/report; report-type=feedback-report", part("text/plain", "A report.\n"), part("message/feedback-report", f"Feedback-Type: abuse\nOriginal-Rcpt-To: {who}\n"),
                    From="fbl@provider.example", To="abuse@shop.example", Subject="Abuse")
    return "", bytes(message), [{"recipient": who, "class": "complaint", "reason": "abuse"}], None, []


def hotmail_complaint(chance, number):
    who, name = person(chance), token(chance)
    original = sent(chance, "xxxx@hotmail.example", name)
    original["X-HmXmrOriginalRecipient"] = who
    message = frame("multipart/mixed", part("message/rfc822", original), From="staff@hotmail.example", Subject="complaint about message from 192.0.2.1")
    return "", bytes(message), [{"recipient": who, "class": "complaint", "reason": "abuse"}], name, []


ANSWERS = [
    ("Automatic reply: Hello", {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}), ("Re: Hello", {"Auto-Submitted": "auto-replied"}),
    ("Hello", {"Auto-Submitted": "auto-replied (vacation)"}), ("Hello", {"X-Autoreply": "yes"}), ("Hello", {"Precedence": "auto_reply"}),
    ("Abwesenheitsnotiz: Hallo", {}), ("Réponse automatique : Bonjour", {}), ("Respuesta automática: Hola", {}), ("Autosvar: Hej", {}),
    ("Автоматический ответ: Привет", {}), ("自動応答: こんにちは", {}), ("Out of Office AutoReply: Hello", {}),
]


def automatic_answer(chance, number):
    who, name = person(chance), token(chance)
    subject, headers = ANSWERS[number % len(ANSWERS)]
    message = EmailMessage()
    message["From"] = f"Anna <{who}>"
    message["To"] = "news@shop.example"
    message["Subject"] = subject
    message["Return-Path"] = "<>"
    message["In-Reply-To"] = f"<{name}@mail.shop.example>"
    for key, value in headers.items():
        message[key] = value
    message.set_content("I am away. Your message to anna@example.org could not be read; ask ben@example.org.\n")
    return subject, bytes(message), [{"recipient": who, "class": "autoreply", "reason": "automatic-reply"}], name, []


def receipt(chance, number):
    who, name = person(chance), token(chance)
    fields = f"Final-Recipient: rfc822;{who}\nOriginal-Message-ID: <{name}@mail.shop.example>\nDisposition: manual-action/MDN-sent-manually; displayed\n"
    message = frame("multipart/report; report-type=disposition-notification", part("text/plain", f"Your message to {who} was displayed.\n"), part("message/disposition-notification", fields),
                    From=f"Anna <{who}>", To="news@shop.example", Subject="Read: Hello")
    return "", bytes(message), [{"recipient": who, "class": "autoreply", "reason": "receipt"}], name, []


def unsubscription(chance, number):
    who, name = person(chance), token(chance)
    subject, address = [("unsubscribe", "news@shop.example"), ("anything", f"unsubscribe+{name}@shop.example"), (f"Unsubscribe {name}", "x@shop.example"),
                        ("Abmelden", "news@shop.example")][number % 4]
    message = EmailMessage()
    message["From"] = who
    message["To"] = address
    message["Subject"] = subject
    message.set_content("\n")
    return subject, bytes(message), [{"recipient": who, "class": "unsubscribe", "reason": "request"}], name if "+" in address else None, []


def nameless(chance, number):
    """A bounce that names nobody: the message of ours that it returns does."""
    who, name = person(chance), token(chance)
    message = frame("multipart/mixed", part("text/plain", "One or more of the recipients are not valid. No such user.\n"),
                    part("message/rfc822", sent(chance, who, name)), From="Postmaster <postmaster@example.org>", Subject="Undeliverable mail")
    return "", bytes(message), [{"recipient": who, "class": "hard", "reason": "unknown-user"}], name, []


KINDS = [several_recipients, delayed, succeeded, verp, for_people, complaint, complaint_without_message, hotmail_complaint, automatic_answer,
         receipt, unsubscription, nameless]
