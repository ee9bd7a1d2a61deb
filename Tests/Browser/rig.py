"""What a walk through the console needs: a running server, a browser page that is judged wherever it goes, a count."""

import re
import subprocess
import tempfile
import threading
import time

import html5lib
from axe_playwright_python.sync_playwright import Axe

START_TIMEOUT = 120
SIZES = [(1440, 900), (390, 844)]
SCHEMES = ["light", "dark"]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


class Count:
    """How many checks held."""

    def __init__(self):
        self.passed = self.failed = 0

    def check(self, name, is_true, detail=""):
        """Counts one check; a failed one is told with what was seen."""
        if is_true:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED {name}{': ' + str(detail) if detail else ''}", flush=True)


class Server:
    """`sojourn COMMAND` on a free port, in a folder of its own, for the length of a walk; `said` is what it printed."""

    def __init__(self, program, *arguments, waits_for="ready"):
        self.program = program
        self.folder = tempfile.TemporaryDirectory(prefix="sojourn-walk-")
        self.said, self._heard = [], threading.Condition()
        self.process = subprocess.Popen(
            [program, *arguments, "--port", "0", "--data", self.folder.name],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        threading.Thread(target=self._read, daemon=True).start()
        self.wait_for(waits_for)

    def _read(self):
        for line in self.process.stdout:
            with self._heard:
                self.said.append(line.rstrip())
                self._heard.notify_all()

    def wait_for(self, pattern, count=1):
        """What the first group of `pattern` matched in the line that says it for the count-th time."""
        def found():
            return [match for line in list(self.said) if (match := re.search(pattern, line))]
        with self._heard:
            if not self._heard.wait_for(lambda: len(found()) >= count, START_TIMEOUT):
                raise SystemExit(f"the server did not say {pattern}; it said {self.said[-5:]}")
        match = found()[count - 1]
        return match.group(1) if match.groups() else match.group()

    @property
    def address(self):
        return self.wait_for(r"ready (http://[^\s/]+)")

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def check(self):
        """What `sojourn check` says about the data, once the server is gone."""
        done = subprocess.run(
            [self.program, "check", "--data", self.folder.name], capture_output=True, text=True, check=False)
        return done.returncode, (done.stdout + done.stderr).strip()


class Walk:
    """One browser page, and what is checked of everything it shows."""

    def __init__(self, browser, base, shots, count, **context):
        self.base, self.shots, self.count = base, shots, count
        self.context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light", **context)
        self.page = self.context.new_page()
        self.complaints = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message):
        # That a mail's script is not run is what its frame is for.
        if message.type in ("error", "warning") and "Blocked script execution" not in message.text:
            self.complaints.append(message.text)

    def check(self, name, is_true, detail=""):
        self.count.check(name, is_true, detail)

    def go(self, path):
        answer = self.page.goto(self.base + path)
        self.page.wait_for_load_state("load")
        return answer

    def number(self, selector):
        return int(self.page.locator(selector).first.text_content().replace(",", ""))

    def until(self, name, holds, seconds):
        """Checks that `holds` becomes true in time; returns after how many seconds it did."""
        started = time.monotonic()
        while time.monotonic() - started < seconds:
            if holds():
                self.check(name, True)
                return time.monotonic() - started
            self.page.wait_for_timeout(50)
        self.check(name, False, f"not within {seconds} s")
        return seconds

    def submit(self, selector):
        """Clicks a form's button and returns the text of the page that answers it."""
        with self.page.expect_navigation() as navigation:
            self.page.click(selector)
        return navigation.value.text()

    def judge(self, name, text=None):
        """Everything that is asked of every page; `text` is that of an answer, which cannot be asked for again."""
        self.page.wait_for_timeout(200)
        self._parse(name, text or self.context.request.get(self.page.url).text())
        # Chromium reports a page whose status says no.
        heard = [line for line in self.complaints if text is None or "Failed to load resource" not in line]
        self.check(f"{name}: nothing on the browser's console", not heard, heard[:3])
        self.complaints.clear()
        for scheme in SCHEMES:
            for width, height in SIZES:
                self.page.emulate_media(color_scheme=scheme)
                self.page.set_viewport_size({"width": width, "height": height})
                self._axe(f"{name} {scheme} {width}")
                wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                self.check(f"{name} {scheme} {width}: no sideways scrolling", wide <= 0, f"{wide} px too wide")
                if self.shots:
                    self.page.screenshot(path=f"{self.shots}/{name}-{scheme}-{width}.png", full_page=True)
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size({"width": 1440, "height": 900})

    def _parse(self, name, text):
        try:
            html5lib.HTMLParser(strict=True).parse(text)
            self.check(f"{name}: html5lib", True)
        except Exception as error:  # html5lib raises its own and a few built-in ones
            self.check(f"{name}: html5lib", False, repr(error))

    def _axe(self, name):
        found = Axe().run(self.page, options=RULES).response["violations"]
        told = [(v["id"], v["nodes"][0]["html"][:120], v["nodes"][0].get("any", [{}])[:1]) for v in found]
        self.check(f"{name}: axe", not found, told)
