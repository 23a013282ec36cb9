"""Leaving after a wait: locked and hidden at once, a way back, gone on the day, and told."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts import tasks
from accounts.models import DeletionRequest, DeletionRules, LoginSession, User
from accounts.services import deletion, leaving
from privacy.jobs import outbox
from privacy.models import Admission, Hold, LedgerEntry, Tombstone, UnlockedKey
from privacy.retention import receipts
from privacy.vault import box
from tests.people import PASSWORD, log_in, make_person

DELETE, LEAVING, PROFILE = "/profile/delete/", "/profile/leaving/", "/profile/"
WAIT = {"password": PASSWORD, "when": "wait"}
DAY = timedelta(days=1)
State = DeletionRequest.State


@pytest.fixture
def waiting(browser, alice) -> DeletionRequest:
    """Alice's account waits for its day."""
    assert browser.post(DELETE, WAIT)["Location"] == LEAVING
    return DeletionRequest.objects.get()


@pytest.fixture
def back(waiting, alice) -> Client:
    """A browser in which Alice logged in again meanwhile."""
    client = Client()
    log_in(client, alice)
    return client


def come(found: DeletionRequest) -> None:
    """Let the day come, and carry out what is due."""
    DeletionRequest.objects.filter(pk=found.pk).update(
        due_at=timezone.now() - timedelta(seconds=10), claimed_until=None
    )
    tasks.leave({}, timezone.now())


def send_mails() -> None:
    """Do the jobs that wait."""
    outbox.run_due(timezone.now, until=timezone.now() + timedelta(seconds=60))


def state() -> str:
    return str(DeletionRequest.objects.get().state)


def hold(user: User) -> Hold:
    return Hold.objects.create(
        kind="subject", ref=str(user.subject_id), reason="x", review_on=timezone.localdate()
    )


def test_the_account_is_logged_out_everywhere_and_its_keys_are_locked(alice, browser, bob):
    other = Client()
    log_in(other, alice)
    browser.post(DELETE, WAIT)
    assert not LoginSession.objects.filter(user=alice).exists()
    assert not UnlockedKey.objects.filter(subject_id=alice.subject_id).exists()
    assert other.get(PROFILE)["Location"].startswith("/account/login/")
    assert User.objects.filter(pk=alice.pk).exists()


def test_the_page_says_until_when_one_can_come_back(browser, waiting):
    page = browser.get(LEAVING).content.decode()
    assert "Your account is locked and will be deleted" in page
    assert f"{timezone.localtime(waiting.due_at):%B %Y}" in page


def test_nobody_else_is_shown_that_page(client, waiting):
    assert client.get(LEAVING)["Location"] == PROFILE


def test_the_wait_is_seven_days_until_an_administrator_says_otherwise(waiting):
    assert waiting.due_at - waiting.asked_at == 7 * DAY
    assert waiting.state == State.WAITING


def test_one_mail_says_until_when_and_how_to_come_back(alice, waiting):
    send_mails()
    (sent,) = mail.outbox
    assert sent.to == [alice.email]
    assert "/account/login/" in sent.body
    assert f"{timezone.localtime(waiting.due_at):%-d %B %Y}" in sent.body


def test_a_mail_is_not_sent_to_who_came_back_before(back):
    back.post(LEAVING, {"keep": "1"})
    send_mails()
    assert not mail.outbox


@pytest.mark.parametrize("path", [PROFILE, DELETE, "/my-data/", "/interviews/", "/admin/", "/"])
def test_who_logs_in_meanwhile_is_asked_and_sees_nothing_else(back, path):
    assert back.get(path)["Location"] == LEAVING
    page = back.get(LEAVING).content.decode()
    assert "Does your account stay?" in page
    assert ">Keep my account</button>" in page


def test_logging_in_alone_decides_nothing(back, waiting):
    back.get(LEAVING)
    back.post(LEAVING, {})
    assert state() == State.WAITING
    assert back.post("/account/logout/").status_code == 302


def test_who_keeps_the_account_has_it_back(alice, back):
    assert back.post(LEAVING, {"keep": "1"})["Location"] == PROFILE
    assert back.get(PROFILE).status_code == 200
    found = DeletionRequest.objects.get()
    assert (found.state, found.subject_id, found.account) == (State.CANCELLED, None, None)
    come(found)
    assert User.objects.get(pk=alice.pk).leaving_at is None


def test_who_kept_it_can_ask_again(back):
    back.post(LEAVING, {"keep": "1"})
    back.post(DELETE, WAIT)
    assert DeletionRequest.objects.filter(state=State.WAITING).count() == 1


def test_who_comes_back_can_have_it_deleted_at_once(alice, back):
    assert back.post(LEAVING, {"delete": "1"})["Location"] == "/profile/deleted/"
    assert not User._base_manager.filter(pk=alice.pk).exists()
    assert back.get("/profile/deleted/receipt/").json()["account"] == alice.pk
    assert state() == State.DONE


def test_ten_seconds_before_its_day_nothing_goes(alice, waiting):
    DeletionRequest.objects.update(due_at=timezone.now() + timedelta(seconds=10))
    tasks.leave({}, timezone.now())
    assert User.objects.filter(pk=alice.pk).exists()


def test_ten_seconds_after_its_day_it_is_gone_and_the_request_names_nobody(alice, waiting):
    come(waiting)
    send_mails()
    assert not User._base_manager.exists()
    assert Tombstone.objects.get().user_id == alice.pk
    found = DeletionRequest.objects.get()
    assert (found.state, found.subject_id, found.account) == (State.DONE, None, None)
    assert (found.address, found.to_tell) == ("", [])


def test_the_receipt_comes_by_mail_and_is_genuine(alice, waiting):
    come(waiting)
    send_mails()
    sent = mail.outbox[-1]
    assert sent.to == [alice.email]
    ((name, text, kind),) = sent.attachments
    assert (name, kind) == ("receipt.json", "application/json")
    assert receipts.check(text)["account"] == alice.pk


def test_an_address_for_a_receipt_that_cannot_be_mailed_is_forgotten_after_a_day(alice, waiting):
    come(waiting)
    assert DeletionRequest.objects.get().address == alice.email
    DeletionRequest.objects.update(ended_at=timezone.now() - DAY - timedelta(seconds=10))
    tasks.leave({}, timezone.now())
    assert DeletionRequest.objects.get().address == ""
    leaving.mail_receipt(waiting.pk, now=timezone.now())
    assert not mail.outbox


def test_the_plan_is_made_anew_on_the_day(alice, waiting):
    box.create_box(uuid4(), owner=alice.subject_id)
    come(waiting)
    assert not Admission.objects.filter(given_by=alice.subject_id).exists()
    assert not User._base_manager.exists()


def test_what_is_held_goes_when_the_hold_is_released(alice, waiting):
    order = hold(alice)
    come(waiting)
    assert (state(), DeletionRequest.objects.get().held_by) == (State.HELD, "hold")
    assert User.objects.filter(pk=alice.pk).exists()
    order.delete()
    come(waiting)
    assert state() == State.DONE


def test_what_waits_for_a_hold_is_not_looked_at_all_the_time(alice, waiting):
    hold(alice)
    come(waiting)
    assert leaving.carry_out_due(timezone.now, until=timezone.now() + DAY) == 0
    later = timezone.now() + timedelta(minutes=50)
    assert DeletionRequest.objects.get(claimed_until__gt=later).state == State.HELD


def test_while_something_is_held_it_cannot_go_at_once_and_the_page_says_so(alice, back):
    hold(alice)
    page = back.get(LEAVING).content.decode()
    assert "has to be kept by order" in page
    assert "Delete my account" not in page
    assert "delete it now" not in page
    assert "goes on its day" not in page
    refused = back.post(LEAVING, {"delete": "1"}, follow=True).content.decode()
    assert "Nothing was deleted" in refused
    assert state() == State.WAITING
    back.post(LEAVING, {"keep": "1"})
    assert state() == State.CANCELLED


def test_what_is_held_is_listed_with_how_many_and_that_all_else_waits_for_it(
    alice, bob, browser, make_shared
):
    kept, _free = make_shared(alice, bob), make_shared(alice, bob)
    assert "kept by order" not in {line.label for line in deletion.preview(alice).stays}
    Hold.objects.create(
        kind="session", ref=str(kept.uid), reason="x", review_on=timezone.localdate()
    )
    (line,) = [one for one in deletion.preview(alice).stays if "kept by order" in one.label]
    assert line.why.startswith("1 interview, ")
    assert line.why in browser.get(DELETE).content.decode()
    assert not [one for one in deletion.preview(bob).stays if "kept by order" in one.label]


def test_who_has_something_held_can_choose_the_wait(alice, browser):
    assert "At once. Nobody" in browser.get(DELETE).content.decode()
    hold(alice)
    page = browser.get(DELETE).content.decode()
    assert "You can choose the wait" in page
    assert "In 7 days." in page
    assert "At once. Nobody" not in page
    refused = browser.post(DELETE, {**WAIT, "when": "now"}, follow=True).content.decode()
    assert "Nothing was deleted" in refused
    assert "At once. Nobody" not in refused
    assert re.search(r'value="wait"[^>]* checked', refused)
    assert not DeletionRequest.objects.exists()
    assert browser.post(DELETE, WAIT)["Location"] == LEAVING


def test_what_was_taken_back_is_not_carried_out_in_a_restored_database(alice, back, waiting):
    back.post(LEAVING, {"keep": "1"})
    waiting.save()  # as an older copy has it
    User.objects.update(leaving_at=timezone.now())
    come(waiting)
    assert state() == State.CANCELLED
    assert User.objects.get(pk=alice.pk).leaving_at is None
    assert LedgerEntry.objects.filter(kind="cancelled").count() == 1


def test_once_it_is_begun_there_is_no_way_back(alice, back):
    DeletionRequest.objects.update(state=State.EXECUTING, claimed_until=timezone.now() + DAY)
    assert "being deleted at this moment" in back.get(LEAVING).content.decode()
    refused = back.post(LEAVING, {"keep": "1"}, follow=True).content.decode()
    assert "cannot be kept any more" in refused
    assert User.objects.get(pk=alice.pk).leaving_at is not None


def test_a_lock_without_a_request_can_be_opened(alice, back):
    DeletionRequest.objects.all().delete()
    assert back.get(LEAVING).status_code == 200
    back.post(LEAVING, {"keep": "1"})
    assert back.get(PROFILE).status_code == 200


def test_asking_twice_is_asking_once(alice, waiting):
    assert leaving.ask(alice, now=timezone.now()).pk == waiting.pk


def test_an_account_that_went_otherwise_ends_its_request(alice, waiting):
    deletion.delete_account(alice, now=timezone.now())
    come(waiting)
    found = DeletionRequest.objects.get()
    assert (found.state, found.subject_id) == (State.DONE, None)


def test_the_last_administrator_cannot_leave_after_a_wait_either(db):
    root, client = User.objects.create_superuser("root@example.org", PASSWORD), Client()
    log_in(client, root)
    refused = client.post(DELETE, WAIT, follow=True).content.decode()
    assert "You are the last administrator" in refused
    assert "You are the last" not in client.get(DELETE).content.decode()
    assert not DeletionRequest.objects.exists()


def test_who_is_leaving_counts_as_no_administrator(db):
    one = User.objects.create_superuser("one@example.org", PASSWORD)
    two = User.objects.create_superuser("two@example.org", PASSWORD)
    leaving.ask(one, now=timezone.now())
    with pytest.raises(leaving.LastAdministrator):
        leaving.leave_now(two, now=timezone.now())


def test_an_administrator_who_became_the_last_one_waits(db):
    one = User.objects.create_superuser("one@example.org", PASSWORD)
    User.objects.create_superuser("two@example.org", PASSWORD)
    found = leaving.ask(one, now=timezone.now())
    User.objects.exclude(pk=one.pk).update(is_active=False)
    come(found)
    assert DeletionRequest.objects.get().held_by == "last"
    client = Client()
    log_in(client, one)
    assert "Nobody else administers" in client.get(LEAVING).content.decode()
    answer = client.post(LEAVING, {"delete": "1"}, follow=True)
    assert "last administrator" in answer.content.decode()


@pytest.mark.parametrize(
    ("when", "shown"), [("wait", "in <strong>3 days"), ("at once", "at once</strong>")]
)
def test_administrators_decide_whether_there_is_a_wait(alice, browser, when, shown):
    DeletionRules.objects.create(when=when, days=3)
    page = browser.get(DELETE).content.decode()
    assert 'name="when"' not in page
    assert shown in page
    browser.post(DELETE, {"password": PASSWORD})
    assert User.objects.filter(pk=alice.pk).exists() == (when == "wait")


def test_a_request_that_fails_does_not_keep_the_next(alice, bob, waiting, monkeypatch, caplog):
    second, real = leaving.ask(bob, now=timezone.now()), deletion.delete_account

    def fail(user, **rest):
        if user.pk == alice.pk:
            raise RuntimeError(alice.email)
        return real(user, **rest)

    monkeypatch.setattr(deletion, "delete_account", fail)
    DeletionRequest.objects.update(due_at=timezone.now() - DAY)
    assert leaving.carry_out_due(timezone.now, until=timezone.now() + DAY) == 1
    assert "RuntimeError" in caplog.text
    assert alice.email not in caplog.text
    second.refresh_from_db()
    assert second.state == State.DONE


def test_a_late_job_brings_nothing_back(alice, waiting):
    come(waiting)
    mail.outbox.clear()
    leaving.say_asked(waiting.pk)
    leaving.say_goes_soon(waiting.pk, alice.pk)
    leaving.say_is_gone(alice.pk)
    tasks.leave({}, timezone.now())
    assert not mail.outbox
    assert not User._base_manager.exists()
    assert make_person("dora").pk > alice.pk
