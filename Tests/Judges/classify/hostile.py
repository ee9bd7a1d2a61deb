"""Messages that nobody should send: made to be slow or to break a reader, and honest ones broken at random."""

LINES = 50_000
DEPTH = 1000
MEGABYTE = 1 << 20
BOUNCE = b"From: MAILER-DAEMON@example.com\r\nSubject: Undelivered Mail Returned to Sender\r\n"


def messages():
    yield "an empty message", b""
    yield "a lone line break", b"\n"
    yield "50,000 lines", BOUNCE + b"\r\nThe following addresses failed:\r\n" + b"<anna@example.org>:\r\n" * LINES
    yield "50,000 openings", BOUNCE + b"\r\n" + b"The following addresses failed: a@b\n" * LINES
    yield "50,000 labels on a line", BOUNCE + b"\r\n" + b"smtp=a@b" * LINES
    yield "20,000 recipients", BOUNCE + b"\r\nfollowing addresses failed:\n" + b"".join(
        b"<u%d@example.org>:\n550 5.1.1 user unknown\n" % number for number in range(20_000))
    yield "names without domains", BOUNCE + b"\r\n" + b"they are not accepting mail from\nx\n" * LINES
    yield "a megabyte of at signs", BOUNCE + b"\r\nunable to deliver message to " + b"@" * MEGABYTE
    yield "a megabyte of short addresses", BOUNCE + b"\r\nunable to deliver message to " + b"a@a." * (MEGABYTE // 4)
    yield "a megabyte of digits and dots", BOUNCE + b"\r\n" + b"5.1.1" * (MEGABYTE // 5)
    yield "a megabyte of statuses", BOUNCE + b"\r\n" + b"5.1.1 " * (MEGABYTE // 6)
    yield "a megabyte of header", b"Subject: " + b"x" * MEGABYTE
    yield "a header folded 50,000 times", b"Content-Type: multipart/mixed;\r\n" + b" a=b;\r\n" * LINES
    yield "50,000 headers", b"".join(b"X-%d: y\r\n" % number for number in range(LINES)) + b"\r\nx"
    yield "50,000 From headers", b"From: <>\r\n" * LINES
    yield "unfinished encoded words", b"Subject: " + b"=?utf-8?q?" * LINES + b"\r\n\r\n"
    yield "questions and equals", b"Subject: " + b"=?" * LINES + b"\r\n\r\n"
    yield "unclosed tags", BOUNCE + b"Content-Type: text/html\r\n\r\n" + b"<a" * (MEGABYTE // 2)
    yield "unfinished entities", BOUNCE + b"Content-Type: text/html\r\n\r\n" + b"&a" * (MEGABYTE // 2)
    yield "broken quoted-printable", BOUNCE + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b"=" * MEGABYTE
    yield "broken base64", BOUNCE + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"=A" * MEGABYTE
    yield "zero bytes", BOUNCE + b"\r\n" + bytes(MEGABYTE)
    yield "invalid UTF-8", BOUNCE + b"\r\n" + b"\xff\xc3" * (MEGABYTE // 2)
    yield "blanks", BOUNCE + b"\r\n" + b" " * MEGABYTE
    yield "empty lines", BOUNCE + b"\r\n" + b"\n" * MEGABYTE
    # Larger ones take longer to hand over than to classify.
    yield "two megabytes", BOUNCE + b"\r\n" + b"0123456789abcdef could not be delivered to\n" * 46_000
    yield "MIME nested to depth 1,000", nested(DEPTH)
    yield "one boundary at every depth", b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" * DEPTH
    yield "50,000 parts", b"Content-Type: multipart/report; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * LINES
    yield "20,000 delivery reports", report(b"Final-Recipient: rfc822; a@example.org\r\nAction: failed\r\n\r\n" * 20_000)
    yield "a report of one endless field", report(b"Diagnostic-Code: " + b"550 5.1.1 user unknown " * LINES)
    yield "a report of one endlessly folded field", report(b"Diagnostic-Code: x\r\n" + b" 550 user unknown\r\n" * LINES)
    yield "a report of recipients alone", report(b"Final-Recipient: rfc822;a@b.c\r\n" * LINES)
    yield "50,000 complaints", b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/feedback-report\r\n" \
        b"\r\n" + b"".join(b"Original-Rcpt-To: u%d@example.org\r\n" % number for number in range(LINES))
    yield "fifty returned messages", BOUNCE + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + (
        b"--b\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + b"=58:=20y\r\n" * 1000) * 50
    yield "messages inside messages", b"Content-Type: message/rfc822\r\n\r\n" * LINES


def nested(depth):
    opened = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(depth))
    closed = b"".join(b"--b%d--\r\n" % level for level in reversed(range(depth)))
    return BOUNCE + opened + b"Content-Type: text/plain\r\n\r\nfollowing addresses failed:\r\n<anna@example.org>\r\n" + closed


def report(fields):
    return BOUNCE + b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n" \
        + fields + b"\r\n--b--\r\n"


# Mutations -----------------------------------------------------------------------------------------------------------


def mutated(chance, corpus):
    """One of the messages, changed once to four times."""
    message = bytearray(chance.choice(corpus))
    for _ in range(chance.randint(1, 4)):
        chance.choice(MUTATIONS)(chance, message, corpus)
    return bytes(message)


def place(chance, message):
    return chance.randint(0, len(message))


def flip_bits(chance, message, corpus):
    for _ in range(chance.randint(1, 20) if message else 0):
        message[chance.randrange(len(message))] ^= 1 << chance.randrange(8)


def truncate(chance, message, corpus):
    del message[place(chance, message):]


def behead(chance, message, corpus):
    del message[:place(chance, message)]


def cut_out(chance, message, corpus):
    start = place(chance, message)
    del message[start:start + chance.randint(1, 400)]


def splice(chance, message, corpus):
    """The start of one and the end of another."""
    other = chance.choice(corpus)
    message[place(chance, message):] = other[place(chance, other):]


def insert(chance, message, corpus):
    other = chance.choice(corpus)
    start = place(chance, other)
    at = place(chance, message)
    message[at:at] = other[start:start + chance.randint(1, 2000)]


def repeat(chance, message, corpus):
    """A stretch of it many times over, up to some hundred kilobytes."""
    start = place(chance, message)
    stretch = bytes(message[start:start + chance.randint(1, 800)])
    message[start:start] = stretch * chance.choice([1, 2, 10, 200])


def change_line_ends(chance, message, corpus):
    before, after = chance.choice([(b"\r\n", b"\n"), (b"\n", b"\r\n"), (b"\n", b"\r"), (b"\n\n", b"\n"), (b"\n", b"\n\n")])
    message[:] = message.replace(before, after)


def wrap(chance, message, corpus):
    """As a part of something else."""
    kind = chance.choice([b"multipart/mixed", b"multipart/report; report-type=delivery-status", b"message/rfc822"])
    message[:] = b"Content-Type: %s; boundary=w\r\n\r\n--w\r\n%s\r\n--w--\r\n" % (kind, bytes(message))


def flood(chance, message, corpus):
    """One byte, often."""
    at = place(chance, message)
    message[at:at] = bytes([chance.randrange(256)]) * chance.choice([10, 1000, 50_000])


MUTATIONS = [flip_bits, flip_bits, truncate, behead, cut_out, splice, splice, insert, repeat, change_line_ends, wrap, flood]
