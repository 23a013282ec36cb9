"""Keys for the API at a running site: guessed at, used many times at once, and written nowhere."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from tests.programs import WRONG
from tests.site.attacker import Attacker, Headers, at_once
from tests.site.canary import files_with
from tests.site.server import Site
from tests.site.test_attacks import COUNTS, GUESSES, LIMIT, through_proxy

pytestmark = pytest.mark.processes

SESSIONS = "/api/v1/sessions"
FURNISH = """
import django; django.setup()
from tests.people import make_person
from tests.programs import key_of
print(key_of(make_person("alice")))
"""


@pytest.fixture
def site(make_site, prepared: Path) -> Site:
    """A running site behind a proxy on the same machine, which names who comes."""
    found: Site = make_site(prepared, DASITE_TRUSTED_PROXIES="127.0.0.1")
    found.start()
    return found


@pytest.fixture
def key(site: Site) -> str:
    return site.run("-c", FURNISH).split()[-1]


def bearer(key: str, more: Headers = ()) -> Headers:
    return [*more, ("Authorization", f"Bearer {key}")]


def ask(site: Site, key: str) -> Counter[int]:
    """Ask forty times at once, each with other made-up addresses."""
    attacker = Attacker(site.url)
    works = [
        partial(attacker.get, SESSIONS, bearer(key, through_proxy(number)))
        for number in range(GUESSES)
    ]
    return Counter(status for status, _ in at_once(works).elements())


def test_forty_questions_at_once_with_a_right_key_are_answered_and_wrong_ones_are_not(site, key):
    assert ask(site, key) == {200: GUESSES}
    answers = ask(site, f"{key[:-43]}{WRONG}")
    assert set(answers) <= {401, 429}
    assert answers[401] <= LIMIT
    assert int(site.run("-c", COUNTS)) <= LIMIT + 1
    assert Attacker(site.url).get(SESSIONS, bearer(key, through_proxy(99)))[0] == 429
    elsewhere = bearer(key, [("X-Forwarded-For", "203.0.113.8")])
    assert Attacker(site.url).get(SESSIONS, elsewhere)[0] == 200
    for secret in (key.split("_", 2)[2], WRONG):
        assert files_with(site.folder, secret) == []
