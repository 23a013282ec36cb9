"""Forty guesses at once: how many are really looked at. Also run as a process,
which reads what to guess at from its standard input, line by line."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from copy import deepcopy
from importlib import import_module
from threading import Barrier
from typing import Any

import django

GUESSES = 40
PASSWORD, UNKNOWN = "password", "unknown"


@contextmanager
def counted(looks: str) -> Iterator[list[int]]:
    """Count how often a function is called that looks at guesses."""
    module, _, name = looks.partition(":")
    place, calls = import_module(module), []
    real = getattr(place, name)

    def look(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        return real(*args, **kwargs)

    @contextmanager
    def permit() -> Iterator[None]:
        with real():  # who gets no turn in time is told so, and the guess is given back
            calls.append(1)
            yield

    setattr(place, name, permit if name == "_permit" else look)
    try:
        yield calls
    finally:
        setattr(place, name, real)


def guess(kind: str, threads: int, guesses: int, email: str) -> dict[str, int]:
    """Make wrong guesses from `threads` browsers with the cookies of one that got so far."""
    from django.test import Client  # noqa: PLC0415 -- a process sets Django up before

    from accounts.models import User  # noqa: PLC0415
    from tests.accounts.guessers import KINDS  # noqa: PLC0415

    one = KINDS[PASSWORD if kind == UNKNOWN else kind]
    user = User.objects.filter(email=email).first() or User(email=email)
    first = Client()
    one.reach(first, user)

    def post() -> int:
        client = Client()
        client.cookies = deepcopy(first.cookies)
        return int(one.guess(client, user).status_code)

    with counted(one.looks) as looked:
        return {**at_once(threads, guesses, post), "looked at": len(looked)}


def at_once(threads: int, guesses: int, post: Callable[[], int]) -> dict[str, int]:
    """Guess from so many threads, begun together; return how often each status came."""
    from django.db import connections  # noqa: PLC0415 -- a process sets Django up before

    start = Barrier(threads)

    def work(number: int) -> list[int]:
        start.wait()
        try:
            return [post() for _ in range(guesses // threads)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        return Counter(str(one) for many in pool.map(work, range(threads)) for one in many)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dasite.settings")
    django.setup()
    for line in sys.stdin:  # so that two processes begin together
        kind, threads, guesses, email = json.loads(line)
        print(json.dumps(guess(kind, threads, guesses, email)), flush=True)  # noqa: T201
