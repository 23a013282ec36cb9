"""The edge of each rule: ten seconds, zones, changes of the clock, months, leap days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interviews.models import AssembledDocument, InterviewSession, SessionSteps
from privacy.models import RetentionRun
from privacy.retention import policies, requests, run
from privacy.retention.modes import After, Immediately
from privacy.retention.plan import make_plan, preview
from privacy.retention.targets import Scope
from tests.privacy.kinds import Sessions

pytestmark = pytest.mark.django_db

SECONDS_10 = timedelta(seconds=10)
DAY = timedelta(days=1)
BEAT = RetentionRun.Trigger.BEAT
LETTERS = Scope("interview", "test.package:data/questions/x.yml")


@pytest.fixture(autouse=True)
def _at_once(settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def set_rule(sessions, mode, now, scope=None) -> None:
    where = {} if scope is None else {"scope": scope}
    policies.set_policy(sessions, mode, now=now - 2000 * DAY, by=None, **where)


@pytest.mark.parametrize(
    ("period", "touched", "due"),
    [
        ("PT36H", "2026-03-10 12:00", "2026-03-12 00:00"),
        ("P30D", "2026-03-10 12:00", "2026-04-09 12:00"),
        ("P1M", "2026-01-31 12:00", "2026-03-01 00:00"),
        ("P1M", "2028-01-31 12:00", "2028-03-01 00:00"),
        ("P1M", "2026-02-28 12:00", "2026-03-28 12:00"),
        ("P3M", "2025-11-30 12:00", "2026-03-01 00:00"),
        ("P1Y", "2024-02-29 12:00", "2025-03-01 00:00"),
        ("P2Y", "2024-02-29 12:00", "2026-03-01 00:00"),
        ("P1Y", "2027-02-28 12:00", "2028-02-28 12:00"),
        ("P1Y6M", "2026-08-31 12:00", "2028-03-01 00:00"),
    ],
)
def test_it_stays_ten_seconds_before_its_end_and_goes_ten_seconds_after(
    sessions, make_session, period, touched, due
):
    set_rule(sessions, After(period), at(due))
    make_session(at(touched))
    (found,) = InterviewSession.objects.all()
    assert requests.when("test.session", [found], now=at(touched))[found.pk].on == at(due)
    assert make_plan(at(due) - SECONDS_10).count == 0
    now = at(due) + SECONDS_10
    assert run.carry_out(make_plan(now), lambda: now, trigger=BEAT).erased == 1


@pytest.mark.parametrize("scope", [None, LETTERS])
@pytest.mark.parametrize("late", [-SECONDS_10, SECONDS_10])
def test_at_once_is_from_the_moment_of_the_clock_on(
    sessions, make_session, monkeypatch, scope, late
):
    monkeypatch.setattr(Sessions, "floor", "")
    touched = at("2026-03-10 12:00")
    set_rule(sessions, Immediately(), touched, scope)
    make_session(touched)
    assert make_plan(touched + late).count == (late > timedelta(0))


@pytest.mark.parametrize(
    "zone", ["UTC", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati"]
)
def test_a_site_that_changes_its_zone_keeps_each_end_where_it_was(sessions, make_session, zone):
    due = at("2026-04-09 12:00")
    set_rule(sessions, After("P30D"), due)
    make_session(at("2026-03-10 12:00"))
    with override_settings(TIME_ZONE=zone):
        assert make_plan(due - SECONDS_10).count == 0
        assert make_plan(due + SECONDS_10).count == 1
        assert make_plan((due + SECONDS_10).astimezone(ZoneInfo(zone))).count == 1


@pytest.mark.parametrize("touched", ["2026-03-28 02:30", "2026-10-24 02:30"])
def test_a_day_is_24_hours_also_when_the_clock_changes(sessions, make_session, touched):
    """Europe/Berlin leaves out an hour on 29 March and has one twice on 25 October."""
    begin = at(touched, "Europe/Berlin")
    due = begin.astimezone(UTC) + DAY
    set_rule(sessions, After("P1D"), due)
    make_session(begin)
    with override_settings(TIME_ZONE="Europe/Berlin"):
        assert make_plan(due - SECONDS_10).count == 0
        assert make_plan(due + SECONDS_10).count == 1


def test_the_two_times_that_one_clock_shows_are_two_moments(sessions, make_session):
    first = at("2026-10-25 02:30", "Europe/Berlin")
    second = first.replace(fold=1)
    due = first.astimezone(UTC) + DAY + SECONDS_10
    set_rule(sessions, After("P1D"), due)
    for touched in (first, second):
        make_session(touched)
    assert make_plan(due).count == 1
    assert make_plan(due + timedelta(hours=1)).count == 2


PERIODS = st.sampled_from(["P1D", "PT36H", "P2W", "P1M", "P2M", "P6M", "P1Y", "P1Y1M"])
MOMENTS = st.datetimes(datetime(2023, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy adds the zone


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    period=PERIODS, now=MOMENTS, ages=st.lists(st.integers(0, 450), max_size=4)
)  # of 5 it would ask
def test_the_day_that_people_are_told_is_the_day_of_the_plan_and_of_the_run(
    sessions, make_session, period, now, ages
):
    for model in (SessionSteps, AssembledDocument):
        model.objects.all().delete()
    InterviewSession.everything.all().delete()
    mode = After(period)
    set_rule(sessions, mode, now)
    made = [make_session(now - age * DAY) for age in ages]
    ends = requests.when("test.session", made, now=now)
    due = {one.pk for one in made if ends[one.pk].on is None or ends[one.pk].on <= now}
    plan = make_plan(now)
    assert plan.count == preview(sessions, mode, now).now.count == len(due)
    if plan.count:
        assert run.carry_out(plan, lambda: now, trigger=BEAT).erased == len(due)
    left = set(InterviewSession.everything.values_list("pk", flat=True))
    assert left == {one.pk for one in made} - due
