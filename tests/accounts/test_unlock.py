"""The password once more: when the key has lapsed and the login has not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client

from privacy.models import UnlockedKey
from privacy.vault import subjects
from tests.people import NEW_PASSWORD, PASSWORD, WRONG_PASSWORD, log_in

UNLOCK = "/profile/unlock/"


def unlock_cookie(client: Client) -> Any:
    (found,) = [one for one in client.cookies.values() if "unlock" in one.key]
    return found


@pytest.fixture
def lapsed(browser):
    """Alice's browser after an hour without her."""
    UnlockedKey.objects.update(idle_until=F("idle_until") - timedelta(hours=1))
    return browser


def test_a_lapsed_key_leaves_the_login(lapsed):
    page = lapsed.get("/profile/").content.decode()
    assert "At present they are locked" in page


def test_the_password_unlocks_and_leads_back(lapsed):
    answer = lapsed.post(UNLOCK, {"password": PASSWORD, "next": "/profile/?page=2"})
    assert (answer.status_code, answer["Location"]) == (303, "/profile/?page=2")
    assert b"open in this browser" in lapsed.get("/profile/").content


def test_unlocking_costs_one_argon2(lapsed, argon_runs):
    lapsed.post(UNLOCK, {"password": PASSWORD})
    assert len(argon_runs) == 1


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_it_leads_nowhere_else(lapsed, url):
    assert lapsed.post(UNLOCK, {"password": PASSWORD, "next": url})["Location"] == "/profile/"


def test_a_wrong_password_counts_as_a_guess_and_says_so(lapsed):
    for _ in range(4):
        answer = lapsed.post(UNLOCK, {"password": WRONG_PASSWORD})
        assert "That is not your password" in answer.content.decode()
    assert lapsed.post(UNLOCK, {"password": WRONG_PASSWORD}).status_code == 429
    assert lapsed.post(UNLOCK, {"password": PASSWORD}).status_code == 429


def test_a_ban_locks_what_is_open_in_the_browser(browser):
    for _ in range(5):
        browser.post(UNLOCK, {"password": WRONG_PASSWORD})
    assert not UnlockedKey.objects.exists()


def test_another_persons_password_does_not_unlock(lapsed, charlie):
    charlie.set_password(NEW_PASSWORD)
    charlie.save()
    assert lapsed.post(UNLOCK, {"password": NEW_PASSWORD}).status_code == 200
    assert b"At present they are locked" in lapsed.get("/profile/").content


def test_nobody_unlocks_without_a_login(client, db):
    assert client.get(UNLOCK)["Location"].startswith("/account/login/")
    assert client.post(UNLOCK, {"password": PASSWORD})["Location"].startswith("/account/login/")


def test_the_unlock_cookie_of_another_account_opens_nothing_and_is_worth_nothing_then(
    alice, browser, charlie
):
    hers = unlock_cookie(browser)
    stranger = Client()
    log_in(stranger, charlie)
    his = unlock_cookie(stranger)
    stranger.cookies[his.key] = hers.value
    assert b"At present they are locked" in stranger.get("/profile/").content
    assert b"At present they are locked" in browser.get("/profile/").content


def test_an_unlock_cookie_without_its_login_opens_nothing(browser, charlie):
    hers, nobody = unlock_cookie(browser), Client()
    nobody.cookies[hers.key] = hers.value
    assert nobody.get("/profile/")["Location"].startswith("/account/login/")


@pytest.fixture
def stuck(alice, browser) -> Client:
    """A browser of Alice after somebody set her password in a shell."""
    alice.set_password(NEW_PASSWORD)
    alice.save()
    elsewhere = Client()
    log_in(elsewhere, alice, NEW_PASSWORD)
    return elsewhere


def test_a_password_set_in_a_shell_is_explained(stuck):
    page = stuck.post(UNLOCK, {"password": NEW_PASSWORD}).content.decode()
    assert "locked with an earlier password" in page


def test_the_password_of_before_puts_everything_under_the_present_one(alice, stuck):
    answer = stuck.post(UNLOCK, {"password": NEW_PASSWORD, "old": PASSWORD, "next": "/profile/"})
    assert answer.status_code == 303
    assert subjects.unlock(alice.subject_id, password=NEW_PASSWORD, key=None).generation == 1
    assert b"open in this browser" in stuck.get("/profile/").content


def test_the_password_of_before_cannot_be_tried_out(stuck):
    form = {"password": NEW_PASSWORD, "old": WRONG_PASSWORD}
    for _ in range(4):
        assert "not locked with this password or code" in stuck.post(UNLOCK, form).content.decode()
    assert stuck.post(UNLOCK, form).status_code == 429
    assert stuck.post(UNLOCK, {**form, "old": PASSWORD}).status_code == 429


def test_a_rush_uses_up_no_guess_at_the_password_of_before(stuck, rush):
    form = {"password": NEW_PASSWORD, "old": PASSWORD}
    for _ in range(8):
        assert stuck.post(UNLOCK, form).status_code == 503
    rush.close()
    assert stuck.post(UNLOCK, form).status_code == 303


def test_a_rush_uses_up_no_guess_at_the_present_password(lapsed, rush):
    for _ in range(8):
        assert lapsed.post(UNLOCK, {"password": PASSWORD}).status_code == 503
    rush.close()
    assert lapsed.post(UNLOCK, {"password": PASSWORD}).status_code == 303
