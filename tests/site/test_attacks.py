"""Guessing and racing against a running site: its web server, its threads, its SQLite."""

from __future__ import annotations

import json
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from tests.people import PASSWORD, WRONG_PASSWORD
from tests.site.attacker import Attacker, Headers, at_once
from tests.site.server import Site

pytestmark = pytest.mark.processes

LOGIN, FACTOR = "/account/login/", "/account/factors/authenticate/"
LIMIT, GUESSES, RACERS = 5, 40, 8

# Alice with an app and spare codes, Bob; as their pages would leave them.
FURNISH = """
import json
import django; django.setup()
from django.conf import settings; settings.ALLOWED_HOSTS.append("testserver")
from django.test import Client
from tests.factors import enrol
from tests.people import log_in, make_person
alice, _ = make_person("alice"), make_person("bob")
client = Client()
log_in(client, alice)
print(json.dumps(enrol(client)[1]))
"""
COUNTS = """
import django; django.setup()
from accounts.models import GuessCount
print(max(GuessCount.objects.values_list("count", flat=True)))
"""


@pytest.fixture
def site(make_site, prepared: Path) -> Site:
    """A running site behind a proxy on the same machine, which names who comes."""
    found: Site = make_site(prepared, DASITE_TRUSTED_PROXIES="127.0.0.1")
    found.start()
    return found


@pytest.fixture
def spare(site: Site) -> list[str]:
    """Spare codes of Alice; Bob is there, too."""
    codes: list[str] = json.loads(site.run("-c", FURNISH).splitlines()[-1])
    return codes


def through_proxy(number: int) -> Headers:
    """Return what reaches the site when a client writes many addresses, and the proxy its own."""
    made_up = f"198.51.100.{number}"
    return [
        ("X_Forwarded_For", made_up),
        ("X-Real-IP", made_up),
        ("Forwarded", f"for={made_up}"),
        ("X-Forwarded-For", made_up),
        ("X-Forwarded-For", f"{made_up}, 203.0.113.7"),
    ]


def guess(site: Site, email: str) -> Counter[int]:
    """Guess forty times at once, each as another browser with other made-up addresses."""
    attackers = [Attacker(site.url) for _ in range(GUESSES)]
    pages = [one.get(LOGIN)[1] for one in attackers]
    form = {"login": email, "password": WRONG_PASSWORD}
    return at_once(
        [
            partial(one.send, LOGIN, page, through_proxy(number), **form)
            for number, (one, page) in enumerate(zip(attackers, pages, strict=True))
        ]
    )


@pytest.mark.parametrize("email", ["alice@example.org", "nobody@example.org"])
def test_of_forty_guesses_at_once_five_are_looked_at_and_only_the_guesser_waits(
    site, spare, email
):
    answers = guess(site, email)
    assert set(answers) <= {200, 429, 503}
    assert answers[200] <= LIMIT
    assert answers[429] + answers[503] >= GUESSES - LIMIT
    assert int(site.run("-c", COUNTS)) <= LIMIT + 1
    log_in = partial(Attacker(site.url).post, LOGIN, password=PASSWORD)
    elsewhere = [("X-Forwarded-For", "203.0.113.8")]
    if answers[503] == 0:  # guesses that nobody had the time to look at were given back
        assert log_in(through_proxy(99), login=email) == 429
    assert log_in(through_proxy(99), login="bob@example.org") == 302
    if email.startswith("alice"):
        assert Attacker(site.url).post(LOGIN, elsewhere, login=email, password=PASSWORD) == 302


def test_of_many_who_give_one_spare_code_at_once_one_gets_in(site, spare):
    racers = [Attacker(site.url) for _ in range(RACERS)]
    form = {"login": "alice@example.org", "password": PASSWORD}
    assert {one.post(LOGIN, (), **form) for one in racers} == {302}
    pages = [one.get(FACTOR)[1] for one in racers]
    works = [
        partial(one.send, FACTOR, page, code=spare[0])
        for one, page in zip(racers, pages, strict=True)
    ]
    assert set(at_once(works)) <= {200, 302, 429}
    assert [one.get("/profile/")[0] for one in racers].count(200) == 1


def test_of_many_who_sign_up_at_once_with_one_address_one_account_is_made(site, spare):
    racers = [Attacker(site.url) for _ in range(RACERS)]
    pages = [one.get("/account/signup/")[1] for one in racers]
    form = {"email": "dora@example.org", "password1": PASSWORD, "password2": PASSWORD}
    works = [
        partial(one.send, "/account/signup/", page, (), **form)
        for one, page in zip(racers, pages, strict=True)
    ]
    assert all(status < 500 or status == 503 for status in at_once(works))
    count = "import django; django.setup()\nfrom accounts.models import User\n"
    ask = f"{count}print(User.objects.filter(email='dora@example.org').count())"
    assert site.run("-c", ask).strip() == "1"
