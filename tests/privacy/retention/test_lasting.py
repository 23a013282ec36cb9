"""What was decided is on the ledger, and is said again in a copy that does not know it."""

from __future__ import annotations

import hashlib
import uuid
from datetime import timedelta
from itertools import repeat

import pytest
from django.core.management import call_command
from django.db import transaction

from accounts.models import User
from interviews.models import InterviewSession
from privacy.models import Admission, Grant, LastingWord, LedgerEntry, Notice
from privacy.retention import (
    lasting,
    ledger,
    notices,
    policies,
    registry,
    restore_gate,
    schedule,
    shares,
)
from privacy.retention.lasting import Word
from privacy.retention.modes import After
from privacy.vault import admissions, box, subjects
from privacy.vault.admissions import Terms
from privacy.vault.errors import NoGrant
from tests.older_copy import put_back, put_in_order
from tests.people import PASSWORD
from tests.privacy.kinds import NOW
from tests.privacy.vault.keys import password_key

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(minutes=5)
DAY = timedelta(days=1)
ALICE = uuid.UUID("00000000-0000-4000-8000-000000000003")
MARKER = 748_159


@pytest.fixture
def heard(monkeypatch) -> list[tuple[Word, object]]:
    """What was said again of a topic of the tests."""
    said: list[tuple[Word, object]] = []
    monkeypatch.setattr(lasting, "_topics", dict(lasting._topics))
    lasting.comes_back("test")(lambda word, at: said.append((word, at)))
    return said


def say(word: str = "out", *about: int | str, now=NOW) -> Word:
    made = Word("test", word, about=about, details=(MARKER,), subject_id=ALICE)
    lasting.say(made, now=now)
    return made


def test_a_word_is_on_the_ledger_once_its_decision_is_committed(
    heard, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        say()
        assert not LedgerEntry.objects.exists()
    line = LedgerEntry.objects.get()
    assert (line.kind, line.category, line.subject_id, line.at) == ("decided", "test", ALICE, NOW)
    assert line.objects_named == ["out", "[]", MARKER]
    row = LastingWord.objects.get()
    assert (row.uid, row.seq, row.topic, row.said, row.subject_id) == (line.batch, 1, "", [], None)
    assert lasting.write_down() == 0
    ledger.verify()


def test_the_line_has_the_bytes_of_the_specification(heard):
    say("out", 7, "x")
    lasting.write_down()
    line = LedgerEntry.objects.get()
    said = (
        '{"at":"2026-03-10T12:00:00.000000+00:00",'
        f'"batch":"{line.batch}","category":"test","kind":"decided",'
        f'"objects":["out","[7, \\"x\\"]",{MARKER}],"policy_version":null,"previous":"{"0" * 64}",'
        f'"scopes":[],"seq":1,"subject":"{ALICE}"}}'
    )
    digest = hashlib.sha256(b"dasite ledger line v1\n" + said.encode()).hexdigest()
    assert line.digest == digest


def test_a_decision_that_was_taken_back_by_the_database_was_never_said(heard):
    with transaction.atomic():
        say()
        transaction.set_rollback(True)
    assert lasting.write_down() == 0
    assert not LedgerEntry.objects.exists()


def test_what_a_crash_left_is_written_by_the_next_job_once(heard):
    say()
    call_command("ledger_replay", verbosity=0)
    row = LastingWord.objects.get()
    record = ledger.Record(LedgerEntry.Kind.DECIDED, "test", row.uid, row.said, (), ALICE)
    ledger.append([record], now=NOW)  # and the mark was not set
    assert lasting.write_down() == 1
    assert LedgerEntry.objects.count() == 1
    assert LastingWord.objects.get().seq == 1


def test_a_copy_without_the_mark_is_behind_after_a_minute(heard):
    with put_back():
        say()
    assert not lasting.is_behind(NOW + timedelta(seconds=50))
    assert lasting.is_behind(NOW + timedelta(seconds=70))
    assert restore_gate.is_shut(LATER)
    assert restore_gate.forecast().words == 1
    assert restore_gate.forecast().is_shut


def test_a_copy_that_knows_all_is_not_behind(heard):
    say()
    lasting.write_down()
    assert not lasting.is_behind(LATER)
    assert lasting.bring_back() == 0
    assert heard == []


def test_of_each_thing_the_last_word_is_said_again_and_once(heard):
    with put_back():
        say("out", 1)
        say("in", 1, now=NOW + timedelta(seconds=1))
        two = say("out", 2)
    done = restore_gate.put_in_order(lambda: LATER)
    assert done.words == 3
    assert "3 other decisions" in done.sentence
    assert [(word.word, word.about) for word, _ in heard] == [("in", (1,)), ("out", (2,))]
    assert heard[1] == (two, NOW)
    assert restore_gate.put_in_order(lambda: LATER) == restore_gate.InOrder()
    assert not lasting.is_behind(LATER)


def test_a_word_that_a_crash_kept_back_does_not_take_the_place_of_a_later_one(heard):
    with put_back():
        say("in", 1, now=NOW + timedelta(seconds=1))
        say("out", 1)
    lasting.bring_back()
    assert [word.word for word, _ in heard] == ["in"]


def test_a_topic_of_an_app_that_is_gone_is_passed_over(heard, monkeypatch):
    with put_back():
        say()
    monkeypatch.setattr(lasting, "_topics", {})
    assert lasting.bring_back() == 1
    assert not lasting.is_behind(LATER)


def test_more_words_than_are_looked_up_together_are_all_found(heard, monkeypatch):
    monkeypatch.setattr(lasting, "AT_ONCE", 2)
    with put_back():
        for number in range(5):
            say("out", number)
        assert [lasting.write_down() for _ in range(4)] == [2, 2, 1, 0]
    assert lasting.bring_back() == 5


def test_one_topic_has_one_function(heard):
    with pytest.raises(ValueError, match="'test'"):
        lasting.comes_back("test")(lambda word, at: None)


def test_marks_go_after_their_lines_are_blank(heard, settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    category = registry.get_category("privacy.backup_default")
    say()
    lasting.write_down()
    schedule.expire(lambda: NOW + 4000 * DAY, until=NOW + 5000 * DAY)
    assert LastingWord.objects.exists()  # nobody said how long backups are kept
    policies.set_policy(category, After("P30D"), now=NOW - DAY, by=None)
    soon = timedelta(seconds=10)
    for moment, blank, marks in (
        (NOW + 60 * DAY - soon, 0, 1),
        (NOW + 60 * DAY + soon, 1, 1),
        (NOW + 90 * DAY - soon, 1, 1),
        (NOW + 90 * DAY + soon, 1, 0),
    ):
        schedule.expire(repeat(moment).__next__, until=moment + DAY)
        assert LedgerEntry.objects.exclude(blanked_at=None).count() == blank
        assert LastingWord.objects.count() == marks
    assert not lasting.is_behind(NOW + 90 * DAY)
    assert lasting.bring_back() == 0


@pytest.fixture
def shared():
    """A scope of one subject that another was let into."""
    owner, helper = (subjects.create(uuid.uuid4(), key=password_key(PASSWORD)) for _ in range(2))
    scope = uuid.uuid4()
    opened = box.create_box(scope, owner=owner.subject_id)
    row = admissions.admit(opened, Terms(helper.subject_id), by=owner, now=NOW)
    return opened, owner, helper, row


def test_a_share_that_was_ended_does_not_open_in_an_older_copy(shared):
    opened, owner, helper, row = shared
    with put_back():
        assert shares.end(opened, row.pk, now=NOW)
    admissions.open_admitted(opened.scope, by=helper, now=LATER)  # this is why the site is shut
    put_in_order()
    with pytest.raises(NoGrant):
        admissions.open_admitted(opened.scope, by=helper, now=LATER)
    assert not Grant.objects.filter(recipient=helper.subject_id).exists()
    again = box.open_box(opened.scope, by=owner)
    epoch = again.epoch
    assert admissions.end_lapsed(again, now=LATER) == 1
    assert again.epoch == epoch + 1
    assert Admission.objects.get().withdrawn_at == NOW


def test_who_was_let_in_again_after_that_stays_in(shared):
    opened, owner, helper, row = shared
    with put_back():
        shares.end(opened, row.pk, now=NOW)
    admissions.admit(opened, Terms(helper.subject_id), by=owner, now=LATER)
    put_in_order()
    admissions.open_admitted(opened.scope, by=helper, now=LATER)


def test_an_end_that_ended_nothing_is_not_said(shared):
    opened, _owner, _helper, row = shared
    assert not shares.end(opened, row.pk + 1, now=NOW)
    assert shares.end(opened, row.pk, now=NOW)
    assert not shares.end(opened, row.pk, now=NOW)
    assert LastingWord.objects.count() == 1


@pytest.fixture
def told(make_session):
    """A session of Alice of which she was told that it will go."""
    person = User.objects.create(email="alice@example.org", password="!")
    session = make_session(NOW - 20 * DAY, person.subject_id, owner=person)
    notice = Notice.objects.create(
        subject_id=person.subject_id,
        category="interviews.session",
        row=session.pk,
        clock=session.touched_at,
        period="P30D",
        step=7,
        due_at=NOW + 7 * DAY,
        state=Notice.State.SENT,
        sent_at=NOW,
        message=uuid.uuid4(),
    )
    return session, notice.message


def test_what_somebody_kept_by_a_mail_is_kept_in_an_older_copy(told):
    session, message = told
    with put_back():
        assert notices.keep(message, now=NOW) == 1
    put_in_order()
    session.refresh_from_db()
    assert session.touched_at == NOW


def test_what_was_used_later_or_is_another_thing_stays_as_it_is(told):
    session, message = told
    with put_back():
        notices.keep(message, now=NOW)
    rows = InterviewSession.everything.filter(pk=session.pk)
    rows.update(uid=uuid.uuid4())
    lasting.bring_back()
    session.refresh_from_db()
    assert session.touched_at == NOW - 20 * DAY
    rows.update(touched_at=LATER)
    notices.keep_again(
        Word(
            "kept", "kept", about=("interviews.session", session.pk), details=(str(session.uid),)
        ),
        NOW,
    )
    session.refresh_from_db()
    assert session.touched_at == LATER


def test_an_end_is_said_again_without_harm_where_nothing_was_shared_or_only_later(shared):
    opened, owner, helper, _row = shared
    admissions.end_without_keys(uuid.uuid4(), helper.subject_id, at=NOW)
    admissions.admit(opened, Terms(helper.subject_id), by=owner, now=LATER)
    admissions.end_without_keys(opened.scope, helper.subject_id, at=NOW)
    admissions.open_admitted(opened.scope, by=helper, now=LATER)


def test_an_end_takes_no_grant_from_who_was_let_in_once_more_since(shared):
    opened, owner, helper, row = shared
    admissions.admit(opened, Terms(helper.subject_id), by=owner, now=LATER)
    Admission.objects.filter(pk=row.pk).update(withdrawn_at=None)
    admissions.end_without_keys(opened.scope, helper.subject_id, at=NOW)
    row.refresh_from_db()
    assert row.expires_at == NOW
    admissions.open_admitted(opened.scope, by=helper, now=LATER)
