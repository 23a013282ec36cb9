"""A limit of five holds when forty guesses come at once, on each engine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.ban_rules import Rules
from accounts.models import GuessCount
from accounts.services.ban_rules import set_rules
from tests.accounts.parallel import CODES, GUESSES, guess, guess_codes
from tests.factors import enrol
from tests.people import log_in, make_person

ROOT = Path(__file__).resolve().parent.parent.parent
LIMIT, ANOTHER = 5, 9


def assert_held(total: Counter[str], limit: int = LIMIT) -> None:
    """No more than the limit were looked at, no fewer but for lack of time, the others refused."""
    assert total["looked at"] <= limit
    assert total["looked at"] + total["503"] >= limit
    assert total["429"] + total["503"] >= GUESSES - limit


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("known", "limit"), [(True, LIMIT), (False, LIMIT), (True, ANOTHER)])
def test_forty_guesses_at_once_on_postgresql(known, limit):
    assert connection.vendor == "postgresql"
    if known:
        make_person("alice")
    if limit != LIMIT:
        rules = Rules(limit, timedelta(minutes=30), pseudonymous=False)
        set_rules(rules, by=None, now=timezone.now())
    assert_held(Counter(guess(GUESSES, GUESSES, "alice@example.org")), limit)
    # One more if a guess passed axes' own look, which comes first, and was stopped here.
    assert GuessCount.objects.get().count in {limit, limit + 1}


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_forty_codes_at_once_on_postgresql():
    alice = make_person("alice")
    browser = Client()
    log_in(browser, alice)
    enrol(browser)
    assert_held(Counter(guess_codes(GUESSES, GUESSES, alice.email)))


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

# Somebody with an authenticator app, as the pages would leave them.
ENROL = """
import django; django.setup()
from django.test import Client
from tests.factors import enrol
from tests.people import log_in, make_person
client = Client()
log_in(client, make_person("alice"))
enrol(client)
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory) -> dict[str, str]:
    """What a process needs to find a fresh site on SQLite, with somebody who has an app."""
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
        ["-c", ENROL],
    ):
        argv = [sys.executable, *command]
        subprocess.run(argv, cwd=ROOT, env=found, check=True)  # noqa: S603 -- our own argv
    return found


@pytest.mark.processes
@pytest.mark.parametrize(
    ("kind", "name", "limit"),
    [("passwords", "nobody", LIMIT), (CODES, "alice", LIMIT), ("passwords", "other", ANOTHER)],
)
def test_forty_guesses_at_once_from_two_processes_on_sqlite(environment, kind, name, limit):
    change = [sys.executable, "-c", SET_LIMIT, str(limit)]
    subprocess.run(change, cwd=ROOT, env=environment, check=True)  # noqa: S603 -- our own argv
    argv = [sys.executable, "-m", "tests.accounts.parallel", kind, "20", "20"]
    runs = [
        subprocess.Popen(  # noqa: S603 -- our own argv
            [*argv, f"{name}@example.org"], cwd=ROOT, env=environment, stdout=subprocess.PIPE
        )
        for _ in range(2)
    ]
    total: Counter[str] = Counter()
    for run in runs:
        out, _ = run.communicate(timeout=120)
        total.update(json.loads(out.splitlines()[-1]))
    assert_held(total, limit)
