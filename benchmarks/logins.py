#!/usr/bin/env python3
"""Measures what a login without a password costs, way by way, on SQLite; `login.py` has the rest.

    .venv/bin/python benchmarks/logins.py [ROUNDS]

Prints what `login.py` prints, of the request that logs in: a link or a code that was sent, a
passkey with its page, the way back from a provider on loopback, whose work counts, too.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
EMAIL, NUMBER, LOGIN = "erna@example.org", "+4915112345678", "erna-7731"
CONFIRM = "/account/login/code/confirm/"
# Makes ready what is not measured, and returns the request that is.
Prepare = Callable[[], Callable[[], Any]]


def main() -> None:
    """Log in each way and print a table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    sys.path.insert(0, str(ROOT))
    from benchmarks.five_questions import set_up
    from benchmarks.login import measure

    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        from tests.oidc_provider import running

        with running() as provider:
            for name, attempt in attempts(provider).items():
                assert "authenticate" not in attempt()()["Location"]  # nothing more is asked for
                taken, queries = measure(attempt, rounds)
                median, p95 = statistics.median(taken), taken[int(len(taken) * 0.95)]
                print(f"{name:32} median {median:6.1f} ms   p95 {p95:6.1f} ms   {queries} queries")


def furnish(provider: Any) -> Any:
    """Make somebody with every way but a passkey, and somebody else whose passkey is returned."""
    from django.conf import settings
    from django.test import Client

    from accounts import sms
    from tests.accounts.guessers import have_number
    from tests.accounts.social import come_by, configured
    from tests.authenticator import add
    from tests.people import log_in, make_person

    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.DASITE_SMS_SENDER = "tests.accounts.test_phone.Gateway"
    settings.SOCIALACCOUNT_PROVIDERS = configured(provider)
    setattr(sms, "send_aside", sms.try_sending)  # noqa: B010 -- before the page is answered, so that its code is at hand
    erna, client = make_person("erna"), Client()
    log_in(client, erna)
    come_by(client, provider, LOGIN, process="connect")
    have_number(erna)
    other = Client()  # a passkey is a second factor, too, and would be asked for after the others
    log_in(other, make_person("fritz"))
    passkey, _ = add(other)
    return passkey


def attempts(provider: Any) -> dict[str, Prepare]:
    """Return what prepares each kind of login and hands back the request to measure."""
    from django.test import Client

    from tests.accounts import test_login_by_mail, test_mailed_code, test_phone
    from tests.accounts.social import set_out, way_back
    from tests.authenticator import log_in_with

    passkey = furnish(provider)

    def by_link() -> Callable[[], Any]:
        test_login_by_mail.ask(Client(), EMAIL)
        return partial(Client().post, test_login_by_mail.link())

    def by_mailed_code() -> Callable[[], Any]:
        client = Client()
        test_login_by_mail.ask(client, EMAIL)
        return partial(client.post, CONFIRM, {"code": test_mailed_code.read_code()})

    def by_phone() -> Callable[[], Any]:
        client = Client()
        client.post(test_phone.ASK, {"phone": NUMBER})
        return partial(client.post, CONFIRM, {"code": test_phone.read_code()})

    def by_provider() -> Callable[[], Any]:
        client = Client()
        return partial(client.get, way_back(provider, set_out(client), LOGIN))

    return {
        "link by mail": by_link,
        "code by mail": by_mailed_code,
        "code by phone": by_phone,
        "passkey and its page": lambda: partial(log_in_with, Client(), passkey),
        "another service, the way back": by_provider,
    }


if __name__ == "__main__":
    main()
