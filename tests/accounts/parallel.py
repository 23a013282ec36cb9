"""Forty guesses at once: how many passwords are really looked at. Also run as a process."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import django

GUESSES = 40


def guess(threads: int, guesses: int, email: str) -> dict[str, int]:
    """Post `guesses` wrong passwords from `threads` threads; return statuses and Argon2 runs."""
    from django.db import connections  # noqa: PLC0415 -- a process sets Django up before
    from django.test import Client  # noqa: PLC0415

    from privacy.vault import kdf  # noqa: PLC0415

    looked_at: list[int] = []
    real, start = kdf._permit, Barrier(threads)

    @contextmanager
    def counted() -> Iterator[None]:
        looked_at.append(1)
        with real():
            yield

    def work(number: int) -> list[int]:
        start.wait()
        try:
            return [
                Client()
                .post("/account/login/", {"login": email, "password": f"wrong guess {number} {n}"})
                .status_code
                for n in range(guesses // threads)
            ]
        finally:
            connections.close_all()

    kdf._permit = counted
    try:
        with ThreadPoolExecutor(threads) as pool:
            statuses = Counter(str(one) for many in pool.map(work, range(threads)) for one in many)
    finally:
        kdf._permit = real
    return {**statuses, "looked at": len(looked_at)}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dasite.settings")
    django.setup()
    print(json.dumps(guess(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])))  # noqa: T201
