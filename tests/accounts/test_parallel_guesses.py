"""A limit of five holds when forty guesses come at once, on each engine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from accounts.ban_rules import Rules
from accounts.models import GuessCount
from accounts.services.ban_rules import set_rules
from tests.accounts.guessers import KINDS
from tests.accounts.parallel import GUESSES, PASSWORD, UNKNOWN, guess
from tests.people import make_person

ROOT = Path(__file__).resolve().parent.parent.parent
LIMIT, ANOTHER = 5, 9


def assert_held(total: Counter[str], limit: int = LIMIT) -> None:
    """No more than the limit were looked at, no fewer but for lack of time, the others refused."""
    assert total["looked at"] <= limit
    assert total["looked at"] + total["503"] >= limit
    assert total["429"] + total["503"] + total["302"] >= GUESSES - limit  # 302: led away


def limited(limit: int) -> None:
    rules = Rules(limit, timedelta(minutes=30), pseudonymous=False)
    set_rules(rules, by=None, now=timezone.now())


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", [*KINDS, UNKNOWN])
def test_forty_guesses_at_once_on_postgresql(kind):
    assert connection.vendor == "postgresql"
    if kind != UNKNOWN:
        KINDS[kind].furnish(make_person("alice"))
    assert_held(Counter(guess(kind, GUESSES, GUESSES, "alice@example.org")))
    # One more if a guess passed axes' own look, which comes first, and was stopped here.
    assert max(row.count for row in GuessCount.objects.all()) in {LIMIT, LIMIT + 1}


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_forty_guesses_at_once_under_a_rule_of_administrators_on_postgresql():
    make_person("alice")
    limited(ANOTHER)
    assert_held(Counter(guess(PASSWORD, GUESSES, GUESSES, "alice@example.org")), ANOTHER)


SET_LIMIT = """
import sys
from datetime import timedelta
import django; django.setup()
from django.utils import timezone
from accounts.ban_rules import Rules
from accounts.services.ban_rules import set_rules
rules = Rules(int(sys.argv[1]), timedelta(minutes=30), pseudonymous=True)
set_rules(rules, by=None, now=timezone.now())
"""

# For each kind somebody at whom it is guessed.
FURNISH = """
import django; django.setup()
from tests.accounts.guessers import KINDS
from tests.people import make_person
for number, one in enumerate(KINDS.values()):
    one.furnish(make_person(f"person{number}"))
make_person("another")
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory) -> dict[str, str]:
    """What a process needs to find a fresh site on SQLite, with somebody for each kind."""
    found = {
        "PATH": os.environ["PATH"],
        "DASITE_VAR_DIR": str(tmp_path_factory.mktemp("site")),
        "DASITE_SECRET_KEY": "only-for-tests-" + "x" * 40,
        "DASITE_ROOT_KEYS": "1:" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU=",
        "DASITE_ALLOWED_HOSTS": "testserver",
        "DJANGO_SETTINGS_MODULE": "dasite.settings",
        "PYTHONWARNINGS": "ignore",
    }
    for command in (
        ["manage.py", "migrate", "--database=default", "--verbosity=0"],
        ["manage.py", "migrate", "--database=vault", "--verbosity=0"],
        ["manage.py", "collectstatic", "--noinput", "--verbosity=0"],
        ["-c", FURNISH],
    ):
        argv = [sys.executable, *command]
        subprocess.run(argv, cwd=ROOT, env=found, check=True)  # noqa: S603 -- our own argv
    return found


@pytest.fixture(scope="module")
def guessers(environment) -> Iterator[list[subprocess.Popen[str]]]:
    """Two processes that wait to be told what to guess at."""
    argv = [sys.executable, "-m", "tests.accounts.parallel"]
    pipe = subprocess.PIPE
    found = [
        subprocess.Popen(argv, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True)  # noqa: S603 -- our own argv
        for _ in range(2)
    ]
    yield found
    for one in found:
        one.communicate(timeout=60)


CASES = [(kind, f"person{number}", LIMIT) for number, kind in enumerate(KINDS)]


@pytest.mark.processes
@pytest.mark.parametrize(
    ("kind", "name", "limit"),
    [*CASES, (UNKNOWN, "nobody", LIMIT), (PASSWORD, "another", ANOTHER)],
)
def test_forty_guesses_at_once_from_two_processes_on_sqlite(
    environment, guessers, kind, name, limit
):
    if limit != LIMIT:
        change = [sys.executable, "-c", SET_LIMIT, str(limit)]
        subprocess.run(change, cwd=ROOT, env=environment, check=True)  # noqa: S603 -- our own argv
    for one in guessers:
        one.stdin.write(json.dumps([kind, 20, 20, f"{name}@example.org"]) + "\n")
        one.stdin.flush()
    total: Counter[str] = Counter()
    for one in guessers:
        total.update(json.loads(one.stdout.readline()))
    if limit != LIMIT:
        back = [sys.executable, "-c", SET_LIMIT, str(LIMIT)]
        subprocess.run(back, cwd=ROOT, env=environment, check=True)  # noqa: S603 -- our own argv
    assert_held(total, limit)
