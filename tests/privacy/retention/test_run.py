"""Purges by policy: what was planned is what goes, ten seconds make the difference."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interviews.models import AssembledDocument, InterviewSession, SessionSteps
from privacy.models import FilesToRemove, KeyShare, LedgerEntry, RetentionBatch, RetentionRun
from privacy.retention import erasure, gates, leases, ledger, policies, run, schedule
from privacy.retention.errors import PlanStale, PlanTooLarge
from privacy.retention.modes import After, Never
from privacy.retention.plan import make_line, make_plan, preview
from privacy.vault import keyring
from tests.privacy.kinds import NOW

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
SECONDS_10 = timedelta(seconds=10)
LATER = NOW + timedelta(hours=1)
BEAT = RetentionRun.Trigger.BEAT


@pytest.fixture
def policy(sessions, settings):
    """Thirty days, in force since long ago."""
    settings.DASITE_POLICY_DELAY_HOURS = 0
    return policies.set_policy(sessions, After("P30D"), now=NOW - 100 * DAY, by=None)


def carry_out(clock, **kwargs):
    return run.carry_out(make_plan(clock()), clock, trigger=BEAT, **kwargs)


def test_ten_seconds_before_the_limit_it_stays_and_ten_after_it_goes(policy, make_session, clock):
    stays = make_session(NOW - 30 * DAY + SECONDS_10)
    make_session(NOW - 30 * DAY - SECONDS_10)
    done = carry_out(clock)
    assert (done.state, done.planned, done.erased) == ("done", 1, 1)
    assert InterviewSession.objects.get() == stays


def test_all_that_hangs_on_a_session_goes_and_the_neighbour_is_untouched(
    policy, make_session, clock
):
    gone, stays = make_session(NOW - 31 * DAY), make_session(NOW - DAY)
    name = AssembledDocument.objects.get(session=gone).file
    carry_out(clock)
    assert SessionSteps.objects.filter(session_id=stays.pk).count() == SessionSteps.objects.count()
    assert AssembledDocument.objects.get().session == stays
    assert KeyShare.objects.get().owner == stays.uid
    assert not default_storage.exists(name)
    assert default_storage.exists(AssembledDocument.objects.get().file)
    assert ledger.verify() == 2


def test_without_an_accepted_policy_nothing_goes(sessions, make_session, clock):
    make_session(NOW - 5000 * DAY)
    assert make_plan(NOW).count == 0
    assert schedule.purge(clock, until=LATER) == 0
    assert InterviewSession.objects.count() == 1


def test_never_asks_the_database_nothing(sessions, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert make_line(sessions, policies.Rule(Never()), NOW).count == 0


def test_the_plan_counts_children_and_the_oldest(policy, make_session, clock):
    make_session(NOW - 31 * DAY)
    make_session(NOW - 90 * DAY)
    (line,) = make_plan(NOW).lines
    assert (line.count, line.children) == (2, (("steps", 4), ("documents", 2)))
    assert line.oldest == NOW - 90 * DAY


def test_a_preview_looks_ahead(sessions, make_session):
    for days in (40, 25, 5):
        make_session(NOW - days * DAY)
    seen = preview(sessions, After("P30D"), NOW)
    assert [horizon.line.count for horizon in seen.horizons] == [1, 2, 3, 3]
    assert [moment for _, moment in seen.sample] == [NOW - 40 * DAY]


def test_a_plan_is_refused_when_somebody_came_back(policy, make_session, clock):
    session = make_session(NOW - 31 * DAY)
    plan = make_plan(NOW)
    InterviewSession.objects.filter(pk=session.pk).update(touched_at=NOW)
    with pytest.raises(PlanStale, match="shows 1 due, now 0"):
        run.carry_out(plan, clock, trigger=BEAT)
    assert not RetentionRun.objects.exists()


def test_a_plan_is_refused_when_other_rows_are_due(policy, make_session, clock):
    session = make_session(NOW - 31 * DAY)
    plan = make_plan(NOW)
    InterviewSession.objects.filter(pk=session.pk).update(touched_at=NOW)
    make_session(NOW - 31 * DAY)
    with pytest.raises(PlanStale):
        run.carry_out(plan, clock, trigger=BEAT)
    assert InterviewSession.objects.count() == 2


def test_a_plan_is_refused_after_a_day(policy, make_session):
    make_session(NOW - 31 * DAY)
    plan = make_plan(NOW)
    with pytest.raises(PlanStale, match="older than a day"):
        run.carry_out(plan, lambda: NOW + DAY + SECONDS_10, trigger=BEAT)


def test_a_policy_made_longer_meanwhile_stops_the_run(policy, sessions, make_session, clock):
    make_session(NOW - 31 * DAY)
    waiting = run.write(make_plan(NOW), NOW, trigger=BEAT, by=None, asks=False)
    policies.set_policy(sessions, After("P60D"), now=NOW, by=None)
    assert run.go_on(waiting, clock).state == "stale"
    assert InterviewSession.objects.count() == 1


def test_more_than_usual_waits_for_approval(policy, make_session, clock, settings):
    settings.DASITE_PURGE_ASK_ABOVE = 1
    for _ in range(2):
        make_session(NOW - 31 * DAY)
    with pytest.raises(PlanTooLarge, match="would take 2"):
        carry_out(clock)
    assert RetentionRun.objects.get().state == "asking"
    assert InterviewSession.objects.count() == 2


def test_what_is_usual_grows_with_the_runs_before(policy, make_session, clock, settings):
    settings.DASITE_PURGE_ASK_ABOVE = 1
    make_session(NOW - 31 * DAY)
    carry_out(clock)
    for _ in range(5):
        make_session(NOW - 31 * DAY)
    assert carry_out(clock).erased == 5


def test_a_stopped_run_takes_no_further_batch(policy, make_session, clock, monkeypatch):
    for _ in range(3):
        make_session(NOW - 31 * DAY)
    one_row_a_batch(monkeypatch)
    finish = run.finish_batch

    def stop_after(batch, clock, **options):
        finished = finish(batch, clock, **options)
        schedule.stop(batch.run, now=NOW)
        return finished

    monkeypatch.setattr(run, "finish_batch", stop_after)
    done = carry_out(clock)
    assert (done.state, done.erased) == ("stopped", 1)
    assert InterviewSession.objects.count() == 2


def one_row_a_batch(monkeypatch):
    monkeypatch.setattr(erasure, "AT_ONCE", 1)
    monkeypatch.setattr(run, "next_size", lambda size, seconds: size)


@pytest.mark.parametrize(
    ("step", "left"), [("intended", 3), ("passed", 0), ("shredded", 0), ("deleted", 0)]
)
def test_a_stop_within_a_batch_shows_again_what_can_still_be_read(
    policy, make_session, clock, monkeypatch, step, left
):
    for _ in range(3):
        make_session(NOW - 31 * DAY)
    advance = erasure._advance

    def stop_once(batch, reached, **values):
        advance(batch, reached, **values)
        if reached == step:
            schedule.stop(batch.run, now=NOW)

    monkeypatch.setattr(erasure, "_advance", stop_once)
    done = carry_out(clock)
    assert (done.state, done.erased) == ("stopped", 3 - left)
    assert InterviewSession.objects.count() == KeyShare.objects.count() == left
    assert not RetentionBatch.objects.exclude(step="done").exists()
    kinds = sorted(LedgerEntry.objects.values_list("kind", flat=True))
    assert kinds == (["cancelled", "intent"] if left else ["done", "intent"])


@pytest.mark.parametrize(
    ("size", "seconds", "wanted"),
    [
        (1000, 0.19, 2000),
        (4000, 0.19, 5000),
        (5000, 0.01, 5000),
        (1000, 0.3, 1000),
        (1000, 0.51, 500),
        (60, 9.0, 50),
    ],
)
def test_a_batch_takes_as_many_rows_as_are_soon_done(size, seconds, wanted):
    assert run.next_size(size, seconds) == wanted


def test_the_size_of_a_batch_follows_the_last_one(policy, make_session, clock, monkeypatch):
    monkeypatch.setattr(erasure, "AT_ONCE", 1)
    monkeypatch.setattr(run, "QUICK", 60.0)
    monkeypatch.setattr(run, "SLOW", 60.0)
    for _ in range(4):
        make_session(NOW - 31 * DAY)
    done = carry_out(clock)
    assert sorted(batch.count for batch in done.batches.all()) == [1, 1, 2]
    assert all(batch.duration_ms >= 0 for batch in done.batches.all())


def test_a_run_whose_time_is_up_goes_on_later(policy, make_session, clock):
    make_session(NOW - 31 * DAY)
    begun = carry_out(clock, until=NOW)
    assert (begun.state, begun.erased) == ("running", 0)
    assert run.go_on(begun, clock).erased == 1


@pytest.mark.parametrize(
    ("step", "name"),
    [("intended", "shred_scopes"), ("marked", "append")],
)
def test_a_failure_is_one_batch_s_own(policy, make_session, clock, monkeypatch, step, name):
    make_session(NOW - 31 * DAY)
    with monkeypatch.context() as broken:
        broken.setattr(keyring if name == "shred_scopes" else ledger, name, _fail)
        assert carry_out(clock).state == "failed"
    if step == "marked":
        assert InterviewSession.objects.count() == 1
        assert not RetentionBatch.objects.exists()
        return
    assert RetentionBatch.objects.get().last_error == "OSError"
    assert not InterviewSession.objects.exists()
    assert InterviewSession.everything.count() == 1
    assert run.take_up_stuck(lambda: LATER, until=LATER + DAY) == 1
    assert not InterviewSession.everything.exists()
    assert RetentionRun.objects.get().state == "done"


def _fail(*args, **kwargs):
    raise OSError


def test_a_category_that_failed_is_not_begun_anew(policy, make_session, clock, monkeypatch):
    make_session(NOW - 31 * DAY)
    with monkeypatch.context() as broken:
        broken.setattr(keyring, "shred_scopes", _fail)
        carry_out(clock)
    make_session(NOW - 31 * DAY)
    assert carry_out(clock).state == "failed"
    assert InterviewSession.objects.count() == 1


def test_a_failure_to_show_again_is_left_to_the_next(policy, make_session, clock, monkeypatch):
    make_session(NOW - 31 * DAY)
    with monkeypatch.context() as broken:
        broken.setattr(ledger, "append", _fail)
        broken.setattr(erasure, "take_back", _database_fails)
        assert carry_out(clock).state == "failed"
    assert RetentionBatch.objects.get().step == "marked"
    assert run.take_up_stuck(lambda: LATER, until=LATER + DAY) == 0
    assert InterviewSession.objects.count() == 1


def _database_fails(*args, **kwargs):
    raise DatabaseError


def test_two_workers_do_no_work_twice(policy, make_session, clock):
    make_session(NOW - 31 * DAY)
    first = run.write(make_plan(NOW), NOW, trigger=BEAT, by=None, asks=False)
    second = run.write(make_plan(NOW), NOW, trigger=BEAT, by=None, asks=False)
    assert run.go_on(first, clock).erased == 1
    assert run.go_on(second, clock).erased == 0
    assert LedgerEntry.objects.filter(kind="intent").count() == 1


def test_a_run_is_not_over_while_another_worker_is_at_it(policy, sessions, make_session, clock):
    for _ in range(2):
        make_session(NOW - 31 * DAY)
    begun = run.write(make_plan(NOW), NOW, trigger=BEAT, by=None, asks=False)
    other = erasure.mark(
        begun, erasure.Lot(sessions, InterviewSession.everything.all()), clock, size=1
    )
    assert other is not None
    assert run.go_on(begun, clock).state == "running"
    assert run.take_up_stuck(lambda: LATER, until=LATER + DAY) == 0
    assert (run.go_on(begun, clock).state, InterviewSession.everything.count()) == ("done", 0)


def test_what_a_dead_worker_had_in_hand_counts_for_its_run(
    policy, sessions, make_session, clock, monkeypatch
):
    make_session(NOW - 31 * DAY)
    begun = run.write(make_plan(NOW), NOW, trigger=BEAT, by=None, asks=False)
    dead = erasure.mark(begun, erasure.Lot(sessions, InterviewSession.everything.all()), clock)
    assert dead is not None
    erasure.carry_on(dead, clock, until=erasure.Step.INTENDED)
    assert run.take_up_stuck(lambda: LATER, until=LATER + DAY) == 1
    done = run.go_on(begun, clock)
    assert (done.state, done.erased) == ("done", 1)


def test_who_has_lost_the_lease_cannot_write_any_more(policy, sessions, make_session, clock):
    make_session(NOW - 31 * DAY)
    begun = run.write(make_plan(NOW), NOW, trigger=BEAT, by=None, asks=False)
    slow = erasure.mark(begun, erasure.Lot(sessions, InterviewSession.everything.all()), clock)
    assert slow is not None
    erasure.carry_on(slow, clock, until=erasure.Step.INTENDED)
    quick = leases.claim_stuck(lambda: LATER)
    assert quick == slow
    assert quick is not None
    assert not run.finish_batch(slow, clock)
    assert run.finish_batch(quick, lambda: LATER)
    assert not InterviewSession.everything.exists()
    assert RetentionBatch.objects.get().step == "done"


def test_purge_takes_each_category_by_itself(policy, make_session, clock):
    make_session(NOW - 31 * DAY)
    assert schedule.purge(clock, until=LATER) == 1
    assert schedule.purge(clock, until=LATER) == 0
    assert RetentionRun.objects.count() == 1


def test_a_purge_asks_once_and_not_each_hour(policy, make_session, clock, settings):
    settings.DASITE_PURGE_ASK_ABOVE = 1
    for _ in range(2):
        make_session(NOW - 31 * DAY)
    for _ in range(3):
        assert schedule.purge(clock, until=LATER) == 0
    assert RetentionRun.objects.get().state == "asking"
    schedule.purge(lambda: NOW + 2 * DAY, until=NOW + 3 * DAY)
    assert sorted(RetentionRun.objects.values_list("state", flat=True)) == ["asking", "stale"]


def test_a_purge_passes_over_a_plan_that_went_stale(policy, make_session, clock, monkeypatch):
    make_session(NOW - 31 * DAY)
    monkeypatch.setattr(gates, "refuse_stale", _stale)
    assert schedule.purge(clock, until=LATER) == 0
    assert InterviewSession.objects.count() == 1


def _stale(*args):
    raise PlanStale


def test_a_purge_without_time_does_nothing(policy, make_session, clock):
    make_session(NOW - 31 * DAY)
    assert schedule.purge(clock, until=NOW) == 0


def test_a_purge_goes_on_with_what_a_worker_left(policy, make_session, clock):
    make_session(NOW - 31 * DAY)
    carry_out(clock, until=NOW)
    assert schedule.purge(clock, until=LATER) == 1
    assert RetentionRun.objects.get().state == "done"


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(ages=st.lists(st.integers(0, 120), max_size=4), period=st.integers(1, 100))
def test_what_is_planned_is_what_goes(sessions, make_session, clock, ages, period):
    SessionSteps.objects.all().delete()
    AssembledDocument.objects.all().delete()
    InterviewSession.everything.all().delete()
    mode = After(f"P{period}D")
    long_ago = NOW - 5000 * DAY
    policies.set_policy(sessions, mode, now=long_ago, by=None)
    for age in ages:
        make_session(NOW - age * DAY)
    plan = make_plan(NOW)
    before = InterviewSession.objects.count()
    shown = preview(sessions, mode, NOW).now
    assert plan.count == shown.count == sum(age >= period for age in ages)
    if plan.count:
        done = run.carry_out(plan, clock, trigger=BEAT)
        counts = RetentionBatch.objects.get(run=done).counts
        assert done.erased == plan.count
        assert dict(plan.lines[0].children) == {key: counts[key] for key in ("steps", "documents")}
    assert InterviewSession.everything.count() == before - plan.count
    assert make_plan(NOW).count == 0
    assert not FilesToRemove.objects.exists()
