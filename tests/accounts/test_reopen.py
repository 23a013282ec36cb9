"""What a forgotten password locked, opened again by whoever remembers it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import GuessCount
from privacy.models import UnlockedKey
from privacy.vault import subjects
from privacy.vault.box import create_box, open_box
from tests.accounts.test_password_reset import ask, follow
from tests.people import NEW_PASSWORD, PASSWORD, WRONG_PASSWORD, log_in

REOPEN = "/profile/reopen/"
PLACE = {"table": "t", "row": "1", "field": "f"}


@pytest.fixture
def scope():
    return uuid4()


@pytest.fixture
def sealed(alice, browser, scope) -> bytes:
    """What Alice answered before she forgot her password."""
    return create_box(scope, owner=alice.subject_id).seal(b"an answer", **PLACE)


@pytest.fixture
def renewed(alice, sealed):
    """A browser in which she chose a new password by mail."""
    client = Client()
    form = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    client.post(follow(client, ask(client, alice.email)), form)
    return client


def test_the_profile_says_what_is_locked_and_offers_to_open_it(renewed):
    page = renewed.get("/profile/").content.decode()
    assert "Locked with a password you had before: 1 interview." in page
    assert REOPEN in page


def test_the_profile_says_nothing_of_it_when_nothing_is_locked(browser):
    assert REOPEN not in browser.get("/profile/").content.decode()
    assert "Nothing of yours is locked" in browser.get(REOPEN).content.decode()


def test_the_password_of_before_opens_it_again(alice, renewed, scope, sealed):
    page = renewed.post(REOPEN, {"old": PASSWORD}, follow=True).content.decode()
    assert "Open again: 1 interview." in page
    unlocked = subjects.unlock(alice.subject_id, password=NEW_PASSWORD, key=None)
    assert open_box(scope, by=unlocked).open(sealed, **PLACE) == b"an answer"


@pytest.mark.parametrize("old", [WRONG_PASSWORD, NEW_PASSWORD])
def test_another_password_opens_nothing(alice, renewed, old):
    page = renewed.post(REOPEN, {"old": old}).content.decode()
    assert "Nothing of yours is locked with this password or code" in page
    assert subjects.locked_scopes(alice.subject_id) == 1


def test_passwords_of_before_cannot_be_tried_out(alice, renewed):
    for _ in range(4):
        assert renewed.post(REOPEN, {"old": WRONG_PASSWORD}).status_code == 200
    assert renewed.post(REOPEN, {"old": WRONG_PASSWORD}).status_code == 429
    log_in(renewed, alice, NEW_PASSWORD)
    renewed.post("/profile/unlock/", {"password": NEW_PASSWORD})
    assert renewed.post(REOPEN, {"old": PASSWORD}).status_code == 429
    assert subjects.locked_scopes(alice.subject_id) == 1


def test_a_rush_uses_up_no_guess_at_passwords_of_before(alice, renewed, rush):
    for _ in range(8):
        assert renewed.post(REOPEN, {"old": PASSWORD}).status_code == 503
    assert sum(GuessCount.objects.values_list("count", flat=True)) == 0
    rush.close()
    assert renewed.post(REOPEN, {"old": PASSWORD}).status_code == 302
    assert subjects.locked_scopes(alice.subject_id) == 0


def test_the_present_keys_have_to_be_at_hand(renewed):
    UnlockedKey.objects.update(idle_until=timezone.now())
    answer = renewed.post(REOPEN, {"old": PASSWORD})
    assert answer["Location"] == "/profile/unlock/?next=%2Fprofile%2Freopen%2F"


def test_a_stranger_opens_nothing_with_her_password(alice, renewed, charlie):
    stranger = Client()
    log_in(stranger, charlie)
    stranger.post(REOPEN, {"old": PASSWORD})
    assert subjects.locked_scopes(alice.subject_id) == 1


def test_keys_of_whoever_used_the_browser_before_are_dropped(browser, charlie):
    """Alice's keys are in the browser; Charlie logs in there without his own being opened."""
    browser.force_login(charlie)
    assert b"At present they are locked" in browser.get("/profile/").content
    assert not UnlockedKey.objects.exists()
