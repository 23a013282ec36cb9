"""Guessing with made-up addresses, at many accounts, at second factors, codes and receipts."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client

from accounts.models import GuessCount
from tests.factors import enrol, give_code
from tests.people import PASSWORD, WRONG_PASSWORD, log_in

LIMIT = 5
BANNED = 429
# What a client can write itself to look like many; each guess comes with another value.
MADE_UP = (
    "X-Forwarded-For",
    "X-Real-IP",
    "Forwarded",
    "X-Client-IP",
    "X-Cluster-Client-IP",
    "X-Originating-IP",
    "X-Remote-IP",
    "X-Remote-Addr",
    "Remote-Addr",
    "True-Client-IP",
    "CF-Connecting-IP",
    "Fastly-Client-IP",
    "X-Forwarded",
    "Forwarded-For",
    "Via",
)


def spoofed(number: int) -> dict[str, str]:
    """Return all of these headers, another address each time."""
    address = f"198.51.100.{number}"
    return {**dict.fromkeys(MADE_UP, address), "Forwarded": f"for={address};host=evil.example"}


def guess(number: int, email: str, password: str = WRONG_PASSWORD, **more) -> int:
    form = {"login": email, "password": password}
    return Client().post("/account/login/", form, headers=spoofed(number), **more).status_code


def test_no_header_that_a_client_writes_lengthens_the_leash(alice):
    statuses = [guess(number, alice.email) for number in range(2 * LIMIT)]
    assert statuses[LIMIT:] == [BANNED] * LIMIT
    assert guess(99, alice.email, PASSWORD) == BANNED


def test_behind_a_proxy_only_what_the_proxy_added_counts(alice, settings):
    settings.DASITE_TRUSTED_PROXIES = ["127.0.0.1/32"]
    form = {"login": alice.email, "password": WRONG_PASSWORD}
    chains = [f"198.51.100.{number}, 203.0.113.7" for number in range(2 * LIMIT)]
    statuses = [
        Client().post("/account/login/", form, headers={"X-Forwarded-For": chain}).status_code
        for chain in chains
    ]
    assert statuses[-1] == BANNED
    form["password"] = PASSWORD
    elsewhere = {"X-Forwarded-For": "203.0.113.7, 203.0.113.8"}
    assert Client().post("/account/login/", form, headers=elsewhere).status_code == 302


@pytest.mark.parametrize(
    "spelled", ["alice@example.org", " ALICE@example.org ", "Alice@EXAMPLE.org"]
)
def test_another_spelling_of_an_address_is_the_same_account(alice, spelled):
    for number in range(LIMIT):
        guess(number, alice.email)
    assert guess(9, spelled, PASSWORD) == BANNED


def test_one_household_of_addresses_counts_as_one(alice):
    for number in range(LIMIT):
        guess(0, alice.email, REMOTE_ADDR=f"2001:db8:1:2::{number:x}")
    assert guess(0, alice.email, PASSWORD, REMOTE_ADDR="2001:db8:1:2:ffff::1") == BANNED
    assert guess(0, alice.email, PASSWORD, REMOTE_ADDR="2001:db8:1:3::1") == 302


def test_one_password_at_many_accounts_is_counted_at_each_and_bans_no_neighbour(alice):
    """Behind one address may be a whole library: others log in, each account has its own count."""
    for number in range(40):
        assert guess(number, f"person{number}@example.org") == 200
    assert GuessCount.objects.count() == 40
    assert guess(1, alice.email, PASSWORD) == 302


@pytest.mark.parametrize("kind", ["app", "spare"])
def test_second_factors_are_guessed_five_times_from_wherever_they_are_guessed(alice, kind):
    own = Client()
    log_in(own, alice)
    _, spare = enrol(own)
    wrong = "000000" if kind == "app" else "00000000"
    statuses = []
    for number in range(LIMIT + 3):
        client = Client(REMOTE_ADDR=f"203.0.113.{number}")
        if log_in(client, alice).status_code == 302:
            statuses.append(give_code(client, wrong).status_code)
    assert statuses.count(200) == LIMIT
    client = Client(REMOTE_ADDR="203.0.113.99")
    log_in(client, alice)
    assert give_code(client, spare[0]).status_code == BANNED


def test_a_mailed_code_is_guessed_five_times_and_then_is_worth_nothing(alice):
    own = Client()
    log_in(own, alice)
    own.post("/profile/proof/code/", {"send": "1"})
    before = len(mail.outbox)
    for number in range(LIMIT):
        Client.post(own, "/profile/proof/code/", {"code": "00000000"}, headers=spoofed(number))
    answer = own.post("/profile/proof/code/", {"code": "00000000"})
    assert answer.status_code == BANNED
    assert len(mail.outbox) <= before + 1


def test_receipts_are_guessed_no_more_than_thirty_times_a_minute(db):
    statuses = [
        Client().post("/receipts/", {"receipt": "x"}, headers=spoofed(number)).status_code
        for number in range(70)
    ]
    assert statuses.count(BANNED) >= 10  # two minutes may have been touched
    assert 500 not in statuses
