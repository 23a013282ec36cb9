"""A new password: one wrap is rewritten, all stays readable, other browsers are out."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client

from accounts.models import LoginSession
from privacy.models import UnlockedKey
from privacy.vault import subjects
from privacy.vault.box import create_box, open_box
from tests.people import NEW_PASSWORD, PASSWORD, WRONG_PASSWORD, log_in

CHANGE = "/account/password/change/"
FORM = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
PLACE = {"table": "t", "row": "1", "field": "f"}


def test_a_changed_password_opens_what_the_old_one_locked(alice, browser):
    scope = uuid4()
    sealed = create_box(scope, owner=alice.subject_id).seal(b"an answer", **PLACE)
    assert browser.post(CHANGE, FORM)["Location"] == "/profile/"
    unlocked = subjects.unlock(alice.subject_id, password=NEW_PASSWORD, key=None)
    assert open_box(scope, by=unlocked).open(sealed, **PLACE) == b"an answer"


def test_a_change_costs_two_argon2(browser, argon_runs):
    browser.post(CHANGE, FORM)
    assert len(argon_runs) == 2


def test_a_change_leaves_this_browser_in_and_open(browser):
    browser.post(CHANGE, FORM)
    assert b"open in this browser" in browser.get("/profile/").content


def test_a_change_signs_every_other_browser_out(alice, browser):
    other = Client()
    log_in(other, alice)
    browser.post(CHANGE, FORM)
    assert LoginSession.objects.filter(user=alice).count() == 1
    assert UnlockedKey.objects.count() == 1
    assert other.get("/profile/").status_code == 302


def test_the_old_password_is_dead(alice, browser):
    browser.post(CHANGE, FORM)
    assert log_in(Client(), alice).status_code == 200
    assert log_in(Client(), alice, NEW_PASSWORD).status_code == 302


def test_a_wrong_old_password_changes_nothing_and_counts_as_a_guess(alice, browser):
    for _ in range(4):
        answer = browser.post(CHANGE, {**FORM, "oldpassword": WRONG_PASSWORD})
        assert "not your present password" in answer.content.decode()
    assert browser.post(CHANGE, {**FORM, "oldpassword": WRONG_PASSWORD}).status_code == 429
    assert browser.post(CHANGE, FORM).status_code == 429
    assert log_in(Client(), alice).status_code == 429


def test_a_change_is_told_by_mail_without_a_word_of_it(alice, browser):
    browser.post(CHANGE, FORM)
    body = mail.outbox[0].body
    assert mail.outbox[0].to == [alice.email]
    assert NEW_PASSWORD not in body
    assert "127.0.0.1 " not in body


def test_a_failure_while_the_keys_are_rewritten_leaves_the_old_password(
    alice, browser, monkeypatch
):
    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(subjects, "change_password", broken)
    with pytest.raises(RuntimeError):
        browser.post(CHANGE, FORM)
    monkeypatch.undo()
    assert log_in(Client(), alice).status_code == 302


def test_a_stranger_changes_nobody_elses_password(alice, charlie):
    stranger = Client()
    log_in(stranger, charlie)
    stranger.post(CHANGE, FORM)
    assert log_in(Client(), alice).status_code == 302


def test_a_change_leaves_the_keys_of_who_used_this_browser_before(alice, bob):
    shared = Client()
    log_in(shared, bob)
    bobs = shared.cookies["unlock"].value
    log_in(Client(), alice)
    alice.set_password("set in a shell, opens nothing")
    alice.save()
    shared.cookies.clear()
    shared.cookies["unlock"] = bobs
    log_in(shared, alice, "set in a shell, opens nothing")
    shared.post(CHANGE, {**FORM, "oldpassword": "set in a shell, opens nothing"})
    assert (
        subjects.unlock(bob.subject_id, password=PASSWORD, key=None).subject_id == bob.subject_id
    )
