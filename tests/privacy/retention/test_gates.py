"""A plan that is old, drifted, or out of the ordinary stops, and somebody looks at it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from interviews.models import InterviewSession
from privacy.models import Restore, RetentionRun
from privacy.retention import gates, policies, run, schedule
from privacy.retention.errors import PlanStale, PlanTooLarge
from privacy.retention.modes import After
from privacy.retention.plan import make_plan
from tests.privacy.kinds import NOW

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
LATER = NOW + timedelta(hours=1)
SECONDS_10 = timedelta(seconds=10)
ALICE, BOB = 7, 8


@pytest.fixture
def policy(sessions, settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    return policies.set_policy(sessions, After("P30D"), now=NOW - 100 * DAY, by=None)


@pytest.fixture
def copy_session(policy, make_session):
    """A maker of many sessions, last touched so many days ago, with nothing that hangs on them."""
    pattern = make_session(NOW)
    values = {
        field.attname: getattr(pattern, field.attname)
        for field in InterviewSession._meta.concrete_fields
        if field.attname not in {"id", "uid", "touched_at"}
    }

    def make(count: int, days: float) -> list[InterviewSession]:
        return InterviewSession.everything.bulk_create(
            InterviewSession(**values, touched_at=NOW - days * DAY) for _ in range(count)
        )

    return make


def approved() -> RetentionRun:
    begun = schedule.plan_run(NOW, by=ALICE)
    schedule.approve(begun, plan_hash=begun.plan_hash, by=BOB, now=NOW)
    return begun


def carry_out(begun: RetentionRun) -> RetentionRun:
    done = schedule.carry_out_approved(begun.pk, lambda: LATER, until=LATER + DAY)
    assert done is not None
    return done


@pytest.mark.parametrize(("came_back", "state"), [(5, "done"), (6, "stale")])
def test_of_a_hundred_five_may_come_back_and_six_stop_the_run(copy_session, came_back, state):
    due = copy_session(100, 31)
    begun = approved()
    used = [one.pk for one in due[:came_back]]
    InterviewSession.objects.filter(pk__in=used).update(touched_at=NOW)
    done = carry_out(begun)
    assert (done.state, done.erased) == (state, 95 if state == "done" else 0)
    assert InterviewSession.everything.filter(pk__in=used).count() == came_back


def test_what_was_not_looked_at_stops_the_run_even_if_as_much_came_back(copy_session):
    due = copy_session(100, 31)
    begun = approved()
    InterviewSession.objects.filter(pk=due[0].pk).update(touched_at=NOW)
    copy_session(1, 31)
    assert carry_out(begun).state == "stale"
    assert InterviewSession.everything.count() == 102


def test_a_plan_of_which_a_whole_rule_fell_away_is_out_of_date(policy, sessions, make_session):
    make_session(NOW - 31 * DAY)
    begun = approved()
    policies.set_policy(sessions, After("P60D"), now=NOW, by=None)
    with pytest.raises(PlanStale, match="shows 1 due, now 0"):
        gates.refuse_stale(begun.as_of, begun.lines, NOW)


@pytest.mark.parametrize(("late", "is_stale"), [(-SECONDS_10, False), (SECONDS_10, True)])
def test_a_plan_is_approved_within_a_day_and_not_after(policy, make_session, late, is_stale):
    make_session(NOW - 31 * DAY)
    begun, now = schedule.plan_run(NOW, by=ALICE), NOW + DAY + late
    if is_stale:
        with pytest.raises(PlanStale, match="older than a day"):
            schedule.approve(begun, plan_hash=begun.plan_hash, by=BOB, now=now)
        assert RetentionRun.objects.get().state == "asking"
    else:
        schedule.approve(begun, plan_hash=begun.plan_hash, by=BOB, now=now)
        assert RetentionRun.objects.get().state == "running"


@pytest.mark.parametrize(
    ("due", "fresh", "asks"),
    [
        (20, 179, False),
        (20, 178, True),
        (19, 18, False),
        (19, 17, True),
        (5, 4, False),
        (5, 3, True),
        (4, 0, False),
    ],
)
def test_more_than_a_tenth_of_all_there_is_waits(copy_session, due, fresh, asks):
    copy_session(due, 31)
    copy_session(fresh, 1)
    assert gates.is_out_of_the_ordinary(make_plan(NOW)) is asks


@pytest.mark.parametrize(("median", "asks"), [(1, True), (2, False)])
def test_a_small_kind_that_always_goes_like_that_is_not_asked_about(copy_session, median, asks):
    copy_session(6, 31)
    usual(median, NOW)
    assert gates.is_out_of_the_ordinary(make_plan(NOW)) is asks


def test_after_a_restore_nothing_goes_by_a_policy_until_somebody_has_looked(copy_session, policy):
    copy_session(1, 31)
    copy_session(9, 1)
    assert not gates.is_out_of_the_ordinary(make_plan(NOW))
    Restore.objects.create(unit="vault", made_at=NOW - DAY, restored_at=NOW - DAY)
    assert not gates.is_out_of_the_ordinary(make_plan(NOW))
    Restore.objects.create(unit="default", made_at=NOW - DAY, restored_at=NOW - SECONDS_10)
    assert gates.is_out_of_the_ordinary(make_plan(NOW))
    assert not gates.is_out_of_the_ordinary(make_plan(NOW - 300 * DAY))  # nothing is due
    waits = schedule.plan_run(NOW, by=ALICE)
    schedule.approve(waits, plan_hash=waits.plan_hash, by=BOB, now=NOW)
    assert not gates.is_out_of_the_ordinary(make_plan(NOW))


@pytest.mark.parametrize(
    ("due", "fresh", "above", "says"),
    [
        (1, 9, 500, "The site was put back from a backup, and nobody has approved a run since."),
        (20, 170, 500, "It takes 11 % of all interviews."),
        (6, 0, 500, "It takes 86 % of all interviews."),
        (6, 94, 5, "It takes 6 interviews; usually 0 go in a run."),
    ],
)
def test_a_run_that_waits_keeps_why(copy_session, clock, settings, due, fresh, above, says):
    settings.DASITE_PURGE_ASK_ABOVE = above
    copy_session(due, 31)
    copy_session(fresh, 1)
    if "put back" in says:
        Restore.objects.create(unit="default", made_at=NOW, restored_at=NOW - SECONDS_10)
    with pytest.raises(PlanTooLarge):
        run.carry_out(make_plan(NOW), clock, trigger=RetentionRun.Trigger.BEAT)
    waits = RetentionRun.objects.get()
    assert (waits.state, waits.waits_for) == ("asking", says)
    Restore.objects.all().delete()
    InterviewSession.objects.filter(touched_at__lt=NOW - DAY).delete()
    waits.refresh_from_db()
    assert waits.waits_for == says


def test_all_reasons_are_said_and_rows_that_went_meanwhile_make_no_mistake(copy_session):
    copy_session(6, 31)
    Restore.objects.create(unit="default", made_at=NOW, restored_at=NOW - SECONDS_10)
    plan = make_plan(NOW)
    assert gates.why_it_waits(plan) == f"{gates.PUT_BACK} It takes 86 % of all interviews."
    InterviewSession.objects.filter(touched_at__lt=NOW - DAY).delete()
    assert "100 %" in gates.why_it_waits(plan)


@pytest.mark.parametrize(("median", "asks"), [(19, True), (20, False)])
def test_five_times_the_median_of_fourteen_runs_is_ordinary(copy_session, settings, median, asks):
    settings.DASITE_PURGE_ASK_ABOVE = 50
    copy_session(100, 31)
    copy_session(900, 1)
    for days, count in enumerate([median] * 14 + [9999] * 20):
        usual(count, NOW - days * DAY)
    usual(9999, NOW, trigger="person")
    usual(9999, NOW, state="watched")
    assert gates.is_out_of_the_ordinary(make_plan(NOW)) is asks


def usual(count, at, *, key="test.session", **fields):
    RetentionRun.objects.create(
        **{"trigger": "beat", "state": "done", "as_of": at, "started_at": at, **fields},
        lines=[{"key": key, "count": count}, {"key": "other", "count": 99_999}],
        planned=count,
    )


def test_what_is_usual_of_one_kind_says_nothing_of_another(copy_session, settings):
    settings.DASITE_PURGE_ASK_ABOVE = 50
    copy_session(100, 31)
    copy_session(900, 1)
    usual(9999, NOW, key="test.person")
    assert gates.is_out_of_the_ordinary(make_plan(NOW))


def test_the_whole_count_is_compared_and_not_what_one_batch_takes(copy_session, settings):
    settings.DASITE_PURGE_ASK_ABOVE = 50
    copy_session(51, 31)
    copy_session(900, 1)
    assert schedule.purge(lambda: NOW, until=LATER) == 0
    waiting = RetentionRun.objects.get()
    assert (waiting.state, waiting.planned) == ("asking", 51)
    assert not run.has_open_batch(waiting)
