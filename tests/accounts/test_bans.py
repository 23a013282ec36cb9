"""Bans: whose guess it is, from where, and what the page says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt
from django.test import Client, RequestFactory

from accounts.addresses import read_address
from accounts.bans import in_words
from accounts.guesses import reserve, time_left
from accounts.models import GuessCount
from privacy.models import UnlockedKey
from tests.people import PASSWORD, WRONG_PASSWORD, log_in

NOW = datetime(2026, 3, 27, 12, tzinfo=UTC)
SECONDS_10 = timedelta(seconds=10)
WAIT = timedelta(minutes=15)
PLACE: dict[str, Any] = {"address": "192.0.2.7", "account": "x"}


def ban(user) -> None:
    for _ in range(5):
        log_in(Client(), user, WRONG_PASSWORD)


def test_the_sixth_guess_meets_a_page_that_says_how_long(alice, client):
    with time_machine.travel(NOW, tick=False):
        ban(alice)
        answer = log_in(client, alice)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "900"
    assert "15 minutes" in answer.content.decode()


def test_an_unknown_account_is_banned_alike(db):
    form = {"login": "nobody@example.org", "password": WRONG_PASSWORD}
    answers = [Client().post("/account/login/", form).status_code for _ in range(6)]
    assert answers == [200, 200, 200, 200, 429, 429]


def test_a_ban_ends_by_itself(alice, client):
    with time_machine.travel(NOW, tick=False):
        ban(alice)
    with time_machine.travel(NOW + timedelta(minutes=15) - SECONDS_10, tick=False):
        assert log_in(client, alice).status_code == 429
    with time_machine.travel(NOW + timedelta(minutes=15) + SECONDS_10, tick=False):
        assert log_in(client, alice).status_code == 302


def test_guesses_while_banned_do_not_prolong_it(db):
    for seconds in range(20):
        reserve(**PLACE, now=NOW + timedelta(seconds=seconds))
    assert time_left(**PLACE, now=NOW + timedelta(seconds=4), wait=WAIT) == WAIT
    assert GuessCount.objects.get().count == 6


def test_after_the_wait_counting_begins_anew(db):
    for _ in range(9):
        reserve(**PLACE, now=NOW)
    assert reserve(**PLACE, now=NOW + timedelta(minutes=15))
    assert GuessCount.objects.get().count == 1


def test_nobody_has_to_wait_who_never_guessed(db):
    assert time_left(**PLACE, now=NOW, wait=WAIT) == timedelta(0)


def test_a_ban_of_one_address_leaves_the_person_in_from_another(alice):
    ban(alice)
    elsewhere = Client(REMOTE_ADDR="198.51.100.1")
    assert log_in(elsewhere, alice).status_code == 302


def test_a_shared_address_does_not_ban_a_different_person(alice, bob, client):
    ban(alice)
    assert log_in(client, bob).status_code == 302


def test_a_forwarded_address_that_a_client_made_up_is_not_believed(alice):
    for number in range(5):
        log_in(Client(HTTP_X_FORWARDED_FOR=f"198.51.100.{number}"), alice, WRONG_PASSWORD)
    assert log_in(Client(HTTP_X_FORWARDED_FOR="198.51.100.9"), alice).status_code == 429


def asked(remote: str, forwarded: str = "") -> str:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return read_address(RequestFactory().get("/", REMOTE_ADDR=remote, headers=headers))


@pytest.mark.parametrize(
    ("remote", "forwarded", "found"),
    [
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "made up", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1, made up", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("203.0.113.5", "198.51.100.1", "203.0.113.5"),
        # ports, as some proxies write them
        ("10.0.0.1", "1.2.3.4, 198.51.100.1:50123", "198.51.100.1"),
        ("10.0.0.1", "[2001:db8:1:2::9]:50123", "2001:db8:1:2::"),
        ("10.0.0.1", "[2001:db8:1:2::9]", "2001:db8:1:2::"),
        ("10.0.0.1", "1.2.3.4, 198.51.100.1:50123, 10.0.0.2:80", "198.51.100.1"),
        # IPv6, of clients and of proxies, and IPv4 in its clothes
        ("10.0.0.1", "1.2.3.4, 2001:db8:1:2::9", "2001:db8:1:2::"),
        ("fd00::1", "1.2.3.4, 198.51.100.1, fd00::2", "198.51.100.1"),
        ("::ffff:10.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1"),
        ("::ffff:203.0.113.5", "198.51.100.1", "203.0.113.5"),
        ("10.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"),
        # all from proxies; none at all; what is no list
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", ",,,", "10.0.0.1"),
        ("10.0.0.1", " , 198.51.100.1 ", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1 10.0.0.2", "10.0.0.1"),
        ("10.0.0.1", "999.1.1.1", "10.0.0.1"),
        ("10.0.0.1", "010.0.0.1", "10.0.0.1"),
        ("10.0.0.1", "[2001:db8::1", "10.0.0.1"),
        ("10.0.0.1", "0x7f000001", "10.0.0.1"),
        ("10.0.0.1", "127.1", "10.0.0.1"),
        ("10.0.0.1", "unknown", "10.0.0.1"),
        ("10.0.0.1", "_hidden:80", "10.0.0.1"),
        ("10.0.0.1", "x" * 5_000, "10.0.0.1"),
        ("not an address", "198.51.100.1", "100::"),
    ],
)
def test_only_what_the_trusted_proxies_added_counts(settings, remote, forwarded, found):
    settings.DASITE_TRUSTED_PROXIES = ["10.0.0.0/24", "fd00::/8"]
    assert asked(remote, forwarded) == found


def test_a_household_of_ipv6_is_one_address():
    assert asked("2001:db8:1:2::1") == asked("2001:db8:1:2:ffff::9") == "2001:db8:1:2::"
    assert asked("2001:db8:1:3::1") != asked("2001:db8:1:2::1")


def test_an_ipv4_address_in_ipv6_clothes_is_itself():
    assert asked("::ffff:198.51.100.1") == "198.51.100.1"


def test_a_local_socket_has_an_address_too():
    assert asked("") == asked("unix:") == "100::"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "1 minute"), (60, "1 minute"), (61, "2 minutes"), (900, "15 minutes")],
)
def test_a_wait_is_said_rounded_up(seconds, words):
    assert in_words(timedelta(seconds=seconds)) == words


def test_axes_stores_neither_the_form_nor_whose_it_was(alice, client):
    client.post("/account/login/?x=1", {"login": alice.email, "password": WRONG_PASSWORD})
    client.post("/account/login/?x=1", {"login": alice.email, "password": WRONG_PASSWORD})
    row = AccessAttempt.objects.get()
    assert (row.get_data, row.post_data, row.http_accept) == ("", "", "")
    assert "alice" not in (row.username or "")
    assert row.failures_since_start == 2


def test_the_right_password_during_a_ban_is_not_looked_at(alice, client, argon_runs):
    ban(alice)
    argon_runs.clear()
    assert log_in(client, alice, PASSWORD).status_code == 429
    assert argon_runs == []


def test_a_ban_drops_what_is_unlocked_in_the_browser_that_guesses(alice, browser):
    assert UnlockedKey.objects.count() == 1
    answers = [
        browser.post("/profile/unlock/", {"password": WRONG_PASSWORD}).status_code
        for _ in range(6)
    ]
    assert answers[-1] == 429
    assert not UnlockedKey.objects.exists()


@pytest.mark.parametrize("changing", ["{n}.1.2.3, 198.51.100.1", "made up {n}, 198.51.100.1"])
def test_what_is_written_before_the_proxys_own_hop_never_lengthens_the_leash(
    alice, settings, changing
):
    settings.DASITE_TRUSTED_PROXIES = ["10.0.0.0/24"]

    def come(number: int, password: str) -> int:
        hops = changing.format(n=number)
        client = Client(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=hops)
        return int(log_in(client, alice, password).status_code)

    assert [come(number, WRONG_PASSWORD) for number in range(1, 6)] == [200] * 4 + [429]
    assert come(9, PASSWORD) == 429
    other = Client(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.2")
    assert log_in(other, alice).status_code == 302


def test_a_proxy_that_adds_no_address_bans_nobody_but_who_guesses(alice, bob, settings):
    """Without the header all come from the proxy: one count for it, but for each account apart."""
    settings.DASITE_TRUSTED_PROXIES = ["10.0.0.1"]
    for _ in range(5):
        log_in(Client(REMOTE_ADDR="10.0.0.1"), alice, WRONG_PASSWORD)
    assert log_in(Client(REMOTE_ADDR="10.0.0.1"), bob).status_code == 302
    assert log_in(Client(REMOTE_ADDR="10.0.0.1"), alice).status_code == 429
