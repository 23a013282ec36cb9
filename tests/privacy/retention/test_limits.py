"""Two people, the wait, and the hours of runs: who asks for less care waits, and is looked at."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings

from privacy.models import RetentionLimits
from privacy.retention import decisions, limits, policies
from privacy.retention.errors import OwnProposal, PolicyRefused
from privacy.retention.limits import Limits, Window
from privacy.retention.modes import After
from tests.privacy.kinds import NOW, Sessions

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
HOURS_72 = timedelta(hours=72)
ALICE, BOB = 7, 8
NIGHT = Window(time(1), time(5))


@pytest.fixture
def two_people(db):
    return limits.set_limits(Limits(second_person=True), now=NOW, by=ALICE)


def test_without_a_word_of_an_administrator_the_settings_hold(db, settings):
    settings.DASITE_POLICY_DELAY_HOURS = 48
    assert limits.read_limits(NOW) == Limits(delay=timedelta(hours=48))


def test_more_care_holds_at_once_and_less_waits_as_long_as_before(db):
    limits.set_limits(Limits(delay=HOURS_72, window=NIGHT), now=NOW, by=ALICE)
    assert limits.read_limits(NOW) == Limits(delay=HOURS_72, window=NIGHT)
    shorter = limits.set_limits(Limits(), now=NOW, by=ALICE)
    assert (shorter.effective_at, shorter.needs_approval) == (NOW + HOURS_72, False)
    assert limits.waiting(NOW) == shorter
    assert limits.read_limits(NOW).delay == HOURS_72
    assert limits.read_limits(NOW + HOURS_72) == Limits()


def test_a_second_person_is_not_done_without_by_one_alone(two_people):
    alone = limits.set_limits(Limits(), now=NOW, by=ALICE)
    assert alone.waits_for_approval
    assert limits.read_limits(NOW + 99 * DAY).second_person
    with pytest.raises(OwnProposal):
        limits.approve(alone, now=NOW, by=ALICE)
    limits.approve(alone, now=NOW + 5 * DAY, by=BOB)
    assert limits.read_limits(NOW + 5 * DAY).second_person
    assert not limits.read_limits(NOW + 6 * DAY).second_person


def test_what_waits_gives_way_to_the_next_and_can_be_withdrawn(two_people):
    first = limits.set_limits(Limits(), now=NOW, by=ALICE)
    second = limits.set_limits(Limits(), now=NOW, by=BOB)
    first.refresh_from_db()
    assert first.withdrawn_by == BOB
    decisions.withdraw(second, now=NOW, by=ALICE)
    assert limits.waiting(NOW) is None
    with pytest.raises(PolicyRefused, match="does not wait for approval"):
        limits.approve(second, now=NOW, by=ALICE)


@pytest.mark.parametrize(
    "fields",
    [
        {"delay_hours": 23},
        {"delay_hours": 73},
        {"delay_hours": 24, "window_from": time(1)},
        {"delay_hours": 24, "window_from": time(1), "window_until": time(1)},
    ],
)
def test_the_database_refuses_limits_out_of_bounds(db, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        RetentionLimits.objects.create(
            second_person=False, created_at=NOW, effective_at=NOW, **fields
        )


def test_a_rule_waits_for_somebody_else_and_then_its_day(two_people, sessions):
    policy = policies.set_policy(sessions, After("P30D"), now=NOW, by=ALICE)
    assert policies.to_approve() == [policy]
    assert policies.rules_of(sessions, NOW + 99 * DAY)[-1].version is None
    with pytest.raises(OwnProposal, match="you proposed it yourself"):
        policies.approve(policy, now=NOW, by=ALICE)
    with pytest.raises(OwnProposal):
        policies.approve(policy, now=NOW, by=None)
    policies.approve(policy, now=NOW + 3 * DAY, by=BOB)
    policy.refresh_from_db()
    assert (policy.approved_by, policy.effective_at) == (BOB, NOW + 4 * DAY)
    assert policies.rules_of(sessions, NOW + 4 * DAY)[-1].version == 1
    assert policies.to_approve() == []


def test_a_longer_rule_waits_for_somebody_else_and_no_day(two_people, sessions):
    policies.approve(
        policies.set_policy(sessions, After("P30D"), now=NOW, by=ALICE), now=NOW, by=BOB
    )
    longer = policies.set_policy(sessions, After("P60D"), now=NOW + 2 * DAY, by=BOB)
    assert policies.rules_of(sessions, NOW + 2 * DAY)[-1].mode == After("P30D")
    policies.approve(longer, now=NOW + 2 * DAY, by=ALICE)
    assert policies.rules_of(sessions, NOW + 2 * DAY)[-1].mode == After("P60D")


def test_what_waits_for_approval_can_be_withdrawn_after_its_day(two_people, sessions):
    policy = policies.set_policy(sessions, After("P30D"), now=NOW, by=ALICE)
    policies.withdraw(policy, now=NOW + 9 * DAY, by=ALICE)
    with pytest.raises(PolicyRefused, match="does not wait for approval"):
        policies.approve(policy, now=NOW + 9 * DAY, by=BOB)


def test_what_its_kind_does_not_allow_any_more_is_not_approved(two_people, sessions, monkeypatch):
    policy = policies.set_policy(sessions, After("P30D"), now=NOW, by=ALICE)
    monkeypatch.setattr(Sessions, "floor", "P60D")
    with pytest.raises(PolicyRefused, match="60 days at the least"):
        policies.approve(policy, now=NOW, by=BOB)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("window", "moment", "wanted"),
    [
        (NIGHT, "2026-03-10 00:59:59", None),
        (NIGHT, "2026-03-10 01:00", "2026-03-10 05:00"),
        (NIGHT, "2026-03-10 04:59:59", "2026-03-10 05:00"),
        (NIGHT, "2026-03-10 05:00", None),
        (Window(time(22), time(4)), "2026-03-10 23:00", "2026-03-11 04:00"),
        (Window(time(22), time(4)), "2026-03-11 03:00", "2026-03-11 04:00"),
        (Window(time(22), time(4)), "2026-03-11 12:00", None),
    ],
)
def test_a_window_is_open_between_its_hours(window, moment, wanted):
    with override_settings(TIME_ZONE="Europe/Berlin"):
        closes = window.closes_at(at(moment))
    assert closes == (at(wanted) if wanted else None)


def test_the_hours_of_a_window_are_those_of_the_site_s_zone():
    moment = datetime(2026, 3, 10, 0, 30, tzinfo=UTC)
    with override_settings(TIME_ZONE="UTC"):
        assert NIGHT.closes_at(moment) is None
    with override_settings(TIME_ZONE="Europe/Berlin"):
        assert NIGHT.closes_at(moment) == datetime(2026, 3, 10, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "hours"),
    [("2026-03-29", 3), ("2026-10-25", 5), ("2026-03-10", 4)],
)
def test_the_night_when_the_clock_changes_is_an_hour_shorter_or_longer(day, hours):
    window = Window(time(1), time(5))
    begins = at(f"{day} 01:00")
    with override_settings(TIME_ZONE="Europe/Berlin"):
        closes = window.closes_at(begins)
    assert closes is not None
    assert closes - begins.astimezone(UTC) == timedelta(hours=hours)
