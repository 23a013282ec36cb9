"""What the ledger calls gone and is there all the same is found, and nothing else is named."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connections

from accounts.models import User
from interviews.models import InterviewSession
from privacy.models import KeyShare, LedgerEntry
from privacy.retention import came_back, ledger, reconciling, requests
from privacy.retention.methods import BlankFields
from tests.older_copy import put_back
from tests.privacy.kinds import NOW, People, Sessions

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(categories, make_session):
    person = User.objects.create(email="alice@example.org", password="!")
    for _ in range(2):
        make_session(NOW, person.subject_id, owner=person)
    return person


def found() -> list[str]:
    return list(came_back.find())


def test_what_went_and_what_never_went_are_not_named(alice):
    gone = InterviewSession.objects.order_by("pk")[0]
    requests.erase_items("test.session", [gone.pk], now=NOW)
    assert found() == []
    requests.erase_subject(alice.subject_id, user_id=alice.pk, now=NOW)
    assert found() == []


def test_an_interview_that_somebody_brought_back_is_named(alice):
    with put_back():
        gone = InterviewSession.objects.order_by("pk")[0]
        requests.erase_items("test.session", [gone.pk], now=NOW)
    assert found() == [f"test.session {gone.pk}"]
    counts = reconciling.compare(NOW).counts()
    assert counts["gone_and_still_there"] == 1
    assert reconciling.remember(reconciling.compare(NOW), NOW).gone_and_still_there == 1


def test_a_person_and_a_row_that_a_late_writer_made_are_named(alice, make_session):
    with put_back():
        requests.erase_subject(alice.subject_id, user_id=alice.pk, now=NOW)
        late = make_session(NOW, alice.subject_id)
        assert found() == [f"test.session {late.pk}"]
        late.delete()
    assert f"test.person {alice.pk}" in found()
    assert len(found()) == 3


def test_a_share_that_came_back_is_named_by_whose_it_is(alice):
    gone = InterviewSession.objects.order_by("pk")[0]
    requests.erase_items("test.session", [gone.pk], now=NOW)
    KeyShare.objects.create(kind="scope", owner=gone.uid, number=1, root_key="1", sealed=b"x")
    assert found() == [f"key share {gone.uid}"]


def test_another_row_that_bears_the_number_is_not_named(alice, make_session):
    gone = InterviewSession.objects.order_by("pk")[0]
    requests.erase_items("test.session", [gone.pk], now=NOW)
    make_session(NOW, pk=gone.pk)
    assert found() == []


def test_work_that_is_not_over_and_lines_that_name_nothing_are_passed_over(alice):
    with put_back():
        gone = InterviewSession.objects.order_by("pk")[0]
        requests.erase_items("test.session", [gone.pk], now=NOW)
    done = LedgerEntry.objects.get(kind="done")
    LedgerEntry.objects.filter(pk=done.pk).delete()
    assert found() == []
    done.save(force_insert=True)
    assert found() != []
    LedgerEntry.objects.filter(kind="intent").update(blanked_at=NOW)
    assert found() == []


@pytest.mark.parametrize("field", ["stays", "method"])
def test_what_stays_when_its_person_goes_is_not_named(alice, monkeypatch, field):
    with put_back():
        requests.erase_subject(alice.subject_id, user_id=alice.pk, now=NOW)
    for kind in (Sessions, People):
        value = "for three years" if field == "stays" else BlankFields({"title": ""})
        monkeypatch.setattr(kind, field, value)
    assert found() == []


def test_files_alone_that_went_leave_their_interview(alice):
    session = InterviewSession.objects.order_by("pk")[0]
    requests.erase_items("test.session/files", [session.pk], now=NOW)
    assert found() == []


def test_many_lines_are_read_in_pieces(alice, make_session, monkeypatch):
    monkeypatch.setattr(came_back, "AT_ONCE", 2)
    for _ in range(5):
        requests.erase_items("test.session", [make_session(NOW).pk], now=NOW)
    last = make_session(NOW)
    requests.erase_items("test.session", [last.pk], now=NOW)
    KeyShare.objects.create(kind="scope", owner=last.uid, number=1, root_key="1", sealed=b"x")
    assert found() == [f"key share {last.uid}"]


def test_a_line_of_many_scopes_is_asked_about_in_parts(categories, make_session):
    """A purge writes thousands on one line; a statement has room for so many values only."""
    session, batch = make_session(NOW), uuid.uuid4()
    scopes = [*(str(uuid.uuid4()) for _ in range(1200)), str(session.uid)]
    ledger.append(
        [
            ledger.Record(LedgerEntry.Kind.INTENT, "test.session", batch, [], scopes),
            ledger.Record(LedgerEntry.Kind.DONE, "test.session", batch, []),
        ],
        now=NOW,
    )
    widest = 0

    def note(execute, sql, params, many, context):
        nonlocal widest
        widest = max(widest, len(params or ()))
        return execute(sql, params, many, context)

    with connections["default"].execute_wrapper(note), connections["vault"].execute_wrapper(note):
        assert found() == [f"key share {session.uid}", f"test.session {session.pk}"]
    assert 500 <= widest < 600


def test_the_command_lists_it_and_takes_nothing_of_it(alice, capsys):
    with put_back():
        gone = InterviewSession.objects.order_by("pk")[0]
        requests.erase_items("test.session", [gone.pk], now=NOW - timedelta(days=1))
    call_command("retention_reconcile")
    assert f"        1  gone and still there\n           test.session {gone.pk}" in (
        capsys.readouterr().out
    )
    reconciling.clean(reconciling.compare(NOW).hash, NOW)
    assert found() == [f"test.session {gone.pk}"]
