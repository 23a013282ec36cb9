#!/usr/bin/env python3
"""Measures what an attempt to log in costs, with and without a second factor: SQLite, real Argon2.

    .venv/bin/python benchmarks/login.py [ROUNDS]

Prints the median and the 95th percentile in milliseconds of this process (what others do on the
machine at the time counts little), and the queries of a request on both databases. Requests go
through the whole stack of middleware, without a socket.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ARGON2 = {"memory_kib": 65_536, "passes": 3, "lanes": 1, "floor": True}
PLAIN, BOTH, NOBODY = "alice@example.org", "bob@example.org", "nobody@example.org"
MS = 1_000
LIMIT = 5  # wrong guesses, by the settings
# Makes ready what is not measured, and returns the request that is.
Prepare = Callable[[], Callable[[], Any]]


def main() -> None:
    """Log in each way and print a table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    sys.path.insert(0, str(ROOT))
    from benchmarks.five_questions import PASSWORD, set_up

    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        secret = enrol(PASSWORD)
        for name, attempt in attempts(PASSWORD, secret).items():
            taken, queries = measure(attempt, rounds)
            median, p95 = statistics.median(taken), taken[int(len(taken) * 0.95)]
            print(f"{name:32} median {median:6.1f} ms   p95 {p95:6.1f} ms   {queries} queries")


def enrol(password: str) -> str:
    """Make somebody with an authenticator app, and return its secret."""
    from django.conf import settings
    from django.test import Client

    from accounts.models import User
    from tests.factors import enrol as set_up_app

    settings.DASITE_ARGON2 = ARGON2
    for email in (PLAIN, BOTH):
        user = User.objects.filter(email=email).first() or User(email=email)
        user.set_password(password)
        user.save()
    client = Client()
    client.post("/account/login/", {"login": BOTH, "password": password})
    return set_up_app(client, password)[0]


def attempts(password: str, secret: str) -> dict[str, Prepare]:
    """Return what prepares each kind of attempt and hands back the request to measure."""
    from django.test import Client

    from accounts.models import User
    from tests.factors import code, give_code
    from tests.programs import WRONG, key_of

    def by_password(email: str, word: str) -> Prepare:
        form = {"login": email, "password": word}
        return lambda: partial(Client().post, "/account/login/", form)

    def after_too_many() -> Callable[[], Any]:
        for _ in range(LIMIT):
            Client().post("/account/login/", {"login": PLAIN, "password": "wrong"})
        return by_password(PLAIN, password)()

    def by_code(given: Callable[[], str]) -> Prepare:
        def prepare() -> Callable[[], Any]:
            client = Client()
            client.post("/account/login/", {"login": BOTH, "password": password})
            return lambda: give_code(client, given())

        return prepare

    def by_key(written: str, before: int = 0) -> Prepare:
        headers = {"Authorization": f"Bearer {written}"}
        ask = partial(Client().get, "/api/v1/sessions", headers=headers)

        def prepare() -> Callable[[], Any]:
            for _ in range(before):
                ask()
            return ask

        return prepare

    key = key_of(User.objects.get(email=PLAIN))
    wrong = f"{key[:-43]}{WRONG}"
    return {
        "API key and a list": by_key(key),
        "wrong API key": by_key(wrong),
        "API key: no guess is left": by_key(wrong, LIMIT),
        "right password, no factor": by_password(PLAIN, password),
        "wrong password": by_password(PLAIN, "wrong"),
        "unknown address": by_password(NOBODY, "wrong"),
        "right password, factor follows": by_password(BOTH, password),
        "right code": by_code(lambda: code(secret)),
        "wrong code": by_code(lambda: "000000"),
        "refused: no guess is left": after_too_many,
    }


def measure(prepare: Prepare, rounds: int) -> tuple[list[float], int]:
    """Return the sorted milliseconds of each round, and the queries of the last."""
    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    taken, queries = [], 0
    for _ in range(rounds):
        forget()
        request = prepare()
        began = time.process_time()
        request()
        taken.append((time.process_time() - began) * MS)
    forget()
    request = prepare()
    with (
        CaptureQueriesContext(connections["default"]) as default,
        CaptureQueriesContext(connections["vault"]) as vault,
    ):
        request()
    queries = len(default) + len(vault)
    return sorted(taken), queries


def forget() -> None:
    """Let each attempt be the first: no guess counted, no code used, no browser known."""
    from axes.models import AccessAttempt
    from django.core.cache import cache

    from accounts.models import GuessCount, LoginSession
    from privacy.models import UnlockedKey

    for model in (AccessAttempt, GuessCount, LoginSession, UnlockedKey):
        model.objects.all().delete()
    cache.clear()


if __name__ == "__main__":
    main()
