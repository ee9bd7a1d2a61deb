#!/usr/bin/env python3
"""Walks the demo's console in Chromium as a person would, and has every page judged.

    SOJOURN=path/to/sojourn Tests/Browser/walk.py [--shots FOLDER] [--url URL]

Login, journey, people at a step, person, message, and the rest; on every page axe (WCAG 2.2 AA) in light and dark at
1440 and 390 px, html5lib's strict parser, no message on the browser's console. Ends with `N passed, M failed`.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile
import threading

import html5lib
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

START_TIMEOUT = 120
SIZES = [(1440, 900), (390, 844)]
SCHEMES = ["light", "dark"]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

passed = 0
failed = 0


def check(name, is_true, detail=""):
    """Counts one check; a failed one is told with what was seen."""
    global passed, failed
    if is_true:
        passed += 1
    else:
        failed += 1
        print(f"FAILED {name}{': ' + str(detail) if detail else ''}", flush=True)


class Demo:
    """The demo on a free port, in a folder of its own, for the length of the walk."""

    def __init__(self, program):
        self.folder = tempfile.TemporaryDirectory(prefix="sojourn-walk-")
        self.process = subprocess.Popen(
            [program, "demo", "--port", "0", "--data", self.folder.name, "--speed", "max"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.address, self.entry = None, None
        ready = threading.Event()
        threading.Thread(target=self._read, args=(ready,), daemon=True).start()
        if not ready.wait(START_TIMEOUT):
            self.stop()
            raise SystemExit("the demo did not say that it is ready")

    def _read(self, ready):
        for line in self.process.stdout:
            entry = re.search(r"(http://\S+/demo/enter\?code=\S+)", line)
            if entry:
                self.entry = entry.group(1)
            if match := re.search(r"ready (http://\S+?)/?(\s|$)", line):
                self.address = match.group(1)
            if self.address and self.entry:
                ready.set()

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.folder.cleanup()


class Walk:
    """One browser page, and what is checked of everything it shows."""

    def __init__(self, browser, base, shots):
        self.base, self.shots = base, shots
        self.context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light")
        self.page = self.context.new_page()
        self.complaints = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message):
        # That a mail's script is not run is what its frame is for.
        if message.type in ("error", "warning") and "Blocked script execution" not in message.text:
            self.complaints.append(message.text)

    def go(self, path):
        answer = self.page.goto(self.base + path)
        self.page.wait_for_load_state("load")
        return answer

    def judge(self, name):
        """Everything that is asked of every page."""
        self.page.wait_for_timeout(250)
        self._parse(name)
        check(f"{name}: nothing on the browser's console", not self.complaints, self.complaints[:3])
        self.complaints.clear()
        for scheme in SCHEMES:
            for width, height in SIZES:
                self.page.emulate_media(color_scheme=scheme)
                self.page.set_viewport_size({"width": width, "height": height})
                self._axe(f"{name} {scheme} {width}")
                wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                check(f"{name} {scheme} {width}: no sideways scrolling", wide <= 0, f"{wide} px too wide")
                if self.shots:
                    self.page.screenshot(path=f"{self.shots}/{name}-{scheme}-{width}.png", full_page=True)
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size({"width": 1440, "height": 900})

    def _parse(self, name):
        text = self.context.request.get(self.page.url).text()
        try:
            html5lib.HTMLParser(strict=True).parse(text)
            check(f"{name}: html5lib", True)
        except Exception as error:  # html5lib raises its own and a few built-in ones
            check(f"{name}: html5lib", False, repr(error))

    def _axe(self, name):
        found = Axe().run(self.page, options=RULES).response["violations"]
        check(f"{name}: axe", not found, [(v["id"], v["nodes"][0]["html"][:120], v["nodes"][0].get("any", [{}])[:1]) for v in found])


def sign_in(walk, entry):
    if entry:
        walk.page.goto(entry)
        walk.page.wait_for_url(re.compile(r"/$"))
    else:
        walk.go("/")
        walk.page.fill("[name=email]", os.environ["SOJOURN_EMAIL"])
        walk.page.fill("[name=password]", os.environ["SOJOURN_PASSWORD"])
        walk.page.click("button.primary")
    check("signing in leads home", walk.page.locator("h1").inner_text() == "Home", walk.page.url)


def read_journey(walk):
    walk.go("/journeys")
    walk.judge("journeys")
    walk.page.click("text=Second order")
    walk.page.wait_for_selector("#graph svg")
    check("the graph is drawn", walk.page.locator("#graph a[data-step]").count() >= 4)
    walk.judge("journey")
    walk.page.click("text=Definition")
    walk.judge("definition")
    walk.page.go_back()
    walk.page.click("text=See the message >> nth=0")
    walk.judge("step-message")
    walk.page.go_back()
    most_waiting = walk.page.locator(".outline a", has_text="waiting").evaluate_all(
        "links => { const n = l => Number(l.querySelector('[data-live]').textContent.replaceAll(',', ''));"
        " return links.sort((a, b) => n(b) - n(a))[0].getAttribute('href') }")
    walk.go(most_waiting)
    check("people wait at a step", walk.page.locator("tbody tr").count() > 0)
    walk.judge("step-people")


def read_person(walk):
    walk.page.click("tbody th a >> nth=0")
    check("a person can be reached or not, and why", "Email now?" in walk.page.content())
    check("a person has a timeline", walk.page.locator(".timeline li").count() > 0)
    walk.judge("person")


def read_message(walk):
    walk.page.click(".timeline li.send a >> nth=0")
    check("a message has a history", walk.page.locator("#history-title").count() == 1)
    walk.judge("message")
    walk.go("/messages")
    rows = walk.page.locator(".facets tbody td.number").all_inner_texts()
    total = walk.page.locator(".facets tfoot td.number").inner_text()
    number = lambda text: int(text.replace(",", ""))
    check("the facets sum to the header", sum(map(number, rows)) == number(total), (rows, total))
    walk.judge("messages")


def read_rest(walk):
    for name, path in [("people", "/people"), ("people-found", "/people?q=c"), ("blocked", "/people?show=blocked"),
                       ("waking", "/people?show=waking"), ("events", "/events"), ("keys", "/keys"),
                       ("mailbox", "/mailbox"), ("nowhere", "/people/0000000000001")]:
        walk.go(path)
        if name == "nowhere":
            walk.complaints.clear()
        walk.judge(name)
    walk.go("/mailbox")
    if walk.page.locator("tbody th a").count():
        walk.page.click("tbody th a >> nth=0")
        walk.judge("mail")


def hold_and_release(walk):
    walk.go("/")
    walk.page.click("button.hold")
    check("the hold is on the page at once", walk.page.locator(".held").count() == 1)
    walk.judge("held")
    walk.page.click("button.release")
    check("and gone when released", walk.page.locator(".held").count() == 0)


def refuse_strangers(browser, base):
    page = browser.new_context().new_page()
    page.goto(base + "/messages")
    check("a stranger is asked to sign in", "/sign-in" in page.url or "/welcome" in page.url, page.url)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--shots", help="a folder for pictures of every page")
    arguments.add_argument("--url", help="a console that runs already, with the address that opens it")
    options = arguments.parse_args()
    if options.shots:
        os.makedirs(options.shots, exist_ok=True)
    demo = None if options.url else Demo(os.environ["SOJOURN"])
    entry = options.url or demo.entry
    base = re.match(r"http://[^/]+", entry or demo.address).group(0)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"])
            walk = Walk(browser, base, options.shots)
            refuse_strangers(browser, base)
            sign_in(walk, entry)
            walk.judge("home")
            read_journey(walk)
            read_person(walk)
            read_message(walk)
            read_rest(walk)
            hold_and_release(walk)
            browser.close()
    finally:
        if demo:
            demo.stop()
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
