#!/usr/bin/env python3
"""Walks the console in Chromium as a person would, and has every page judged: first a fresh `serve`, then the demo.

    SOJOURN=path/to/sojourn Tests/Browser/walk.py [--shots FOLDER] [--url URL]

On every page axe (WCAG 2.2 AA) in light and dark at 1440 and 390 px, html5lib's strict parser, no message on the
browser's console. With --url it walks a demo that runs already. Ends with `N passed, M failed`.
"""
import argparse
import os
import re
import sys
import time

from playwright.sync_api import sync_playwright
from rig import Count, Server, Walk

# Enough to fill every page, few enough to reach today in a debug build.
CUSTOMERS = "2000"
# How long a page may take; the fastest of a few tries, because CI shares its two cores.
FIRST_PAGE = 0.3
TRIES = 5
# What only a busy machine makes slow may take so many seconds.
PATIENCE = 120
# From the click on Order to the mail in the mailbox, the page's own reload included.
MAIL_WITHIN = 2


# MARK: A fresh installation


def begin(walk, server):
    """Set-up, sign-in, refusals, and what every page says while there is nothing to show."""
    walk.go("/messages")
    walk.check("while there is nobody, every page leads to the set-up", "/welcome" in walk.page.url, walk.page.url)
    walk.judge("set-up")
    fill_welcome(walk, "wrong")
    walk.judge("set-up-refused", walk.submit("button.primary"))
    fill_welcome(walk, server.wait_for(r"set-up code .*: (\S+)"))
    walk.submit("button.primary")
    walk.check("the first administrator is in", walk.page.locator("h1").inner_text() == "Home", walk.page.url)
    walk.check("production cannot be mistaken", walk.page.locator(".sandbox").inner_text().lower().startswith("production"))
    walk.judge("empty-home")
    for name in ["journeys", "people", "messages", "events", "keys", "sending"]:
        walk.go(f"/{name}")
        walk.judge(f"empty-{name}")
    walk.go("/people?show=blocked")
    walk.judge("empty-blocked")
    make_key(walk)
    walk.page.click("text=Sign out")
    walk.judge("sign-in")
    walk.page.fill("[name=email]", "ada@you.example")
    walk.page.fill("[name=password]", "not the password")
    walk.judge("sign-in-refused", walk.submit("button.primary"))


def fill_welcome(walk, code):
    walk.page.fill("[name=code]", code)
    walk.page.fill("[name=email]", "ada@you.example")
    walk.page.fill("[name=password]", "correct horse battery")


def make_key(walk):
    walk.go("/keys")
    walk.page.fill("[name=name]", "Web shop")
    walk.judge("key-made", walk.submit("button.primary"))


# MARK: The time-lapse


def sign_in(walk, entry):
    walk.page.goto(entry)
    walk.page.wait_for_url(re.compile(r"/$"))
    walk.check("opening the address signs in and leads home", walk.page.locator("h1").inner_text() == "Home", walk.page.url)


SLIDER = ".lapse input[type=range]"
ORDERS = "[data-live='demo.orders']"


def shown_day(walk):
    return walk.page.evaluate("document.querySelector('.lapse progress').value")


def phase(walk):
    return walk.page.locator(".demo").get_attribute("data-phase")


def pause_and_drag(walk):
    """Pause, the slider by pointer and by keys, and the way back that there is not."""
    walk.until("the numbers move by themselves", lambda: walk.number(ORDERS) > 0 and shown_day(walk) > 0, PATIENCE)
    walk.page.click("#lapse-pause button")
    walk.until("it pauses", lambda: phase(walk) == "paused", PATIENCE)
    walk.judge("home-paused")
    # The day under way when it was asked to pause has ended by now.
    before = walk.number(ORDERS)
    walk.page.wait_for_timeout(2000)
    walk.check("and stands still", walk.number(ORDERS) == before, (before, walk.number(ORDERS)))
    target = drag(walk, 0.08)
    is_there = lambda: phase(walk) == "paused" and shown_day(walk) == target
    walk.until("dragged forward it runs there and pauses", is_there, PATIENCE)
    walk.check("the orders came with it", walk.number(ORDERS) > before)
    drag(walk, 0.03)
    walk.until("dragged back it says that it cannot", lambda: "forward only" in walk.page.locator("#lapse-problem").inner_text(), 5)
    walk.check("and snaps back", int(walk.page.input_value(SLIDER)) == target, walk.page.input_value(SLIDER))
    walk.page.focus(SLIDER)
    for _ in range(3):
        walk.page.keyboard.press("ArrowRight")
    walk.until("three keys: three days", lambda: phase(walk) == "paused" and shown_day(walk) == target + 3, PATIENCE)


def drag(walk, share):
    """Drags the slider's thumb to that share of its length; returns the day on which it was let go."""
    slider = walk.page.locator(SLIDER)
    box = slider.bounding_box()
    at, last = int(slider.input_value()), int(slider.get_attribute("max"))
    y, thumb = box["y"] + box["height"] / 2, 16
    place = lambda part: box["x"] + thumb / 2 + (box["width"] - thumb) * part
    walk.page.mouse.move(place(at / last), y)
    walk.page.mouse.down()
    walk.page.mouse.move(place(share), y, steps=8)
    wanted = int(slider.input_value())
    walk.page.mouse.up()
    return wanted


def without_script(browser, walk):
    """The same by plain forms."""
    plain = Walk(browser, walk.base, None, walk.count, java_script_enabled=False)
    plain.context.add_cookies(walk.context.cookies())
    plain.go("/")
    walk.check("without JavaScript there is no slider", plain.page.locator(SLIDER).is_hidden())
    field = "#lapse-run input[name=date]"
    wanted, start = plain.page.input_value(field), plain.page.locator(SLIDER).get_attribute("data-start")
    # The browser itself would not send a date before today's.
    plain.page.locator("#lapse-run").evaluate("form => form.noValidate = true")
    plain.page.fill(field, start)
    walk.check("and the past is refused in words", "Time runs forward only" in plain.submit("#lapse-run button"))
    plain.go("/")
    plain.page.fill(field, wanted)
    plain.submit("#lapse-run button")

    def is_there():
        plain.go("/")
        return phase(plain) == "paused" and plain.page.locator(".demo strong time").inner_text() == wanted

    walk.until("a small form runs to a date and pauses", is_there, PATIENCE)
    plain.context.close()


def kill_and_resume(walk, server, times, name):
    """kill -9 from the page: it comes back by itself and the counters go on where they were."""
    walk.go("/")
    before = walk.page.locator(".tile", has_text="events taken in").locator("strong").inner_text()
    walk.page.click("button.danger:has-text('kill -9')")
    server.wait_for("killed; starting again", times)
    walk.page.wait_for_url(re.compile(r"/$"))
    walk.until(f"{name}: the page comes back", lambda: walk.page.locator("button.danger:has-text('kill -9')").is_enabled(), PATIENCE)
    walk.go("/")
    after = walk.page.locator(".tile", has_text="events taken in").locator("strong").inner_text()
    number = lambda text: int(text.replace(",", ""))
    walk.check(f"{name}: the counters resume", number(after) >= number(before) > 0, (before, after))
    walk.complaints.clear()


def run_to_today(walk):
    """Drags to the end and waits for the clock to turn live, meanwhile watching a journey's numbers move."""
    walk.go("/")
    drag(walk, 1)
    walk.go("/journeys")
    walk.page.click("text=Win-back")
    reached = "#graph tspan[data-live='step.regular.reached']"
    walk.page.wait_for_selector(reached)
    before = walk.number(reached)
    walk.until("a journey's numbers move by themselves", lambda: walk.number(reached) > before, PATIENCE)
    walk.check("no line leaves its box, whatever the numbers", fits(walk))
    walk.go("/")
    walk.until("it reaches today and the clock turns live", lambda: phase(walk) == "live", 2 * PATIENCE)
    walk.page.wait_for_selector("input[name=total]")


def fits(walk):
    return walk.page.evaluate(
        """() => [...document.querySelectorAll("#graph a[data-step]")].every((node) => {
          const box = node.querySelector(".box").getBoundingClientRect();
          return [...node.querySelectorAll("text")].every((text) => text.getBoundingClientRect().right <= box.right - 4);
        })""")


def order(walk):
    """An order as oneself, and its mail."""
    walk.judge("home")
    walk.page.fill("[name=total]", "much")
    walk.judge("refused", walk.submit("button.primary:has-text('Order')"))
    walk.go("/")
    walk.page.fill("[name=email]", "walk@you.example")
    started = time.monotonic()
    walk.page.click("button.primary:has-text('Order')")
    walk.page.wait_for_selector("tbody th a:has-text('Thank you for your first order')", timeout=30_000)
    took = time.monotonic() - started
    walk.check(f"the mail is there within {MAIL_WITHIN} s", took <= MAIL_WITHIN, f"{took:.1f} s")
    walk.page.click("text=Thank you for your first order")
    walk.judge("mail")
    read_leaving(walk)
    walk.page.click("text=The person")
    walk.check("and so is the person", "walk@you.example" in walk.page.content())


def read_leaving(walk):
    """Where the mail's own links lead: leaving it, and choosing what comes."""
    mail = walk.page.url
    frame = walk.page.locator("iframe.mail").get_attribute("src")
    html = walk.context.request.get(walk.base + frame).text()
    leave = re.search(r"/t/u/[0-9a-z]+", html)
    walk.check("the mail offers a way out", leave)
    if leave:
        walk.go(leave[0])
        walk.judge("unsubscribe")
        walk.go(leave[0].replace("/t/u/", "/t/p/"))
        walk.judge("preferences")
        walk.page.check("input[name=channel]")
        walk.judge("preferences-saved", walk.submit("button:has-text('Save')"))
        walk.check("choices are saved", "Saved." in walk.page.content())
        walk.page.click("a:has-text('Back')")
        walk.check("and shown", walk.page.locator("input[name=channel]").is_checked())
    walk.page.goto(mail)


# MARK: Every page


def read_journey(walk):
    walk.go("/journeys")
    walk.judge("journeys")
    walk.page.click("text=Second order")
    walk.page.wait_for_selector("#graph svg")
    walk.check("the graph is drawn", walk.page.locator("#graph a[data-step]").count() >= 4)
    walk.check("every line is inside its box", fits(walk))
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
    walk.check("people wait at a step", walk.page.locator("tbody tr").count() > 0)
    walk.judge("step-people")


def read_person(walk):
    walk.page.click("tbody th a >> nth=0")
    walk.check("a person can be reached or not, and why", "Email now?" in walk.page.content())
    walk.check("a person has a timeline", walk.page.locator(".timeline li").count() > 0)
    walk.judge("person")
    person = walk.page.url.removeprefix(walk.base)
    walk.page.evaluate("document.querySelectorAll('.person details').forEach(d => d.open = true)")
    walk.judge("person-forms")
    walk.go(person + "/erase")
    walk.check("an erasure shows what goes", "What goes" in walk.page.content())
    walk.judge("erase")
    walk.go(person)
    act_on_person(walk)


def act_on_person(walk):
    """Suppresses and lifts, so that the audit has something to show; ends as it began."""
    for summary, button in [("Suppress this address", "Suppress it"), ("Lift it", "Lift it")]:
        walk.page.click(f"summary:has-text('{summary}')")
        walk.page.fill("#main .channel [name=reason]", "tried by the walk")
        walk.page.click(f"button:has-text('{button}')")
    walk.check("the page says who lifted it", "lifted the suppression" in walk.page.content())


def read_message(walk):
    walk.page.click(".timeline li.send a >> nth=0")
    walk.check("a message has a history", walk.page.locator("#history-title").count() == 1)
    walk.judge("message")
    walk.go("/messages")
    rows = walk.page.locator(".facets tbody td.number").all_inner_texts()
    total = walk.page.locator(".facets tfoot td.number").inner_text()
    number = lambda text: int(text.replace(",", ""))
    walk.check("the facets sum to the header", sum(map(number, rows)) == number(total), (rows, total))
    walk.judge("messages")
    walk.page.click(".facets tbody td.number a >> nth=0")
    chosen = number(walk.page.locator("#list-title").inner_text().split(" ")[0])
    walk.check("a facet's number is its list's", chosen == number(rows[0]), (chosen, rows[0]))
    walk.judge("messages-chosen")
    walk.go("/messages/act?act=retry")
    walk.judge("messages-act")


def read_rest(walk):
    for name, path in [("people", "/people"), ("people-found", "/people?q=c"), ("blocked", "/people?show=blocked"),
                       ("waking", "/people?show=waking"), ("events", "/events"), ("keys", "/keys"),
                       ("sending", "/sending"), ("audit", "/audit"), ("mailbox", "/mailbox")]:
        walk.go(path)
        walk.judge(name)
    walk.judge("nowhere", walk.go("/people/0000000000001").text())


def measure(walk):
    """The first page of every list, with the whole demo in the store."""
    for path in ["/", "/journeys", "/people", "/people?q=c", "/messages", "/events", "/keys", "/mailbox"]:
        took = min(one(walk, path) for _ in range(TRIES))
        walk.check(f"{path} within {FIRST_PAGE} s", took <= FIRST_PAGE, f"{took:.3f} s")


def one(walk, path):
    started = time.monotonic()
    walk.context.request.get(walk.base + path).text()
    return time.monotonic() - started


def hold_and_release(walk):
    walk.go("/")
    walk.page.click("button.hold")
    walk.check("the hold is on the page at once", walk.page.locator(".held").count() == 1)
    walk.judge("held")
    walk.page.click("button.release")
    walk.check("and gone when released", walk.page.locator(".held").count() == 0)


def refuse_strangers(browser, base, count):
    page = browser.new_context().new_page()
    page.goto(base + "/messages")
    count.check("a stranger is asked to sign in", "/sign-in" in page.url or "/welcome" in page.url, page.url)


def walk_fresh(browser, options, count):
    server = Server(os.environ["SOJOURN"], "serve")
    try:
        begin(Walk(browser, server.address, options.shots, count), server)
    finally:
        server.stop()
    count.check("check finds nothing on the fresh store", server.check()[0] == 0, server.check())


def walk_demo(browser, options, count):
    server = Server(os.environ["SOJOURN"], "demo", "--customers", CUSTOMERS, waits_for="open ")
    entry = server.wait_for(r"(http://\S+/demo/enter\?code=\S+)")
    try:
        walk = Walk(browser, server.address, options.shots, count)
        refuse_strangers(browser, walk.base, count)
        sign_in(walk, entry)
        pause_and_drag(walk)
        without_script(browser, walk)
        kill_and_resume(walk, server, 1, "in the time-lapse")
        run_to_today(walk)
        order(walk)
        kill_and_resume(walk, server, 2, "live")
        read_all(walk)
        measure(walk)
        hold_and_release(walk)
    finally:
        server.stop()
    code, said = server.check()
    count.check("check comes out clean after two kills", code == 0, said)


def read_all(walk):
    read_journey(walk)
    read_person(walk)
    read_message(walk)
    read_rest(walk)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--shots", help="a folder for pictures of every page")
    arguments.add_argument("--url", help="a demo that runs already: the address that opens it")
    options = arguments.parse_args()
    if options.shots:
        os.makedirs(options.shots, exist_ok=True)
    count = Count()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"])
        if options.url:
            walk = Walk(browser, re.match(r"http://[^/]+", options.url).group(0), options.shots, count)
            sign_in(walk, options.url)
            walk.judge("home")
            read_all(walk)
        else:
            walk_fresh(browser, options, count)
            walk_demo(browser, options, count)
        browser.close()
    print(f"{count.passed} passed, {count.failed} failed")
    sys.exit(1 if count.failed else 0)


if __name__ == "__main__":
    main()
