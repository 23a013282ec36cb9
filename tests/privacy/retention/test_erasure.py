"""Crashes: after each step, and just before it is written, work is taken up to the same end."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.core.files.storage import default_storage

from accounts.models import User
from interviews.models import AssembledDocument, InterviewSession, SessionSteps
from privacy.models import (
    FilesToRemove,
    KeyShare,
    LedgerEntry,
    RetentionBatch,
    RetentionRun,
    Tombstone,
)
from privacy.retention import erasure, ledger, policies, requests, run
from privacy.retention.errors import NotGone, RunStopped
from privacy.retention.modes import After
from privacy.retention.plan import make_plan
from privacy.vault import keyring
from tests.privacy.kinds import NOW

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
LATER = NOW + timedelta(hours=1)
STEPS = ["intended", "passed", "shredded", "deleted", "cleared", "done"]
BEAT = RetentionRun.Trigger.BEAT


class Crash(BaseException):
    """The process is gone: no handler of ours sees it."""


@pytest.fixture
def due(sessions, make_session, settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    policies.set_policy(sessions, After("P30D"), now=NOW - 100 * DAY, by=None)
    stays = make_session(NOW - DAY)
    return make_session(NOW - 31 * DAY), stays


def crash_at(monkeypatch, step: str, *, written: bool):
    """Crash when a batch reaches `step`: after it is written on the batch, or just before."""
    advance = erasure._advance

    def fall(batch, reached, **values):
        if reached == step and not written:
            raise Crash
        advance(batch, reached, **values)
        if reached == step:
            raise Crash

    monkeypatch.setattr(erasure, "_advance", fall)


def nothing_left_but(stays: InterviewSession) -> None:
    assert InterviewSession.everything.get() == stays
    assert SessionSteps.objects.count() == 2
    document = AssembledDocument.objects.get()
    assert default_storage.exists(document.file)
    assert len(default_storage.listdir("")[1]) >= 1
    assert KeyShare.objects.get().owner == stays.uid
    assert not FilesToRemove.objects.exists()
    kinds = list(LedgerEntry.objects.order_by("seq").values_list("kind", flat=True))
    assert kinds == ["intent", "done"]
    ledger.verify()


@pytest.mark.parametrize("written", [True, False])
@pytest.mark.parametrize("step", STEPS)
def test_a_purge_that_crashed_is_taken_up_to_the_same_end(due, monkeypatch, clock, step, written):
    gone, stays = due
    name = AssembledDocument.objects.get(session=gone).file
    with monkeypatch.context() as broken:
        crash_at(broken, step, written=written)
        with pytest.raises(Crash):
            run.carry_out(make_plan(NOW), clock, trigger=BEAT)
    run.take_up_stuck(lambda: LATER, until=LATER + DAY)
    nothing_left_but(stays)
    assert not default_storage.exists(name)
    assert RetentionBatch.objects.get().step == "done"


@pytest.mark.parametrize("written", [True, False])
@pytest.mark.parametrize("step", STEPS)
def test_a_person_s_erasure_that_crashed_ends_the_same(
    categories, make_session, monkeypatch, step, written
):
    alice = User.objects.create(email="alice@example.org", password="!")
    make_session(NOW, alice.subject_id, owner=alice)
    make_session(NOW, alice.subject_id, owner=alice)
    with monkeypatch.context() as broken:
        crash_at(broken, step, written=written)
        with pytest.raises(Crash):
            requests.erase_subject(alice.subject_id, user_id=alice.pk, now=NOW)
    run.take_up_stuck(lambda: LATER, until=LATER + DAY)
    assert not User.objects.exists()
    assert not InterviewSession.everything.exists()
    assert not KeyShare.objects.exists()
    assert Tombstone.objects.get().user_id == alice.pk
    assert RetentionRun.objects.get().state == "done"
    ledger.verify()


def test_what_began_while_a_person_s_erasure_lay_dead_goes_before_the_account(
    categories, make_session, monkeypatch
):
    alice = User.objects.create(email="alice@example.org", password="!")
    make_session(NOW, alice.subject_id, owner=alice)
    with monkeypatch.context() as broken:
        crash_at(broken, "shredded", written=True)
        with pytest.raises(Crash):
            requests.erase_subject(alice.subject_id, user_id=alice.pk, now=NOW)
    make_session(NOW, alice.subject_id, owner=alice)
    names = list(AssembledDocument.objects.values_list("file", flat=True))
    run.take_up_stuck(lambda: LATER, until=LATER + DAY)
    assert not User.objects.exists()
    assert not InterviewSession.everything.exists()
    assert not KeyShare.objects.exists()
    assert not any(default_storage.exists(name) for name in names)
    assert RetentionRun.objects.get().state == "done"


def test_rows_that_were_only_hidden_are_shown_again_after_a_crash(due, monkeypatch, clock):
    with monkeypatch.context() as broken:
        broken.setattr(ledger, "append", _crash)
        with pytest.raises(Crash):
            run.carry_out(make_plan(NOW), clock, trigger=BEAT)
    assert InterviewSession.objects.count() == 1
    assert run.take_up_stuck(lambda: LATER, until=LATER + DAY) == 0
    assert InterviewSession.objects.count() == 2
    assert not RetentionBatch.objects.exists()


def _crash(*args, **kwargs):
    raise Crash


def test_nobody_takes_up_what_is_still_worked_on(due, monkeypatch, clock):
    with monkeypatch.context() as broken:
        crash_at(broken, "shredded", written=True)
        with pytest.raises(Crash):
            run.carry_out(make_plan(NOW), clock, trigger=BEAT)
    soon = NOW + timedelta(minutes=5)
    assert run.take_up_stuck(lambda: soon, until=LATER) == 0


def test_taking_up_ends_when_its_time_is_up(due, monkeypatch, clock):
    with monkeypatch.context() as broken:
        crash_at(broken, "shredded", written=True)
        with pytest.raises(Crash):
            run.carry_out(make_plan(NOW), clock, trigger=BEAT)
    assert run.take_up_stuck(lambda: LATER, until=LATER) == 0


def test_a_batch_that_is_taken_back_says_so_on_the_ledger(due, sessions, clock):
    gone, _ = due
    begun = run.write(make_plan(NOW), NOW, trigger=BEAT, by=None, asks=False)
    rows = InterviewSession.everything.filter(pk=gone.pk)
    batch = erasure.mark(begun, erasure.Lot(sessions, rows), clock)
    assert batch is not None
    erasure.carry_on(batch, clock, until=erasure.Step.INTENDED)
    erasure.take_back(batch, clock)
    assert InterviewSession.objects.count() == 2
    kinds = set(LedgerEntry.objects.values_list("kind", flat=True))
    assert kinds == {"intent", "cancelled"}
    with pytest.raises(RunStopped):
        erasure.take_back(batch, clock)


def test_gone_is_not_said_while_a_row_is_there(due, sessions, monkeypatch, clock):
    with monkeypatch.context() as broken:
        broken.setattr(type(sessions.method), "execute", lambda self, rows: rows.count())
        assert run.carry_out(make_plan(NOW), clock, trigger=BEAT).state == "failed"
    assert RetentionBatch.objects.get().last_error == "NotGone"
    assert not LedgerEntry.objects.filter(kind="done").exists()


def test_gone_is_not_said_while_a_share_is_there(due, monkeypatch, clock):
    monkeypatch.setattr(keyring, "shred_scopes", lambda uids: None)
    assert run.carry_out(make_plan(NOW), clock, trigger=BEAT).state == "failed"
    assert RetentionBatch.objects.get().step == "cleared"


def test_a_share_of_the_person_is_looked_for_too(categories, monkeypatch):
    alice = User.objects.create(email="alice@example.org", password="!")
    KeyShare.objects.create(
        kind="subject", owner=alice.subject_id, number=1, root_key="1", sealed=b"share"
    )
    monkeypatch.setattr(keyring, "shred_subject", lambda subject: None)
    gone = requests.erase_subject(alice.subject_id, user_id=alice.pk, now=NOW)
    assert not gone.complete


def test_what_waits_longer_is_tried_less_often(due, monkeypatch, clock):
    monkeypatch.setattr(keyring, "shred_scopes", _not_gone)
    run.carry_out(make_plan(NOW), clock, trigger=BEAT)
    waits = []
    moment = NOW
    for _ in range(3):
        until = RetentionBatch.objects.get().claimed_until
        waits.append(until - moment)
        moment = until + timedelta(seconds=1)
        run.take_up_stuck(partial(_same, moment), until=moment + timedelta(seconds=1))
    assert waits[0] < waits[1] < waits[2]


def _same(moment):
    return moment


def _not_gone(uids):
    raise NotGone
