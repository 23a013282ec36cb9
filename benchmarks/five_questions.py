#!/usr/bin/env python3
"""Measures what a step of the five-question interview costs: one process, SQLite, sealed.

    .venv/bin/python benchmarks/five_questions.py [ROUNDS]

Prints the median and the 95th percentile in milliseconds of this process (what others do on the
machine at the time counts little), and the queries of a request. Requests are what a web server
hands to the application: the whole stack of middleware without a socket, a logged-in person's.
`an empty page` goes the same way and says nothing: what this machine takes for any page, to hold
the others against. `engine` is one step without Django: the screen is assembled, answered, and
the next one assembled.
"""

from __future__ import annotations

import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.browser import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
ADDRESS = "/interview?i=test.letters:data/questions/five.yml&reset=1"
ANSWERS = ("Ada", "Leeds", "teapot", "blue", "2")
LOGIN = "/account/login/"
PASSWORD = "correct horse battery staple"
# What is measured; the first is a page that says nothing to somebody logged in.
EMPTY, BEGIN, SHOW, ANSWER = "an empty page", "begin", "show a screen", "take an answer"


def main() -> None:
    """Walk through the interview and print a table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        times = walk(rounds)
        times["engine"] = step_engine(rounds * 5)
        queries = count_queries()
    for name, taken in times.items():
        taken.sort()
        median, p95 = statistics.median(taken), taken[int(len(taken) * 0.95)]
        asked = f"   {queries[name]} queries" if name in queries else ""
        print(f"{name:20} median {median:6.2f} ms   p95 {p95:6.2f} ms   n {len(taken)}{asked}")


def set_up(folder: str) -> None:
    """Make a site in a folder; nothing of it may be there before."""
    os.environ["DASITE_VAR_DIR"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    sys.path.insert(0, str(ROOT))
    prepare(Path(folder))


def prepare(folder: Path) -> None:
    """Make a site with two SQLite files, the interview and a person."""
    import django
    from django.conf import settings

    for alias, database in settings.DATABASES.items():
        database["NAME"] = str(folder / f"{alias}.sqlite3")
    settings.ALLOWED_HOSTS.append("testserver")
    settings.ROOT_URLCONF = "benchmarks.urls"
    django.setup()
    logging.disable(logging.WARNING)
    from django.core.management import call_command
    from django.utils import timezone

    from accounts.models import User
    from interviews.services.publishing import publish_packages

    for alias in settings.DATABASES:
        call_command("migrate", database=alias, verbosity=0)
    source = (ROOT / "tests" / "interviews" / "five.yml").read_bytes()
    files = {"data/questions/five.yml": source}
    publish_packages({"test.letters": files}, is_listed=True, now=timezone.now())
    User.objects.create_user("alice@example.org", PASSWORD)


def walk(rounds: int) -> dict[str, list[float]]:
    """Return the milliseconds of each kind of request."""
    browser = log_in()
    times: dict[str, list[float]] = {name: [] for name in (EMPTY, BEGIN, SHOW, ANSWER)}
    for number in range(rounds + 1):
        taken = walk_once(browser)
        if number:  # the first round parses the interview and the templates
            for name, each in taken:
                times[name].append(each)
    return times


def walk_once(browser: Browser) -> list[tuple[str, float]]:
    """Return what each request of one walk through the interview took."""
    begun = browser.get(ADDRESS)
    url = shown = begun.location
    times = [(BEGIN, begun.taken)]
    for given in ANSWERS:
        page = browser.get(shown)
        answered = browser.post(url, {**form_of(page), "f0": given})
        assert answered.location, f"the answer was refused: {answered.status}"
        shown = answered.location
        times += [(SHOW, page.taken), (ANSWER, answered.taken)]
        times.append((EMPTY, browser.get("/empty/").taken))
    return times


def form_of(page: Page) -> dict[str, str]:
    """Return what a screen's form holds besides the answer."""
    names = ("csrfmiddlewaretoken", "number", "screen")
    return {"button": "continue", **{name: page.hidden(name) for name in names}}


def step_engine(rounds: int) -> list[float]:
    """Return the milliseconds of one step without Django."""
    from datetime import UTC, datetime

    from interviews.engine.runner import Runner, Surroundings
    from interviews.models import InterviewSource
    from interviews.shelf import take_source

    interview = take_source(InterviewSource.objects.get())
    around = Surroundings(now=datetime(2026, 1, 1, tzinfo=UTC))
    first = Runner(interview, None, around)
    first.next_screen()
    state = first.to_json()

    def step() -> None:
        runner = Runner(interview, state, around)
        runner.next_screen()
        runner.answer({"f0": ["Ada"]})
        runner.next_screen()
        runner.to_json()

    return [clocked(step)[1] for _ in range(rounds)]


def count_queries() -> dict[str, int]:
    """Return how many queries each kind of request makes, in both databases."""
    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    browser = log_in()
    url = browser.get(ADDRESS).location
    form = form_of(browser.get(url))
    acts = {
        EMPTY: partial(browser.get, "/empty/"),
        BEGIN: partial(browser.get, ADDRESS),
        SHOW: partial(browser.get, url),
        ANSWER: partial(browser.post, url, {**form, "f0": "Ada"}),
    }
    counts = {}
    for name, act in acts.items():
        with (
            CaptureQueriesContext(connections["default"]) as ours,
            CaptureQueriesContext(connections["vault"]) as vaults,
        ):
            act()
        asked = [query["sql"].split()[0] for query in (*ours, *vaults)]
        counts[name] = sum(word in {"SELECT", "INSERT", "UPDATE", "DELETE"} for word in asked)
    return counts


def log_in() -> Browser:
    """Return a browser in which the person is logged in."""
    from benchmarks.browser import Browser

    browser = Browser()
    token = browser.get(LOGIN).hidden("csrfmiddlewaretoken")
    form = {"login": "alice@example.org", "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert browser.post(LOGIN, form).location, "the login was refused"
    return browser


def clocked(act: Callable[[], Any]) -> tuple[Any, float]:
    """Return what `act` returns, and how many milliseconds it took."""
    begin = time.process_time()
    result = act()
    return result, (time.process_time() - begin) * 1000


if __name__ == "__main__":
    main()
