"""A person leaves, or erases some interviews: what they are told is true."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import FileSystemStorage, default_storage

from accounts.models import User
from interviews.models import AssembledDocument, InterviewSession, SessionSteps
from privacy.models import (
    FilesToRemove,
    Job,
    KeyShare,
    LedgerEntry,
    RetentionBatch,
    RetentionRun,
    Tombstone,
)
from privacy.retention import erasure, files, ledger, requests, run
from privacy.retention.errors import UnknownCategory
from tests.privacy.kinds import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(categories, make_session):
    person = User.objects.create(email="alice@example.org", password="!")
    for days in (1, 2, 400):
        make_session(NOW - timedelta(days=days), person.subject_id, owner=person)
    return person


@pytest.fixture
def bob(categories, make_session):
    person = User.objects.create(email="bob@example.org", password="!")
    make_session(NOW - timedelta(days=1), person.subject_id, owner=person)
    return person


def test_a_person_is_told_what_goes_and_how_many(alice):
    lines = {line.label: line for line in requests.what_goes(alice.subject_id)}
    assert {label: line.count for label, line in lines.items()} == {
        "interviews": 3,
        "steps": 6,
        "documents": 3,
        "accounts": 1,
    }
    assert lines["interviews"].goes
    assert lines["interviews"].why == "so that you can go on where you stopped"


def test_a_person_without_interviews_is_told_of_the_account_alone(categories):
    person = User.objects.create(email="bob@example.org", password="!")
    assert [line.label for line in requests.what_goes(person.subject_id)] == ["accounts"]


def test_an_erased_person_is_gone_everywhere_and_a_number_stays(alice, bob):
    names = list(
        AssembledDocument.objects.filter(session__owner=alice).values_list("file", flat=True)
    )
    number, subject = alice.pk, alice.subject_id
    gone = requests.erase_subject(subject, user_id=number, now=NOW)
    assert gone.complete
    assert gone.counts == {"interviews": 3, "steps": 6, "documents": 3, "accounts": 1}
    assert not User.objects.filter(pk=number).exists()
    assert not InterviewSession.everything.filter(subject_id=subject).exists()
    assert not any(default_storage.exists(name) for name in names)
    assert Tombstone.objects.get().user_id == number
    assert not FilesToRemove.objects.exists()
    assert ledger.verify() == 4


def test_the_neighbour_is_untouched(alice, bob):
    requests.erase_subject(alice.subject_id, user_id=alice.pk, now=NOW)
    session = InterviewSession.objects.get(owner=bob)
    assert SessionSteps.objects.filter(session=session).count() == 2
    assert default_storage.exists(AssembledDocument.objects.get(session=session).file)
    assert KeyShare.objects.filter(owner=session.uid).exists()
    assert User.objects.filter(pk=bob.pk).exists()


def test_the_run_remembers_counts_and_no_row(alice):
    gone = requests.erase_subject(alice.subject_id, user_id=alice.pk, now=NOW)
    found = RetentionRun.objects.get(pk=gone.run_id)
    assert (found.state, found.trigger, found.erased) == ("done", "person", 4)
    assert all(batch.objects_named == [] == batch.scopes for batch in found.batches.all())


def test_a_run_says_whose_it_was_only_while_it_is_at_work(alice, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(FileSystemStorage, "delete", _refuse)
        gone = requests.erase_subject(alice.subject_id, user_id=alice.pk, now=NOW)
    assert RetentionRun.objects.get(pk=gone.run_id).subject_id == alice.subject_id
    later = NOW + timedelta(hours=1)
    run.take_up_stuck(lambda: later, until=later + timedelta(1))
    done = RetentionRun.objects.get(pk=gone.run_id)
    assert (done.state, done.subject_id, done.user_id) == ("done", None, None)


def test_erasing_a_person_twice_does_no_harm(alice):
    number, subject = alice.pk, alice.subject_id
    requests.erase_subject(subject, user_id=number, now=NOW)
    again = requests.erase_subject(subject, user_id=number, now=NOW + timedelta(days=1))
    assert again.counts == {}
    assert again.complete
    assert Tombstone.objects.get().erased_at == NOW


def test_what_nobody_shares_goes_and_nobody_is_told(alice):
    row = InterviewSession.objects.first()
    assert row is not None
    gone = requests.delete_items("test.session", [row.pk], now=NOW)
    assert gone.counts["interviews"] == 1
    assert not InterviewSession.objects.filter(pk=row.pk).exists()
    assert not Job.objects.exists()


def test_one_interview_goes_and_the_others_stay(alice):
    one = InterviewSession.objects.first()
    gone = requests.erase_items("test.session", [one.pk], now=NOW)
    assert gone.complete
    assert gone.counts == {"interviews": 1, "steps": 2, "documents": 1}
    assert InterviewSession.objects.count() == 2
    assert not Tombstone.objects.exists()


def test_erasing_twice_does_no_harm(alice):
    one = InterviewSession.objects.first().pk
    requests.erase_items("test.session", [one], now=NOW)
    assert requests.erase_items("test.session", [one], now=NOW).counts == {}


def test_an_unknown_category_is_refused(categories):
    with pytest.raises(UnknownCategory, match=r"'test\.nothing'"):
        requests.erase_items("test.nothing", [1], now=NOW)


def test_nothing_goes_when_the_ledger_cannot_be_written(alice, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("the disk is full")

    monkeypatch.setattr(ledger, "append", fail)
    with pytest.raises(OSError, match="full"):
        requests.erase_subject(alice.subject_id, user_id=alice.pk, now=NOW)
    assert InterviewSession.objects.count() == 3
    assert KeyShare.objects.count() == 3
    assert not RetentionBatch.objects.exists()


def test_a_file_that_stays_is_said_to_stay_and_goes_later(alice, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(FileSystemStorage, "delete", _refuse)
        gone = requests.erase_subject(alice.subject_id, user_id=alice.pk, now=NOW)
    assert not gone.complete
    assert not InterviewSession.everything.exists()
    assert len(FilesToRemove.objects.get().names) == 3
    later = NOW + timedelta(hours=1)
    assert files.drain(later) == 3
    assert run.take_up_stuck(lambda: later, until=later + timedelta(1)) == 1
    assert RetentionRun.objects.get().state == "done"


def _refuse(storage, name):
    raise PermissionError


def test_what_is_begun_while_a_person_is_erased_goes_too(alice, make_session, monkeypatch):
    finish = run.finish_batch
    seen: list[InterviewSession] = []

    def begin_another(batch, clock):
        if not seen:
            seen.append(make_session(NOW, alice.subject_id, owner=alice))
        return finish(batch, clock)

    monkeypatch.setattr(run, "finish_batch", begin_another)
    gone = requests.erase_subject(alice.subject_id, user_id=alice.pk, now=NOW)
    assert gone.complete
    assert gone.counts["interviews"] == 4
    assert not KeyShare.objects.exists()


def test_what_goes_in_another_window_meanwhile_is_passed_over(alice, monkeypatch):
    hide = erasure.mark
    seen: list[object] = []

    def erase_one_first(one_run, lot, clock):
        if not seen:
            last = InterviewSession.objects.filter(owner=alice).latest("pk")
            seen.append(last)
            requests.erase_items("test.session", [last.pk], now=NOW)
        return hide(one_run, lot, clock)

    monkeypatch.setattr(erasure, "AT_ONCE", 1)
    monkeypatch.setattr(erasure, "mark", erase_one_first)
    gone = requests.erase_subject(alice.subject_id, user_id=alice.pk, now=NOW)
    assert gone.complete
    assert gone.counts["interviews"] == 2
    assert not KeyShare.objects.exists()


def test_the_ledger_names_the_rows_and_the_shares(alice):
    one = InterviewSession.objects.first()
    requests.erase_items("test.session", [one.pk], now=NOW)
    intent = LedgerEntry.objects.get(kind="intent")
    assert intent.objects_named == [one.pk]
    assert intent.scopes == [str(one.uid)]
    assert LedgerEntry.objects.get(kind="done").batch == intent.batch
