"""Forty guesses at once: how many are really looked at. Also run as a process."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

import django

GUESSES = 40
CODES = "codes"


def guess(threads: int, guesses: int, email: str) -> dict[str, int]:
    """Post `guesses` wrong passwords from `threads` threads; return statuses and Argon2 runs."""
    from django.test import Client  # noqa: PLC0415 -- a process sets Django up before

    from privacy.vault import kdf  # noqa: PLC0415

    looked_at: list[int] = []
    real = kdf._permit

    @contextmanager
    def counted() -> Iterator[None]:
        with real():  # who gets no turn in time is told so, and the guess is given back
            looked_at.append(1)
            yield

    def post(number: str) -> int:
        form = {"login": email, "password": f"wrong guess {number}"}
        return Client().post("/account/login/", form).status_code

    kdf._permit = counted
    try:
        return {**at_once(threads, guesses, post), "looked at": len(looked_at)}
    finally:
        kdf._permit = real


def guess_codes(threads: int, guesses: int, email: str) -> dict[str, int]:
    """Log in once, then post wrong codes from `threads` browsers with that login's cookie."""
    from allauth.mfa.totp.internal import auth  # noqa: PLC0415 -- a process sets Django up before
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from tests.factors import give_code  # noqa: PLC0415
    from tests.people import PASSWORD  # noqa: PLC0415

    looked_at: list[int] = []
    real = auth.validate_totp_code

    def counted(secret: str, code: str) -> bool:
        looked_at.append(1)
        return bool(real(secret, code))

    first = Client()
    first.post("/account/login/", {"login": email, "password": PASSWORD})
    cookie = first.cookies[settings.SESSION_COOKIE_NAME].value

    def post(number: str) -> int:
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = cookie
        return int(give_code(client, f"wrong guess {number}").status_code)

    auth.validate_totp_code = counted
    try:
        return {**at_once(threads, guesses, post), "looked at": len(looked_at)}
    finally:
        auth.validate_totp_code = real


def at_once(threads: int, guesses: int, post: Callable[[str], int]) -> dict[str, int]:
    """Guess from so many threads, begun together; return how often each status came."""
    from django.db import connections  # noqa: PLC0415 -- a process sets Django up before

    start = Barrier(threads)

    def work(number: int) -> list[int]:
        start.wait()
        try:
            return [post(f"{number} {n}") for n in range(guesses // threads)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        return Counter(str(one) for many in pool.map(work, range(threads)) for one in many)


def guesser(kind: str) -> Callable[[int, int, str], dict[str, Any]]:
    return guess_codes if kind == CODES else guess


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dasite.settings")
    django.setup()
    kind, threads, guesses, email = sys.argv[1:]
    print(json.dumps(guesser(kind)(int(threads), int(guesses), email)))  # noqa: T201
