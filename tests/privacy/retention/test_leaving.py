"""What a person who leaves is told of others, of holds, and of having changed their mind."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.models import User
from interviews.models import InterviewSession
from privacy.models import Admission, LedgerEntry, RetentionRun
from privacy.retention import (
    holding,
    leases,
    leaving,
    ledger,
    receipts,
    requests,
    run,
    targets,
)
from tests.privacy.kinds import NOW

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def alice(categories, make_session):
    person = User.objects.create(email="alice@example.org", password="!")
    for days in (1, 2):
        make_session(NOW - days * DAY, person.subject_id, owner=person)
    return person


def let_in(session: InterviewSession, kind: str = "subject", **fields) -> Admission:
    said = {"given_by": session.subject_id, "generation": 1, "created_at": NOW, "signature": b""}
    return Admission.objects.create(
        scope=session.uid, recipient=uuid4(), kind=kind, **{**said, **fields}
    )


def shared(person: User) -> list[leaving.Shared]:
    return leaving.shared_with_others(person.subject_id, now=LATER)


def test_what_others_can_open_is_listed_with_who_they_are(alice):
    first, second = InterviewSession.objects.order_by("pk")
    helper, role = let_in(first), let_in(first, "role")
    let_in(second, "server")
    (found,) = shared(alice)
    assert found == leaving.Shared(
        first.uid, f"number {first.pk}", (helper.recipient,), (role.recipient,)
    )


@pytest.mark.parametrize("fields", [{"withdrawn_at": NOW}, {"expires_at": LATER}])
def test_who_was_let_in_once_is_not_listed(alice, fields):
    let_in(InterviewSession.objects.first(), **fields)
    assert shared(alice) == []


def test_others_are_shut_out_of_all_but_what_the_person_names(alice):
    first, second = InterviewSession.objects.order_by("pk")
    let_in(first)
    let_in(second)
    leaving.shut_others_out(alice.subject_id, but=[second.uid], now=NOW)
    assert [one.scope for one in shared(alice)] == [second.uid]
    leaving.let_others_in(alice.subject_id)
    assert len(shared(alice)) == 2


@pytest.mark.parametrize("kind", ["subject", "session"])
def test_a_hold_on_a_person_or_on_one_of_their_interviews_keeps_them(alice, kind):
    session = InterviewSession.objects.first()
    ref = alice.subject_id if kind == "subject" else session.uid
    hold = holding.place(
        targets.get_target(kind), str(ref), reason="x", review_on=NOW.date(), now=NOW, by=1
    ).hold
    assert leaving.is_held(alice.subject_id)
    assert not leaving.is_held(uuid4())
    holding.release(hold, now=NOW, by=1)
    assert not leaving.is_held(alice.subject_id)


def test_a_request_that_was_taken_back_stands_on_the_ledger_and_erases_nothing(alice):
    request = uuid4()
    assert not leaving.was_taken_back(request)
    for _ in range(2):
        leaving.take_back(request, now=NOW)
    assert leaving.was_taken_back(request)
    line = LedgerEntry.objects.get()
    assert (line.category, line.objects_named, line.subject_id) == ("request", [], None)
    assert ledger.verify() == 1


def test_a_receipt_can_be_made_after_another_process_ended_the_erasure(alice, monkeypatch):
    subject, number = alice.subject_id, alice.pk
    finish = run.finish_batch
    monkeypatch.setattr(run, "finish_batch", lambda batch, clock: False)
    assert requests.erase_subject(subject, user_id=number, now=NOW).receipt == ""
    assert leaving.is_under_way(subject, now=NOW)
    assert leaving.receipt_of(subject, account=number, now=NOW) == ""
    monkeypatch.setattr(run, "finish_batch", finish)
    run.take_up_stuck(lambda: LATER, until=LATER + DAY)
    assert not leaving.is_under_way(subject, now=LATER)
    said = receipts.check(leaving.receipt_of(subject, account=number, now=LATER))
    assert said["account"] == number
    assert said["counts"] == {"interviews": 2, "steps": 4, "documents": 2, "accounts": 1}
    assert len(json.dumps(said["ledger"])) > 64


def test_a_run_that_died_before_its_first_batch_is_ended_but_not_one_that_begins(alice):
    found = RetentionRun.objects.create(
        trigger="person", state="running", as_of=NOW, started_at=NOW, subject_id=alice.subject_id
    )
    assert not leaving.is_under_way(alice.subject_id, now=NOW + leases.LEASE)
    found.refresh_from_db()
    assert found.state == "running"
    assert not leaving.is_under_way(alice.subject_id, now=LATER)
    found.refresh_from_db()
    assert (found.state, found.subject_id) == ("stopped", None)
