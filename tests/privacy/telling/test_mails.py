"""One mail a person and step, written down as sent only when it was; and what it lets one do."""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from uuid import UUID

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from accounts.models import User
from interviews.models import InterviewSession
from privacy.models import Job, Notice
from privacy.retention import holding, letters, notices, targets
from privacy.retention.plan import make_plan
from tests.privacy.kinds import NOW
from tests.privacy.ladders import DAY, SECONDS

pytestmark = pytest.mark.django_db


def test_one_mail_tells_of_all_whose_turn_comes_within_a_day(tell, alice, bob, left):
    for days in (60, 59.5, 58.9):
        left(alice, days)
    left(bob, 60)
    sent = tell(NOW)
    assert sorted(each.to[0] for each in sent) == ["alice@example.org", "bob@example.org"]
    (hers,) = [each for each in sent if each.to == ["alice@example.org"]]
    assert "2 things you began" in hers.body
    assert "the first on 9 April 2026, the last on 10 April 2026" in hers.body
    assert Notice.objects.filter(message=_number(hers)).count() == 2


def _id(message: EmailMessage) -> str:
    return str(message.extra_headers["Message-ID"])


def _number(message: EmailMessage) -> UUID:
    found = letters.read_message_id(_id(message))
    assert found is not None
    return found


def test_things_that_go_on_one_day_are_told_of_with_that_day(tell, alice, left):
    left(alice, 60)
    left(alice, 60)
    (sent,) = tell(NOW)
    assert "2 things you began at Tenants' Desk will be deleted on 9 April 2026" in sent.body
    assert sent.subject == "Tenants' Desk: 2 things of yours will be deleted on 9 April 2026"


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_worker_that_dies_around_the_mail_lets_nothing_go_untold(
    tell, alice, left, monkeypatch, when
):
    left(alice, 60)
    send, kept = EmailMessage.send, {"dies": True}

    def die(message, fail_silently=False):
        if when == "after":
            send(message, fail_silently)
        if kept.pop("dies", False):
            raise KeyboardInterrupt
        return 1 if when == "after" else send(message, fail_silently)

    monkeypatch.setattr(EmailMessage, "send", die)
    with pytest.raises(KeyboardInterrupt):
        tell(NOW)
    assert Notice.objects.get().state == "sending"
    tell(NOW + DAY)
    assert Notice.objects.get().state == "sent"
    assert Notice.objects.get().due_at == NOW + 31 * DAY
    assert len({_id(each) for each in mail.outbox}) == 1  # a second copy is known as one
    assert len(mail.outbox) == (1 if when == "before" else 2)


def test_using_it_between_planning_and_sending_spares_the_mail(tell, alice, left):
    session = left(alice, 60)
    notices.plan_notices(lambda: NOW, until=NOW + DAY)
    InterviewSession.objects.filter(pk=session.pk).update(touched_at=NOW)
    assert tell(NOW) == []
    assert (Notice.objects.get().state, Notice.objects.get().dedupe) == ("cancelled", None)


def test_a_hold_between_planning_and_sending_spares_the_mail(tell, alice, left):
    session = left(alice, 60)
    notices.plan_notices(lambda: NOW, until=NOW + DAY)
    holding.place(
        targets.get_target("session"),
        str(session.uid),
        reason="file 7/26",
        review_on=(NOW + DAY).date(),
        now=NOW,
        by=None,
    )
    assert tell(NOW) == []


def test_without_an_address_it_stays(tell, alice, left):
    left(alice, 60)
    User.objects.update(email="")
    assert tell(NOW) == []
    assert Notice.objects.get().state == "no_address"
    assert make_plan(NOW + 29 * DAY).count == 0


def test_a_person_who_is_being_erased_is_written_to_no_more(tell, alice, left):
    left(alice, 60)
    User._base_manager.update(erasing_at=NOW)
    assert tell(NOW) == []


def test_without_a_mail_server_the_mail_is_for_the_operator_and_proves_nothing(
    tell, alice, left, settings, tmp_path
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    left(alice, 60)
    tell(NOW)
    assert Notice.objects.get().state == "no_server"
    assert "something you began" in next(tmp_path.iterdir()).read_text()


def refusing(error: Exception):
    """Return how a mail is sent to a mail server that answers with an error."""

    def send(message, fail_silently=False):
        raise error

    return send


@pytest.mark.parametrize(
    "error",
    [
        SMTPRecipientsRefused({"alice@example.org": (550, b"no such mailbox")}),
        SMTPDataError(554, b"refused"),
    ],
)
def test_what_the_mail_server_refuses_for_good_stays(tell, alice, left, monkeypatch, error):
    session = left(alice, 60)
    monkeypatch.setattr(EmailMessage, "send", refusing(error))
    tell(NOW)
    assert Notice.objects.get().state == "refused"
    assert Job.objects.get(kind=notices.KIND).done_at is not None
    assert InterviewSession.objects.filter(pk=session.pk).exists()


@pytest.mark.parametrize(
    "error",
    [
        SMTPRecipientsRefused({"alice@example.org": (450, b"try later alice@example.org")}),
        SMTPDataError(451, b"try later"),
        SMTPSenderRefused(550, b"who are you", "desk@example.org"),
        ConnectionRefusedError("mail.example.org"),
    ],
)
def test_what_may_work_later_is_tried_again_and_says_nothing(
    tell, alice, left, monkeypatch, caplog, error
):
    left(alice, 60)
    with monkeypatch.context() as refused, caplog.at_level(logging.DEBUG):
        refused.setattr(EmailMessage, "send", refusing(error))
        tell(NOW)
    assert Notice.objects.get().state == "sending"
    assert "example.org" not in caplog.text
    assert "example.org" not in Job.objects.get(kind=notices.KIND).last_error
    assert len(tell(NOW + DAY)) == 1


def test_what_came_back_stays_and_nothing_more_is_sent(tell, alice, left):
    left(alice, 60)
    tell(NOW)
    message = Notice.objects.get().message
    assert notices.mark_bounced(message) == 1
    assert notices.mark_bounced(message) == 0
    assert tell(NOW + 23 * DAY) == []
    assert make_plan(NOW + 31 * DAY).count == 0


def test_a_mail_that_comes_back_while_it_is_being_sent_does_not_count(
    tell, alice, left, monkeypatch
):
    left(alice, 60)
    send = EmailMessage.send

    def come_back(message, fail_silently=False):
        send(message, fail_silently)
        notices.mark_bounced(_number(message))

    monkeypatch.setattr(EmailMessage, "send", come_back)
    tell(NOW)
    assert Notice.objects.get().state == "bounced"


def test_keeping_moves_the_clock_of_what_is_as_it_was(tell, alice, left):
    kept, used, others = left(alice, 60), left(alice, 60), left(alice, 10)
    tell(NOW)
    message = Notice.objects.filter(row=kept.pk).get().message
    InterviewSession.objects.filter(pk=used.pk).update(touched_at=NOW + SECONDS)
    assert notices.still_due(message, now=NOW + DAY) == (1, NOW + 30 * DAY)
    assert notices.keep(message, now=NOW + DAY) == 1
    kept.refresh_from_db()
    used.refresh_from_db()
    assert kept.touched_at == NOW + DAY
    assert used.touched_at == NOW + SECONDS
    assert InterviewSession.objects.get(pk=others.pk).touched_at == others.touched_at
    assert notices.keep(message, now=NOW + DAY) == 0
    assert notices.still_due(message, now=NOW + DAY) == (0, None)


def test_what_is_on_its_way_out_cannot_be_kept_any_more(tell, alice, left):
    session = left(alice, 60)
    tell(NOW)
    InterviewSession.everything.filter(pk=session.pk).update(erasing_at=NOW)
    assert notices.keep(Notice.objects.get().message, now=NOW) == 0


def test_a_mail_keeps_nothing_once_its_day_has_come(tell, alice, left):
    left(alice, 60)
    tell(NOW)
    message = Notice.objects.get().message
    assert notices.keep(message, now=NOW + 30 * DAY) == 0
    assert notices.keep(message, now=NOW + 30 * DAY - SECONDS) == 1


def test_a_kind_that_hides_no_rows_can_be_kept_too(tell, alice, left, sessions, monkeypatch):
    left(alice, 60)
    tell(NOW)
    monkeypatch.setattr(sessions, "mark_field", "")
    assert notices.keep(Notice.objects.get().message, now=NOW) == 1


def test_the_day_in_the_mail_is_the_one_of_the_site_s_zone(tell, alice, left, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    left(alice, 60 - 11 / 24)  # goes at 23:00 UTC, an hour after midnight in Berlin
    (sent,) = tell(NOW + timedelta(hours=11))
    assert "will be deleted on 10 April 2026" in sent.body


def test_mails_and_links_say_nothing_of_what_they_are_about(tell, alice, left):
    session = left(alice, 60)
    InterviewSession.objects.update(title="Canary of a title", path="canary-path")
    (sent,) = tell(NOW)
    said = sent.message().as_string()
    for secret in (
        "Canary",
        "canary",
        str(session.uid),
        session.uid.hex,
        str(alice.subject_id),
        alice.subject_id.hex,
        "interview",
    ):
        assert secret not in said
    token = sent.body.split("/notices/keep/")[1].split("/")[0]
    assert letters.read_token(token, letters.KEEP) == Notice.objects.get().message
    assert "alice" not in token


def test_mails_come_back_to_an_address_of_their_own(tell, alice, left, settings):
    settings.DASITE_EMAIL_BOUNCES = "bounces@example.org"
    settings.DEFAULT_FROM_EMAIL = "desk@example.org"
    left(alice, 60)
    (sent,) = tell(NOW)
    assert sent.from_email == "bounces@example.org"
    assert sent.message()["From"] == "desk@example.org"
    assert sent.message()["Auto-Submitted"] == "auto-generated"
