"""Ordinary mail: what people, shops and lists send, with the words of bounces where they have a reason to be."""

from email.message import EmailMessage
from email.utils import formatdate

EACH = 45
PEOPLE = ["anna@example.org", "ben.k@example.com", "c.dupont@example.fr", "dieter@example.de", "eva@example.se", "jo@example.co.uk"]
NAMES = ["Anna Berg", "Ben K.", "Claire Dupont", "Dieter Groß", "Eva Lind", "The Example Shop", "Max Müller", "山田 太郎"]
WORDS = """plan order summer meeting the invoice of next week please find attached our new prices and we are happy to hear
from you about the delivery which failed to arrive because the address was unknown to the driver so it will be delivered
tomorrow user account full mailbox quota policy temporary permanent error status report message recipient""".split()

QUOTED = """I'm sorry to have to inform you that your message could not be delivered to one or more recipients.
It's attached below.
<anna@example.org>: host mx.example.org[192.0.2.1] said: 550 5.1.1
    <anna@example.org>... User unknown (in reply to RCPT TO command)"""

EXIM = """This message was created automatically by mail delivery software.
A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ben.k@example.com
    550 5.2.2 mailbox full"""


def messages(chance):
    for kind in KINDS:
        for number in range(EACH):
            yield f"{kind.__name__} {number}", bytes(kind(chance))


def mail(chance, subject, body, sender=None, to=None, **headers):
    message = EmailMessage()
    message["From"] = f'"{chance.choice(NAMES)}" <{sender or chance.choice(PEOPLE)}>'
    message["To"] = to or "feedback@shop.example"
    message["Subject"] = subject
    message["Date"] = formatdate(chance.randrange(1_600_000_000, 1_800_000_000))
    message["Message-ID"] = f"<{chance.getrandbits(64):x}@mail.example.org>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    if body is not None:
        message.set_content(body, cte=chance.choice(["8bit", "quoted-printable", "base64"]))
    return message


def prose(chance, sentences=6):
    return "\n".join(" ".join(chance.choices(WORDS, k=chance.randint(5, 14))).capitalize() + "." for _ in range(sentences)) + "\n"


def newsletter(chance):
    subject = chance.choice([
        "Undelivered promises? Not with us", "Out of office? Take us with you", "Vacation deals: 50 % off", "Your weekly report",
        "Unsubscribe from boring mail", "Delivery is free this week", "Auto insurance made easy", "Last warning: the sale ends"])
    message = mail(chance, subject, prose(chance), List_Unsubscribe="<mailto:unsubscribe@news.example>, <https://news.example/u>",
                   List_Unsubscribe_Post="List-Unsubscribe=One-Click", Precedence="bulk", Auto_Submitted="auto-generated")
    message.add_alternative(f"<html><body><h1>{subject}</h1><p>{prose(chance)}</p>To unsubscribe click here.</body></html>", subtype="html")
    return message


def order(chance):
    number = chance.randrange(10**8)
    subject = chance.choice([
        f"Order {number} confirmed", f"Your parcel {number} could not be delivered", f"Delivery failed: parcel {number}",
        f"Delivery delayed for order {number}", f"Delivery failure: nobody was at home ({number})", f"Order {number}: returned to sender",
        f"Delivery status of {number}", "Zustellung fehlgeschlagen", "Your account has been suspended", "Your mailbox is almost full"])
    body = chance.choice([
        f"Your parcel could not be delivered to\n12 Long Street.\nWe will try again tomorrow. Questions? Write to\nhelp@shop.example\n",
        "We tried to reach you. The following address failed:\nAnna Berg, 12 Long Street\n550 Springfield\n",
        "Ihr Paket konnte nicht zugestellt werden. Die Adresse existiert nicht.\n", prose(chance)])
    return mail(chance, subject, body, sender="orders@shop.example", Auto_Submitted="auto-generated", X_Auto_Response_Suppress="All")


def answer_with_quoted_bounce(chance):
    """Somebody got a bounce and asks about it."""
    text = chance.choice([QUOTED, EXIM])
    quoted = chance.choice([
        "\n".join(f"> {line}" for line in text.splitlines()),
        f"-----Original Message-----\nFrom: Mail Delivery System <MAILER-DAEMON@example.org>\nSent: Monday\n"
        f"Subject: Undelivered Mail Returned to Sender\n\n{text}"])
    subject = chance.choice(["Re: Undelivered Mail Returned to Sender", "AW: Mail delivery failed: returning message to sender",
                             "Fwd: Delivery Status Notification (Failure)", "Re: failure notice", "FW: Undeliverable: Hello"])
    return mail(chance, subject, f"{prose(chance, 2)}\n{quoted}\n", In_Reply_To="<x1@mail.example.org>", References="<x1@mail.example.org>")


def forwarded_bounce(chance):
    subject = chance.choice(["Fwd: Undelivered Mail Returned to Sender", "WG: Unzustellbar: Hallo", "TR : Echec de la remise", "Fw: failure notice"])
    return mail(chance, subject, f"{prose(chance, 1)}\n---------- Forwarded message ---------\nFrom: MAILER-DAEMON@example.org\n\n{EXIM}\n")


def forwarded_as_attachment(chance):
    message = mail(chance, chance.choice(["Fwd: bounce", "What is this?", "Fwd: Undelivered Mail Returned to Sender"]), prose(chance, 2))
    inner = mail(chance, "Undelivered Mail Returned to Sender", EXIM, sender="MAILER-DAEMON@example.org")
    message.add_attachment(inner)
    return message


def list_post(chance):
    subject = chance.choice(["[mailman-users] Undelivered Mail Returned to Sender?", "[ops] failure notice every night", "[exim] 550 user unknown",
                             "[list] unsubscribe", "[dev] Out of office replies"])
    body = f"Hello,\nour server says\n\n{chance.choice([QUOTED, EXIM])}\n\nWhy?\n{prose(chance, 2)}"
    return mail(chance, subject, body, to="ops@lists.example.org", List_Id="<ops.lists.example.org>", List_Post="<mailto:ops@lists.example.org>",
                Precedence="list", Sender="ops-bounces@lists.example.org", Return_Path="<ops-bounces@lists.example.org>")


def invitation(chance):
    message = mail(chance, chance.choice(["Invitation: out of office lunch", "Accepted: Planning", "Declined: Delivery report review"]), prose(chance, 1))
    message.add_alternative(
        "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1\r\nATTENDEE:mailto:anna@example.org\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        subtype="calendar", params={"method": "REQUEST"})
    return message


def letter(chance):
    subject = chance.choice([
        "Hello", "The account is full of errors", "About the message that failed", "Please remove the second item", "Stop the press", "Meeting notes",
        "User unknown: a novel", "Rejected by policy?", "I will be out of the office next week", "Antwort: Vertrag", "Where is my reply", "子供の写真", ""])
    message = mail(chance, subject, prose(chance))
    if chance.random() < 0.4:
        message.add_attachment(chance.randbytes(2000), maintype="application", subtype="pdf", filename="report.pdf")
    return message


def question_with_log(chance):
    """A person who pastes a log without quoting it."""
    body = f"Hi,\nwhy do I see this in the log?\n\n{QUOTED}\n\nstatus=bounced 5.1.1 user unknown, unable to deliver message to ben.k@example.com\n"
    return mail(chance, chance.choice(["Question about your logs", "postfix help", "Strange log", "Help with 550 5.1.1"]), body)


def notice_of_postmaster(chance):
    """Postmasters write of other things too."""
    subject = chance.choice(["Planned maintenance on Sunday", "Spam quarantine digest", "DMARC report for shop.example", "Welcome to your mailbox"])
    return mail(chance, subject, prose(chance), sender="postmaster@example.org")


def answer(chance):
    return mail(chance, f"Re: {chance.choice(['Your order', 'Summer sale', 'Hello', 'Unsubscribe?', 'Automatic reply', 'Delivery'])}",
                f"{prose(chance, 2)}\nOn Monday the shop wrote:\n> {'> '.join(prose(chance).splitlines(keepends=True))}",
                In_Reply_To="<01h2xcejqtf2nbrexx3vqjhp41@mail.example.org>")


KINDS = [newsletter, order, answer_with_quoted_bounce, forwarded_bounce, forwarded_as_attachment, list_post, invitation, letter,
         question_with_log, notice_of_postmaster, answer]
