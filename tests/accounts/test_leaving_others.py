"""What others could open of somebody who leaves: closed or left open by choice, and told."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import DeletionRequest, User
from accounts.services import leaving
from interviews.models import InterviewSession
from interviews.services import sessions, sharing
from privacy.retention import letters
from privacy.vault import admissions
from tests.accounts.test_leaving import (
    DELETE,
    LEAVING,
    WAIT,
    back,
    come,
    hold,
    send_mails,
    waiting,
)
from tests.people import PASSWORD
from tests.privacy.ladders import DAY, note

__all__ = ["back", "waiting"]


@pytest.fixture
def shared(alice, bob, make_shared) -> list:
    return [make_shared(alice, bob), make_shared(alice, bob)]


def opened_to(user: User) -> list:
    return admissions.admitted_to(user.subject_id, now=timezone.now())


def test_others_are_shut_out_at_once_and_let_in_again(alice, bob, shared, back):
    assert opened_to(bob) == []
    back.post(LEAVING, {"keep": "1"})
    assert len(opened_to(bob)) == 2


def test_each_shared_interview_is_listed_and_what_is_ticked_stays_open(
    alice, bob, shared, browser
):
    page = browser.get(DELETE).content.decode()
    assert page.count("open to 1 person") == 2
    browser.post(DELETE, {**WAIT, "copies": [str(shared[0].uid)]})
    assert opened_to(bob) == [shared[0].uid]
    send_mails()
    soon = [each for each in mail.outbox if each.to == [bob.email]]
    assert len(soon) == 1
    assert "save what you need" in soon[0].body
    assert alice.email not in soon[0].body


def test_helpers_are_told_once_that_it_is_gone_without_a_name(alice, bob, shared, waiting):
    come(waiting)
    send_mails()
    (told,) = [each for each in mail.outbox if each.to == [bob.email]]
    assert "has deleted them" in told.body
    for word in (alice.email, alice.name, shared[0].title):
        assert word not in f"{told.subject}{told.body}"


def test_helpers_are_told_too_when_it_goes_at_once(bob, shared, browser):
    browser.post(DELETE, {**WAIT, "when": "now"})
    send_mails()
    assert [each.to for each in mail.outbox] == [[bob.email]]


def test_nobody_can_save_a_copy_of_what_goes_at_once(alice, shared, browser):
    answer = browser.post(
        DELETE,
        {"password": PASSWORD, "when": "now", "copies": [str(shared[0].uid)]},
        follow=True,
    )
    assert "Nobody can save a copy" in answer.content.decode()
    assert re.search(rf'value="{shared[0].uid}"[^>]* checked', answer.content.decode())
    assert User.objects.filter(pk=alice.pk).exists()


def test_what_is_not_hers_cannot_be_ticked(alice, charlie, make_shared, browser, shared):
    other = make_shared(charlie, alice)
    answer = browser.post(DELETE, {**WAIT, "copies": [str(other.uid)]})
    assert answer["Location"] == DELETE
    assert "Select a valid choice" in browser.get(DELETE).content.decode()
    assert not DeletionRequest.objects.exists()


def test_who_is_gone_by_then_is_told_nothing(alice, bob, shared, waiting):
    leaving.leave_now(bob, now=timezone.now())
    come(waiting)
    send_mails()
    assert not [each for each in mail.outbox if each.to == [bob.email]]
    leaving.say_goes_soon(waiting.pk, bob.pk)
    assert not [each for each in mail.outbox if each.to == [bob.email]]


def test_nobody_lets_in_who_is_leaving(alice, waiting):
    assert sharing.find_person(alice.pk, alice.email) is None


def test_helpers_are_told_once_when_interviews_are_deleted_without_which(
    alice, bob, charlie, shared, make_shared
):
    make_shared(charlie, alice)
    sessions.erase_sessions(shared, now=timezone.now())
    send_mails()
    (told,) = mail.outbox
    assert told.to == [bob.email]
    for word in (alice.email, alice.name, shared[0].title, str(shared[0].uid)):
        assert word not in f"{told.subject}{told.body}"


def delete_by_mail(browser: Client, session: InterviewSession) -> str:
    """Follow the link of a notice to the page that deletes, and press its button."""
    notice = note(session, 30, timezone.now() + 30 * DAY, category="interviews.session")
    browser.post("/account/reauthenticate/", {"password": PASSWORD})
    address = "/" + letters.make_link(notice.message, letters.DELETE).split("/", 3)[3]
    return browser.post(address, follow=True).content.decode()


def test_helpers_are_told_too_when_it_is_deleted_by_the_link_of_a_mail(bob, shared, browser):
    assert "nobody can read it" in delete_by_mail(browser, shared[0])
    send_mails()
    (told,) = mail.outbox
    assert told.to == [bob.email]
    assert "has deleted them" in told.body


def test_nobody_is_told_when_the_link_of_a_mail_deletes_nothing(alice, shared, browser):
    hold(alice)
    assert "nothing was deleted" in delete_by_mail(browser, shared[0])
    send_mails()
    assert mail.outbox == []


def test_nobody_is_told_of_what_has_to_be_kept(alice, bob, shared):
    hold(alice)
    with pytest.raises(leaving.Held):
        sessions.erase_sessions(shared, now=timezone.now())
    send_mails()
    assert mail.outbox == []
