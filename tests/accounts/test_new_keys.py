"""'Somebody knows my password': new keys, all still readable, the old ones dead for ever."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import LoginSession
from privacy.models import KeyShare, SubjectKey, UnlockedKey
from privacy.vault import renewal, subjects, ways
from privacy.vault.box import create_box, open_box
from privacy.vault.recovery import make_code
from tests.people import NEW_PASSWORD, PASSWORD, WRONG_PASSWORD, log_in

PAGE = "/profile/new-keys/"
FORM = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
PLACE = {"table": "t", "row": "1", "field": "f"}


@pytest.fixture
def scope(alice, browser):
    return uuid4()


@pytest.fixture
def sealed(alice, scope) -> bytes:
    return create_box(scope, owner=alice.subject_id).seal(b"an answer", **PLACE)


def reads(alice, scope, sealed) -> bool:
    unlocked = subjects.unlock(alice.subject_id, password=NEW_PASSWORD, key=None)
    return open_box(scope, by=unlocked).open(sealed, **PLACE) == b"an answer"


def test_the_page_says_how_much_moves(browser, sealed):
    assert "1 interview of yours moves" in browser.get(PAGE).content.decode()


def test_new_keys_read_what_the_old_ones_sealed_and_the_old_ones_are_gone(
    alice, browser, scope, sealed
):
    assert browser.post(PAGE, FORM)["Location"] == "/profile/recovery-code/"
    assert reads(alice, scope, sealed)
    assert SubjectKey.objects.get().generation == 2
    assert not KeyShare.objects.filter(owner=alice.subject_id, number=1).exists()


def test_new_keys_are_at_hand_at_once_and_nowhere_else(alice, browser, sealed):
    other = Client()
    log_in(other, alice)
    browser.post(PAGE, FORM)
    assert b"open in this browser" in browser.get("/profile/").content
    assert LoginSession.objects.filter(user=alice).count() == 1
    assert UnlockedKey.objects.count() == 1
    assert other.get("/profile/").status_code == 302


def test_new_keys_come_with_a_new_password_and_make_the_code_useless(alice, browser):
    unlocked = subjects.unlock(alice.subject_id, password=PASSWORD, key=None)
    ways.set_code(unlocked, code=make_code())
    browser.post(PAGE, FORM)
    assert ways.code_made_at(alice.subject_id) is None
    assert log_in(Client(), alice).status_code == 200
    assert log_in(Client(), alice, NEW_PASSWORD).status_code == 302


def test_new_keys_are_told_by_mail(alice, browser):
    browser.post(PAGE, FORM)
    assert mail.outbox[0].to == [alice.email]


def test_a_wrong_password_replaces_nothing(browser):
    answer = browser.post(PAGE, {**FORM, "oldpassword": WRONG_PASSWORD})
    assert "not your present password" in answer.content.decode()
    assert SubjectKey.objects.get().generation == 1


def test_the_keys_have_to_be_at_hand(browser):
    UnlockedKey.objects.update(idle_until=timezone.now())
    assert browser.post(PAGE, FORM)["Location"].startswith("/profile/unlock/?next=")


def test_what_was_cut_short_is_finished_at_the_next_login(
    alice, browser, scope, sealed, monkeypatch
):
    def die(*args):
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(renewal, "_move", die)
        with pytest.raises(MemoryError):
            browser.post(PAGE, FORM)
    assert KeyShare.objects.filter(owner=alice.subject_id, number=1).exists()
    log_in(Client(), alice, NEW_PASSWORD)
    assert reads(alice, scope, sealed)
    assert not KeyShare.objects.filter(owner=alice.subject_id, number=1).exists()


def test_a_stranger_is_sent_to_the_login(db, client):
    assert client.get(PAGE)["Location"].startswith("/account/login/")
