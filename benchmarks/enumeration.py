#!/usr/bin/env python3
"""Measures whether the time of an answer tells who has an account: SQLite, real Argon2.

    .venv/bin/python -m benchmarks.enumeration [ROUNDS]

Asks each form by turns with an address that has an account and one that has none, and prints both
medians in milliseconds of the clock, as somebody sees them who asks, with their ratio. Ends with
1 if one is further from 1 than `LIMIT` allows. Mails are kept in memory, text messages not sent;
requests go through the whole stack of middleware, without a socket.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
KNOWN, UNKNOWN = "alice@example.org", "norma@example.org"
NUMBER, STRANGE = "+4915112345678", "+4915198765432"
LIMIT = 0.10
MS = 1_000
ROUNDS = 25
# What makes a browser ready for one typed address or number, and the request that is measured.
Form = tuple[Callable[[Any, str], Any], Callable[[Any, str], Any]]


def main() -> None:
    """Ask each form so many times and print a table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    sys.path.insert(0, str(ROOT))
    from benchmarks.five_questions import PASSWORD, set_up

    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        furnish(PASSWORD)
        worst = 0.0
        for name, form in forms(PASSWORD).items():
            pair = (NUMBER, STRANGE) if "phone" in name else (KNOWN, UNKNOWN)
            known, unknown = measure(form, pair, rounds)
            worst = max(worst, abs(known / unknown - 1))
            print(
                f"{name:24} known {known:7.1f} ms   unknown {unknown:7.1f} ms   "
                f"ratio {known / unknown:.3f}"
            )
        print(f"furthest from 1: {worst:.3f}, allowed {LIMIT:.2f}")
    sys.exit(int(worst > LIMIT))


def furnish(password: str) -> None:
    """Let Alice have keys, a confirmed address and a number; everything costs what it costs."""
    from allauth.account.models import EmailAddress
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from accounts import sms
    from accounts.models import PhoneNumber, User
    from accounts.services import phones
    from benchmarks.login import ARGON2

    settings.DASITE_ARGON2 = ARGON2
    settings.ACCOUNT_EVEN_SECONDS = 0.5  # as without the settings of tests
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    sms.send_aside = lambda number, text: None  # type: ignore[assignment, return-value]
    alice = User.objects.get(email=KNOWN)
    alice.set_password(password)
    alice.save()
    EmailAddress.objects.create(user=alice, email=KNOWN, verified=True, primary=True)
    PhoneNumber.objects.create(
        user=alice,
        sealed=phones.seal(alice, NUMBER),
        key=phones.key_of(NUMBER),
        confirmed_at=timezone.now(),
    )
    Client().post("/account/login/", {"login": KNOWN, "password": password})


def forms(password: str) -> dict[str, Form]:
    """Return each form that takes an address or a number."""

    def post(path: str, field: str, **more: str) -> Callable[[Any, str], Any]:
        return lambda client, typed: client.post(path, {field: typed, **more})

    def wrong_code(client: Any, typed: str) -> Any:
        return client.post("/account/login/code/confirm/", {"code": "0000 0000"})

    def nothing(client: Any, typed: str) -> None:
        """Come as a new browser."""

    by_mail, by_phone = (
        post("/account/login/code/", "email"),
        post("/account/login/phone/", "phone"),
    )
    twice = {"password1": "another staple of mine", "password2": "another staple of mine"}
    return {
        "log in, wrong password": (nothing, post("/account/login/", "login", password="x" * 12)),
        "forgotten password": (nothing, post("/account/password/reset/", "email")),
        "sign up": (nothing, post("/account/signup/", "email", **twice)),
        "sign up by mail": (nothing, post("/account/signup/mail/", "email")),
        "link by mail": (nothing, by_mail),
        "wrong mailed code": (by_mail, wrong_code),
        "code by phone": (nothing, by_phone),
        "wrong code by phone": (by_phone, wrong_code),
    }


def measure(form: Form, pair: tuple[str, str], rounds: int) -> tuple[float, float]:
    """Return the median milliseconds of both, asked by turns and in either order."""
    from django.test import Client

    reach, ask = form
    taken: dict[str, list[float]] = {typed: [] for typed in pair}
    for number in range(rounds):
        for typed in pair if number % 2 else reversed(pair):
            forget()
            client = Client()
            reach(client, typed)
            began = time.perf_counter()
            ask(client, typed)
            taken[typed].append((time.perf_counter() - began) * MS)
    known, unknown = (statistics.median(taken[typed]) for typed in pair)
    return known, unknown


def forget() -> None:
    """Let each request be the first: nothing asked before, and nobody new."""
    from django.core import mail

    from accounts.models import User
    from benchmarks.login import forget as forget_guesses

    forget_guesses()
    mail.outbox = []
    User._base_manager.filter(email=UNKNOWN).delete()


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
