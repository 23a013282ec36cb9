"""Addresses: where a keyed digest stands for them, and that nothing else is kept."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network

import pytest
from axes.models import AccessAttempt, AccessFailureLog
from django.core.cache import cache, caches
from django.test import Client

from accounts.addresses import is_pseudonym, pseudonym, short
from accounts.ban_rules import Rules
from accounts.services.ban_rules import hide_addresses, set_rules
from tests.accounts.test_admin import clerk, office, root  # noqa: F401 -- fixtures
from tests.accounts.test_nothing_left import tables_with
from tests.people import PASSWORD, WRONG_PASSWORD, log_in, make_person
from tests.site.canary import files_with, holds

NOW = datetime(2026, 3, 27, 12, tzinfo=UTC)
BANS = "/admin/axes/accessattempt/"
WAIT = timedelta(minutes=15)
HIDDEN, PLAIN = Rules(5, WAIT, pseudonymous=True), Rules(5, WAIT, pseudonymous=False)
FOUR, SIX, SIX_TOO = "203.0.113.77", "2001:db8:7731:9::5", "2001:db8:7731:9:ffff::6"


@pytest.fixture
def plain(settings) -> None:
    """A site that keeps addresses as they are."""
    settings.DASITE_PSEUDONYMOUS_ADDRESSES = False


def at(address: str) -> Client:
    return Client(REMOTE_ADDR=address)


def kept() -> set[str]:
    return {str(one) for one in AccessAttempt.objects.values_list("ip_address", flat=True)}


def test_a_pseudonym_is_the_same_for_the_same_address_and_no_other():
    assert pseudonym(FOUR) == pseudonym(FOUR) != pseudonym("203.0.113.78")
    assert pseudonym(pseudonym(FOUR)) == pseudonym(FOUR)


def test_a_pseudonym_looks_like_an_address_that_no_request_comes_from():
    assert ip_address(pseudonym(FOUR)) in ip_network("100::/64")
    assert is_pseudonym(pseudonym(FOUR))
    assert not any(map(is_pseudonym, (FOUR, SIX, "100::", "", "nowhere")))


def test_another_secret_makes_other_pseudonyms(settings):
    before = pseudonym(FOUR)
    settings.SECRET_KEY = "another secret" * 4
    assert pseudonym(FOUR) != before


def test_a_pseudonym_is_shown_in_eight_letters_and_an_address_as_it_is():
    assert len(short(pseudonym(FOUR))) == 9
    assert (short(FOUR), short("")) == (FOUR, "")


@pytest.mark.parametrize("address", [FOUR, SIX])
def test_a_ban_of_a_pseudonym_holds_for_its_address_alone(alice, address):
    for _ in range(5):
        log_in(at(address), alice, WRONG_PASSWORD)
    assert kept() == {pseudonym("2001:db8:7731:9::" if address == SIX else FOUR)}
    assert log_in(at(address), alice).status_code == 429
    assert log_in(at("198.51.100.1"), alice).status_code == 302


def test_a_household_of_ipv6_has_one_pseudonym(alice):
    for address in (SIX, SIX_TOO) * 2 + (SIX,):
        log_in(at(address), alice, WRONG_PASSWORD)
    assert len(kept()) == 1
    assert log_in(at(SIX_TOO), alice).status_code == 429


def test_where_it_is_switched_off_addresses_are_kept(plain, alice):
    log_in(at(FOUR), alice, WRONG_PASSWORD)
    assert kept() == {FOUR}
    assert log_in(at(FOUR), alice).status_code == 302
    assert kept() == set()


def test_switching_on_rewrites_what_is_there_and_bans_go_on(plain, alice):
    for _ in range(5):
        log_in(at(FOUR), alice, WRONG_PASSWORD)
    AccessFailureLog.objects.create(ip_address=FOUR, attempt_time=NOW)
    assert set_rules(HIDDEN, by=None, now=NOW)
    assert kept() == {pseudonym(FOUR)}
    assert tables_with(FOUR) == set()
    assert log_in(at(FOUR), alice).status_code == 429


def test_switching_on_in_the_middle_gives_nobody_more_guesses(plain, alice):
    codes = [log_in(at(FOUR), alice, WRONG_PASSWORD).status_code for _ in range(3)]
    set_rules(HIDDEN, by=None, now=NOW)
    codes += [log_in(at(FOUR), alice, WRONG_PASSWORD).status_code for _ in range(3)]
    assert codes == [200, 200, 200, 200, 429, 429]


def test_switching_off_brings_no_address_back_and_gives_nobody_more_guesses(alice):
    codes = [log_in(at(FOUR), alice, WRONG_PASSWORD).status_code for _ in range(3)]
    set_rules(PLAIN, by=None, now=NOW)
    assert kept() == {pseudonym(FOUR)}
    codes += [log_in(at(FOUR), alice, WRONG_PASSWORD).status_code for _ in range(3)]
    assert codes[-1] == 429
    assert codes.count(200) <= 5


def test_an_address_that_has_both_becomes_one_row_with_all_its_guesses(alice):
    for rules in (None, PLAIN):
        if rules:
            set_rules(rules, by=None, now=NOW)
        log_in(at(FOUR), alice, WRONG_PASSWORD)
    assert kept() == {FOUR, pseudonym(FOUR)}
    set_rules(HIDDEN, by=None, now=NOW)
    assert AccessAttempt.objects.get().failures_since_start == 2
    assert log_in(at(FOUR), alice).status_code == 302
    assert kept() == set()


def test_rewriting_twice_does_no_harm(plain, alice):
    log_in(at(FOUR), alice, WRONG_PASSWORD)
    assert [hide_addresses(), hide_addresses()] == [1, 0]


@pytest.mark.parametrize("rules", [HIDDEN, PLAIN])
def test_guesses_are_found_by_address_and_by_what_is_shown(office, alice, bob, rules):  # noqa: F811
    set_rules(rules, by=None, now=NOW)
    log_in(at(SIX), alice, WRONG_PASSWORD)
    log_in(at(FOUR), bob, WRONG_PASSWORD)
    wanted = AccessAttempt.objects.order_by("pk").first()
    for words in (SIX_TOO, SIX, short(wanted.ip_address).upper()):
        answer = office.post(f"{BANS}find/", {"words": words})
        assert answer["Location"] == f"{BANS}?id__in={wanted.pk}"
        assert "1 wrong guess" in office.get(answer["Location"]).content.decode().lower()


@pytest.mark.parametrize("words", ["198.51.100.1", "nothing", ""])
def test_what_is_not_found_is_said_and_not_repeated(office, words):  # noqa: F811
    answer = office.post(f"{BANS}find/", {"words": words}, follow=True)
    page = answer.content.decode()
    assert ("Nobody has guessed wrong" if words else "Enter an IP address") in page
    assert not words or words not in page.replace("Nobody has guessed wrong", "")


def test_only_who_lifts_bans_finds_them(clerk, alice):  # noqa: F811
    log_in(at(FOUR), alice, WRONG_PASSWORD)
    assert clerk("see_people").post(f"{BANS}find/", {"words": FOUR}).status_code == 403


def test_no_address_is_anywhere(settings, db, caplog, mailoutbox):
    """Each page that reads an address is asked from one that is found again."""
    caplog.set_level(logging.DEBUG)
    settings.DASITE_TRUSTED_PROXIES = ["10.0.0.0/24"]
    cache.clear()
    for address in (FOUR, SIX):
        browser = Client(REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": address})
        person = make_person(f"person{len(address)}")
        form = {"email": f"new{len(address)}@example.org"}
        browser.post("/account/password/reset/", {"email": person.email})
        browser.post("/receipts/", {"receipt": "x"})
        log_in(browser, person, WRONG_PASSWORD)
        log_in(browser, person)
        browser.get("/my-data/")
        browser.post("/account/password/change/", {"oldpassword": WRONG_PASSWORD})
        browser.post("/account/factors/totp/activate/", {"code": "000000"})
        browser.post("/profile/delete/code/")
        browser.post("/account/logout/")
        passwords = {"password1": PASSWORD, "password2": PASSWORD}
        browser.post("/account/signup/", {**form, **passwords})
        for _ in range(7):
            log_in(browser, person, WRONG_PASSWORD)
    assert AccessAttempt.objects.exists()
    memory = repr(vars(caches["default"])["_cache"]).encode()
    assert memory != b"OrderedDict()"
    for word in (FOUR, SIX, "2001:db8:7731:9", "10.0.0.1"):
        assert tables_with(word) == set()
        assert not holds(memory, word)
        assert word not in caplog.text
        assert not files_with(settings.VAR_DIR, word)
        assert not any(word in f"{mail.subject} {mail.body}" for mail in mailoutbox)
