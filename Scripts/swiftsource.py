"""Reads Swift well enough for our checks: blanks what is not code, finds functions. No parser, no dependencies."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def swift_files(root, *folders):
    """All Swift sources under the named folders of root, sorted."""
    found = [path for folder in folders for path in (root / folder).rglob("*.swift")]
    return sorted(path for path in found if ".build" not in path.relative_to(root).parts)


def blank(text, keep_comments=False):
    """The text with strings, raw identifiers and (unless kept) comments as spaces: same length, same lines."""
    return _Blanking(text, keep_comments).run()


class _Blanking:
    OPENING = re.compile(r'//|/\*|#*"""|#*"|`[^`\n]*`|#*/(?=[^/*\s])')

    def __init__(self, text, keep_comments):
        self.text, self.out, self.keep_comments = text, list(text), keep_comments

    def run(self):
        at = 0
        while found := self.OPENING.search(self.text, at):
            at = self.skip(found)
        return "".join(self.out)

    def skip(self, found):
        """Blanks what begins at the match and says where it ends."""
        start, opening = found.start(), found.group()
        if opening == "//":
            return self.wipe(start, self.end_of_line(start), comment=True)
        if opening == "/*":
            return self.wipe(start, self.end_of_block_comment(start), comment=True)
        if opening.startswith("`"):
            return self.wipe(start, found.end())
        if opening.endswith("/"):
            return self.wipe(start, self.end_of_regex(start, opening))
        return self.wipe(start, self.end_of_string(found.end(), opening))

    def wipe(self, start, end, comment=False):
        if not (comment and self.keep_comments):
            for index in range(start, min(end, len(self.out))):
                if self.out[index] != "\n":
                    self.out[index] = " "
        return max(end, start + 1)

    def end_of_line(self, start):
        end = self.text.find("\n", start)
        return len(self.text) if end < 0 else end

    def end_of_block_comment(self, start):
        depth, at = 0, start
        for mark in re.finditer(r"/\*|\*/", self.text[start:]):
            depth += 1 if mark.group() == "/*" else -1
            at = start + mark.end()
            if depth == 0:
                return at
        return len(self.text)

    def end_of_regex(self, start, opening):
        """A regex literal begins where a value may; elsewhere the slash divides."""
        before = self.text[:start].rstrip(" ")[-1:]
        if opening == "/" and before not in ("", "\n", "(", ",", "=", ":", "[", "{"):
            return start
        closing = re.compile(r"(?<!\\)/" + "#" * (len(opening) - 1))
        found = closing.search(self.text, start + len(opening), self.end_of_line(start))
        return found.end() if found else start

    def end_of_string(self, at, opening):
        hashes = opening.rstrip('"')
        quotes = opening[len(hashes):]
        mark = re.compile(rf'\\{hashes}\(|\\{hashes}.|{quotes}{hashes}' + ("" if quotes == '"""' else "|\n"), re.DOTALL)
        while found := mark.search(self.text, at):
            if found.group() == f"\\{hashes}(":
                at = self.end_of_interpolation(found.end())
            elif found.group().startswith("\\"):
                at = found.end()
            else:
                return found.end()
        return len(self.text)

    def end_of_interpolation(self, at):
        depth, mark = 1, re.compile(r'[()]|#*"""|#*"')
        while found := mark.search(self.text, at):
            at = found.end()
            if '"' in found.group():
                at = self.end_of_string(at, found.group())
                continue
            depth += 1 if found.group() == "(" else -1
            if depth == 0:
                return at
        return len(self.text)


DECLARATION = re.compile(
    r"(?m)^[ \t]*(?:@[\w.]+(?:\([^)\n]*\))?\s+)*(?:[\w()]+ )*?"
    r"(?:(?P<kind>func)\b ?|(?P<special>init|deinit|subscript)\b(?=[?!]? *[(<{])|var +(?P<variable>\w+) *:[^={}\n]*(?=\{))")


def functions(text):
    """(name, first line, number of lines) of every function, initialiser, subscript and computed property."""
    code, found = blank(text), []
    for match in DECLARATION.finditer(code):
        end = _closing_brace(code, match.end())
        if end is None:
            continue
        first = code.count("\n", 0, match.end()) + 1
        found.append((_name(text, match), first, code.count("\n", 0, end) + 2 - first))
    return found


def _name(text, match):
    if match["kind"]:
        return re.match(r"\s*(`[^`]*`|\w+|[^\w\s(]+)", text[match.end():])[1]
    return match["special"] or match["variable"]


def _closing_brace(code, at):
    """The end of the body that the declaration at `at` opens; nothing for a protocol's requirement."""
    depth, opened = 0, False
    for found in re.finditer(r"[(){}\[\]\n]", code[at:]):
        sign = found.group()
        if sign == "\n":
            if depth == 0 and not opened and not _continues(code, at + found.end()):
                return None
        elif sign in "([{":
            opened = opened or (sign == "{" and depth == 0)
            depth += 1
        else:
            depth -= 1
            if depth < 0:
                return None
            if depth == 0 and opened and sign == "}":
                return at + found.end()
    return None


def _continues(code, at):
    """Whether the next line carries a signature on (its result, its effects, its constraints, its body)."""
    return re.match(r"\s*(?:->|throws|async|where|\{|rethrows)", code[at:]) is not None
