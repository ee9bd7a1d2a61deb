"""JSON and almost-JSON: the corners of RFC 8259 by hand, random documents, and random damage to both."""

import json
import random

CORNERS = [
    b"", b" ", b"null", b"true", b"false", b"nul", b"True", b"TRUE", b"nulll", b"0", b"-0", b"-", b"+1", b"01", b"-01",
    b"1.", b".5", b"1.0", b"1.e1", b"1e", b"1e+", b"1e5", b"1E-5", b"1e400", b"-1e400", b"1e-400", b"0e1", b"0x1",
    b"1_0", b"9223372036854775807", b"9223372036854775808", b"-9223372036854775809", b"1" * 308, b"1" * 310,
    b"0." + b"1" * 400, b"123456789012345678.5", b"NaN", b"Infinity", b"-Infinity", b"[1e999]", b"[-0.0]",
    b'""', b'"', b'"\\"', b'"\\u"', b'"\\u00e"', b'"\\u00e9"', b'"\\U00e9"', b'"\\ud800"', b'"\\udc00"',
    b'"\\ud800\\udc00"', b'"\\ud800\\ud800"', b'"\\ud800x"', b'"\\ud800\\n"', b'"\\ud83d\\ude00"', b'"\\x41"',
    b'"\\/\\b\\f\\n\\r\\t\\\\"', b'"\\a"', b'"\x00"', b'"\x1f"', b'"\x7f"', b'"\t"', b'"\n"', b"'a'", b'"\\u0000"',
    b'"\xc3\xa9"', b'"\xc3"', b'"\xe9"', b'"\xff"', b'"\xc0\xaf"', b'"\xed\xa0\x80"', b'"\xf4\x90\x80\x80"',
    b'"\xf0\x9f\x98\x80"', b'"\xef\xbf\xbf"', b'"\xf8\x88\x80\x80\x80"', b'\xef\xbb\xbf""', b'"\xef\xbb\xbf"',
    b"[]", b"[", b"]", b"[]]", b"[1,]", b"[,]", b"[,1]", b"[1 2]", b"[1,,2]", b"[[]", b"[1}", b"[\x0c]", b"[\xa0]",
    b"{}", b"{", b"}", b'{"a"}', b'{"a":}', b'{"a":1,}', b'{,"a":1}', b"{a:1}", b"{1:1}", b'{"a":1 "b":2}',
    b'{"a":1,"a":2}', b'{"":0}', b'{"a":{"a":{}}}', b'{"a" : 1}', b'{"a":1}}', b"{}{}", b"[] []", b"1 1", b"// x\n1",
    b"/* */1", b"\x00", b"1\x00", b"\xef\xbb\xbf{}", b"\xff\xfe1\x00", b"[" * 63 + b"]" * 63, b"[" * 64 + b"]" * 64,
    b"[" * 65 + b"]" * 65, b"[" * 10_000, b'{"a":' * 65 + b"1" + b"}" * 65,
]

SCRAPS = [
    b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b"-", b"+", b".", b"e", b"E9", b"0", b"\\u", b"\\ud800", b"\\udc00",
    b"\x00", b"\x1f", b"\x80", b"\xc3", b"\xed\xa0\x80", b"\xf0\x9f", b"\xef\xbb\xbf", b" ", b"\n", b"null", b"NaN",
    b"1e999", b"/", b"'",
]


def cases(seed, count):
    """`count` texts, every one of which any run with this seed makes again."""
    rng = random.Random(seed)
    yield from CORNERS
    for number in range(count - len(CORNERS)):
        text = document(rng).encode("utf-8", "surrogatepass")
        yield text if number % 3 == 0 else damaged(rng, text)


def document(rng):
    value = random_value(rng, rng.randint(0, 6))
    text = json.dumps(value, ensure_ascii=rng.random() < 0.5)
    if rng.random() < 0.3:
        text = spaced(rng, text)
    return text


def spaced(rng, text):
    gap = lambda: "".join(rng.choice(" \t\r\n") for _ in range(rng.randint(0, 3)))
    return gap() + text + gap()


def random_value(rng, depth):
    kind = rng.randint(0, 9 if depth else 6)
    if kind < 2:
        return random_text(rng)
    if kind < 4:
        return random_number(rng)
    if kind < 7:
        return rng.choice([None, True, False, "", 0])
    if kind < 8:
        return [random_value(rng, depth - 1) for _ in range(rng.randint(0, 5))]
    return {random_text(rng): random_value(rng, depth - 1) for _ in range(rng.randint(0, 5))}


def random_number(rng):
    return rng.choice([
        rng.randint(-10, 10), rng.randint(-(2**70), 2**70), rng.random(), rng.uniform(-1e300, 1e300),
        round(rng.uniform(-1000, 1000), 2), 2**63 - 1, -(2**63), 5e-324, 1.7976931348623157e308,
    ])


def random_text(rng):
    alphabet = ["a", "Z", " ", '"', "\\", "/", "\b", "\n", "\t", "\x1f", "\x7f", "é", "€", "😀", "\u2028", "\u0000", "\ufeff"]
    return "".join(rng.choice(alphabet) for _ in range(rng.randint(0, 24)))


def damaged(rng, text):
    text = bytearray(text)
    for _ in range(rng.randint(1, 3)):
        place = rng.randint(0, len(text))
        match rng.randint(0, 4):
            case 0: text[place:place] = rng.choice(SCRAPS)
            case 1: del text[place : place + rng.randint(1, 4)]
            case 2: text[place : place + 1] = bytes([rng.randint(0, 255)])
            case 3: text = text[:place] if place else text
            case 4: text[place : place + 1] = rng.choice(SCRAPS)
    return bytes(text)
