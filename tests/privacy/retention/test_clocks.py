"""A rule may count from another moment than the last use: from one that nobody moves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from interviews.models import InterviewSession
from privacy import checks
from privacy.models import RetentionPolicy, RetentionRun
from privacy.retention import health, policies, registry, requests, run
from privacy.retention.category import OtherClock
from privacy.retention.durations import parse
from privacy.retention.errors import LadderRefused, NotADuration, PolicyRefused
from privacy.retention.explaining import explain
from privacy.retention.modes import After, Never, is_shorter, read_mode
from privacy.retention.plan import make_plan, preview
from privacy.retention.targets import EVERYWHERE, Scope
from tests.privacy.kinds import NOW, Sessions

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
SECONDS_10 = timedelta(seconds=10)
BEAT = RetentionRun.Trigger.BEAT
BY_BEGIN = After("P30D", (), "begun")
LETTERS = Scope("interview", "test.package:data/questions/letters.yml")


@pytest.fixture(autouse=True)
def _at_once(settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0


@pytest.fixture
def begun(make_session):
    """Return a maker of sessions that were used a minute ago and begun so long before `NOW`."""

    def make(ago: timedelta, **fields) -> InterviewSession:
        session: InterviewSession = make_session(NOW - timedelta(minutes=1), **fields)
        InterviewSession.objects.filter(pk=session.pk).update(started_at=NOW - ago)
        session.refresh_from_db()
        return session

    return make


def decide(sessions, mode, scope=EVERYWHERE, now=NOW - 400 * DAY) -> RetentionPolicy:
    return policies.set_policy(sessions, mode, now=now, by=None, scope=scope)


@pytest.mark.parametrize("period", ["P30D", "P2W", "P1M", "PT36H"])
@pytest.mark.parametrize("scope", [EVERYWHERE, LETTERS])
def test_what_is_used_every_day_goes_by_its_begin(sessions, begun, period, scope):
    decide(sessions, After(period, (), "begun"), scope)
    at_its_end = NOW - parse(period).before(NOW)
    stays, goes = begun(at_its_end - SECONDS_10), begun(at_its_end + SECONDS_10)
    InterviewSession.objects.update(path="data/questions/letters.yml")
    plan = make_plan(NOW)
    assert plan.count == 1
    assert plan.lines[0].oldest == goes.started_at
    assert run.carry_out(plan, lambda: NOW, trigger=BEAT).erased == 1
    assert InterviewSession.everything.get() == stays


def test_by_the_last_use_it_would_stay(sessions, begun):
    decide(sessions, After("P30D"))
    begun(99 * DAY)
    assert make_plan(NOW).count == 0


def test_look_chart_and_card_count_from_the_begin_too(sessions, begun):
    decide(sessions, BY_BEGIN)
    first, _ = begun(40 * DAY), begun(15 * DAY)
    seen = preview(sessions, BY_BEGIN, NOW)
    curve = dict(seen.curve)
    assert [curve[0], curve[12], curve[15], curve[90]] == [1, 1, 2, 2]
    assert [horizon.line.count for horizon in seen.horizons] == [1, 1, 2, 2]
    assert seen.sample == ((first.pk, NOW - 40 * DAY),)
    (due,) = [one for one in health.due_by_category(NOW) if one.label == "interviews"]
    assert (due.now, due.since) == (1, NOW - 10 * DAY)


def test_each_session_says_the_day_and_that_use_does_not_move_it(sessions, begun):
    decide(sessions, BY_BEGIN)
    session = begun(20 * DAY)
    why = explain(sessions, [session], now=NOW)[session.pk]
    assert why.on == NOW + 10 * DAY
    rule = "interviews are deleted after 30 days, counted from when they were begun"
    assert why.sentences == [
        f"By the rule for all (version 1), {rule}.",
        "It goes on 20 March 2026, also if somebody uses it.",
    ]
    assert requests.when("test.session", [session], now=NOW)[session.pk].sentence == (
        "because interviews are kept for 30 days, counted from when they were begun"
    )


@pytest.mark.parametrize(
    ("new", "old", "shorter"),
    [
        (BY_BEGIN, After("P30D"), True),
        (After("P90D", (), "begun"), After("P30D"), True),
        (After("P30D"), BY_BEGIN, False),
        (After("P20D"), BY_BEGIN, True),
        (After("P60D", (), "begun"), BY_BEGIN, False),
        (After("P20D", (), "begun"), BY_BEGIN, True),
        (BY_BEGIN, Never(), True),
    ],
)
def test_whoever_counts_from_earlier_lets_go_sooner(new, old, shorter):
    assert is_shorter(new, old) is shorter


def test_to_count_from_the_begin_waits_and_is_another_rule_for_a_plan(sessions, begun, settings):
    settings.DASITE_POLICY_DELAY_HOURS = 24
    decide(sessions, After("P30D"))
    session = begun(31 * DAY)
    waiting = decide(sessions, BY_BEGIN, now=NOW)
    assert (waiting.clock, waiting.effective_at) == ("begun", NOW + DAY)
    assert make_plan(NOW).count == 0
    plan = make_plan(NOW + DAY)
    assert [one.count for one in plan.lines] == [1]
    started = run.write(plan, NOW + DAY, trigger=BEAT, by=None, asks=False)
    decide(sessions, After("P30D"), now=NOW + DAY)
    assert run.go_on(started, lambda: NOW + DAY).state == "stale"
    assert InterviewSession.objects.get() == session


def test_of_two_roles_with_one_period_that_of_the_later_clock_holds(sessions):
    first, second = (Group.objects.create(name=name) for name in ("advocate", "helper"))
    decide(sessions, BY_BEGIN, Scope("role", str(first.pk)))
    decide(sessions, After("P30D"), Scope("role", str(second.pk)))
    rules = policies.rules_of(sessions, NOW)
    assert [one.scope.ref for one in rules] == [str(second.pk), str(first.pk), ""]


def test_what_nobody_can_put_off_has_no_notices(sessions):
    with pytest.raises(LadderRefused, match="nobody keeps them by using them"):
        policies.check_mode(sessions, After("P30D", (7,), "begun"))
    policies.check_mode(sessions, BY_BEGIN)


def test_a_clock_that_the_kind_does_not_have_is_refused(sessions):
    with pytest.raises(PolicyRefused, match="have no clock 'born'"):
        policies.check_mode(sessions, After("P30D", (), "born"))
    with pytest.raises(NotADuration, match="takes no period"):
        read_mode("never", clock="begun")


@pytest.mark.parametrize(
    "fields", [{"mode": "never"}, {"mode": "after", "period": "P30D", "notice_steps": "7"}]
)
def test_the_database_refuses_a_clock_where_none_can_be(db, fields):
    with (
        pytest.raises(IntegrityError, match="privacy_policy_clock_if_after"),
        transaction.atomic(),
    ):
        RetentionPolicy.objects.create(
            category="x", version=1, clock="begun", created_at=NOW, effective_at=NOW, **fields
        )


def test_a_clock_that_a_release_took_away_gives_way_to_the_own_one(sessions, begun, monkeypatch):
    """Later rather than sooner."""
    decide(sessions, BY_BEGIN)
    begun(31 * DAY)
    monkeypatch.setattr(Sessions, "other_clocks", ())
    assert make_plan(NOW).count == 0


@pytest.mark.parametrize(
    ("column", "wanted"),
    [("no_such", "no DateTimeField"), ("title", "no DateTimeField"), ("touched_at", "")],
)
def test_another_clock_is_a_moment_too(sessions, monkeypatch, column, wanted):
    monkeypatch.setattr(Sessions, "other_clocks", (OtherClock("x", column, "they were x"),))
    found = [one.msg for one in checks.categories_make_sense() if one.id == "privacy.E003"]
    assert bool(found) is bool(wanted)
    assert all(wanted in one for one in found)


def test_only_what_can_be_hidden_has_other_clocks(sessions, monkeypatch):
    monkeypatch.setattr(Sessions, "mark_field", "")
    monkeypatch.setattr(Sessions, "scope_field", "")
    assert any("no mark_field" in error.msg for error in checks.categories_make_sense())


def test_interviews_are_counted_from_their_begin_if_one_likes():
    category = registry.get_rows("interviews.session")
    assert category.clock_of(BY_BEGIN) == "started_at"
    assert category.clock_of(After("P30D")) == "touched_at"
