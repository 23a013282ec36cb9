"""A row that the database will not let go stands apart, and keeps no other."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError

from interviews.models import InterviewSession, SessionSteps, Upload
from privacy.models import KeyShare, LedgerEntry, RetentionBatch, RetentionRun
from privacy.retention import erasure, leases, ledger, policies, requests, run
from privacy.retention.modes import After
from privacy.retention.plan import make_plan
from tests.privacy.kinds import NOW

# Foreign keys are looked at when a transaction ends, so the test must have none around it.
pytestmark = pytest.mark.django_db(transaction=True)

DAY = timedelta(days=1)
BEAT = RetentionRun.Trigger.BEAT


@pytest.fixture
def stuck(sessions, make_session, settings):
    """Four sessions that are due; on one hangs an upload of which the category knows nothing."""
    settings.DASITE_POLICY_DELAY_HOURS = 0
    policies.set_policy(sessions, After("P30D"), now=NOW - 100 * DAY, by=None)
    made = [make_session(NOW - (90 - days) * DAY) for days in range(4)]
    Upload.objects.create(session=made[2], file="f", size_bytes=1, sealed_name=b"", created_at=NOW)
    return made[2]


def purge() -> RetentionRun:
    return run.carry_out(make_plan(NOW), lambda: NOW, trigger=BEAT)


def take_up(now: datetime) -> int:
    return run.take_up_stuck(lambda: now, until=now + DAY)


def test_one_row_that_cannot_go_keeps_no_other(stuck):
    done = purge()
    assert (done.state, done.erased) == ("failed", 3)
    assert InterviewSession.everything.get() == stuck
    assert not InterviewSession.objects.exists()
    assert not KeyShare.objects.exists()
    (apart,) = RetentionBatch.objects.exclude(step="done")
    assert (apart.objects_named, apart.last_error) == ([stuck.pk], "IntegrityError")
    assert apart.claimed_until == NOW + timedelta(seconds=60)
    first, last = LedgerEntry.objects.filter(kind="intent").order_by("seq")
    assert (len(first.objects_named), last.objects_named) == (4, [stuck.pk])
    assert LedgerEntry.objects.get(kind="done").objects_named == [stuck.pk]
    assert ledger.verify() == 3


def test_it_is_tried_again_less_and_less_often_until_it_goes(stuck):
    begun = purge()
    for minutes, attempts in ((2, 2), (3, 2), (5, 3)):
        assert take_up(NOW + timedelta(minutes=minutes)) == 0
        assert RetentionBatch.objects.exclude(step="done").get().attempts == attempts
    Upload.objects.all().delete()
    assert take_up(NOW + DAY) == 1
    assert not InterviewSession.everything.exists()
    begun.refresh_from_db()
    assert (begun.state, begun.erased) == ("done", 4)
    assert ledger.verify() == 4


def test_what_stands_apart_does_not_keep_the_next_run_but_many_do(stuck, make_session):
    purge()
    make_session(NOW - 40 * DAY)
    assert purge().erased == 1
    whole = RetentionBatch.objects.exclude(step="done").get()
    assert not leases.has_failed("test.session")
    for _ in range(leases.APART_AT_MOST):
        whole.pk = None
        whole.id = RetentionBatch().id
        whole.save(force_insert=True)
    assert leases.has_failed("test.session")


def test_a_row_alone_that_cannot_go_fails_as_a_batch_does(stuck):
    gone = requests.erase_items("test.session", [stuck.pk], now=NOW)
    assert not gone.complete
    batch = RetentionBatch.objects.get()
    assert (batch.step, batch.last_error) == ("shredded", "IntegrityError")
    assert batch.objects_named == [stuck.pk]


def test_an_erasure_of_which_one_row_stands_apart_is_not_complete(stuck):
    ids = list(InterviewSession.objects.values_list("pk", flat=True))
    gone = requests.erase_items("test.session", ids, now=NOW)
    assert (gone.complete, gone.counts["interviews"]) == (False, 3)


def test_a_crash_between_ledger_and_database_writes_the_same_line_again(stuck, monkeypatch):
    with monkeypatch.context() as crash:
        crash.setattr(RetentionBatch.objects, "bulk_create", _fail, raising=False)
        assert purge().state == "failed"
    assert take_up(NOW + DAY) == 1
    assert LedgerEntry.objects.filter(kind="intent").count() == 2
    assert InterviewSession.everything.get() == stuck


def _fail(*args, **kwargs):
    raise IntegrityError


def test_a_request_that_died_before_its_first_batch_is_ended_by_the_sweep():
    died = RetentionRun.objects.create(
        trigger="person", state="running", as_of=NOW, started_at=NOW
    )
    take_up(NOW + DAY)
    died.refresh_from_db()
    assert died.state == "stopped"


MANY = 6_001  # more than a batch takes, and than fit into one statement one by one


def test_a_batch_of_many_thousands_goes_whole_and_the_neighbour_stays(
    sessions, make_session, version
):
    stays = make_session(NOW)
    made = InterviewSession.everything.bulk_create(
        InterviewSession(
            subject_id=uuid4(),
            version=version,
            catalogue=version.pk,
            path="x",
            title="X",
            sealed_state=b"sealed",
            started_at=NOW,
            touched_at=NOW - 90 * DAY,
        )
        for _ in range(MANY)
    )
    SessionSteps.objects.bulk_create(
        SessionSteps(session=one, number=1, sealed=b"sealed") for one in made
    )
    KeyShare.objects.bulk_create(
        KeyShare(kind="scope", owner=one.uid, number=1, root_key="1", sealed=b"s") for one in made
    )
    begun = run.write(make_plan(NOW), NOW, trigger=BEAT, by=None, asks=False)
    lot = erasure.Lot(sessions, InterviewSession.everything.exclude(pk=stays.pk), 1, NOW)
    batch = erasure.mark(begun, lot, lambda: NOW, size=MANY)
    assert batch is not None
    erasure.carry_on(batch, lambda: NOW)
    assert (batch.step, batch.count, batch.counts["steps"]) == ("done", MANY, MANY)
    assert InterviewSession.everything.get() == stays
    assert SessionSteps.objects.filter(session=stays).count() == SessionSteps.objects.count()
    assert KeyShare.objects.get().owner == stays.uid
    assert [len(line.objects_named) for line in LedgerEntry.objects.order_by("seq")] == [MANY, 0]
    assert ledger.verify() == 2
