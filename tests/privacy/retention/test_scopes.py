"""A rule for one interview or one role: the most specific holds, and an empty one inherits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from accounts.models import User
from interviews.models import InterviewSession
from privacy.models import RetentionPolicy, RetentionRun
from privacy.retention import health, policies, proposals, requests, run, schedule, targets
from privacy.retention.errors import PolicyRefused, TargetNotFound
from privacy.retention.modes import After, Inherit, Never
from privacy.retention.plan import make_plan, preview
from privacy.retention.policies import Rule
from privacy.retention.resolver import due_rows
from privacy.retention.standing import standing
from privacy.retention.targets import EVERYWHERE, Scope, choosable
from tests.privacy.kinds import NOW

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
LATER = NOW + timedelta(hours=1)
LONG_AGO = NOW - 400 * DAY
LETTERS = Scope("interview", "test.package:data/questions/letters.yml")
BEAT = RetentionRun.Trigger.BEAT


@pytest.fixture(autouse=True)
def _at_once(settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0


@pytest.fixture
def rule(sessions):
    def set_rule(mode, scope=EVERYWHERE, now=LONG_AGO):
        return policies.set_policy(sessions, mode, now=now, by=None, scope=scope)

    set_rule(After("P30D"))
    return set_rule


@pytest.fixture
def helper(db) -> tuple[Scope, User]:
    role = Group.objects.create(name="helper")
    person = User.objects.create(email="bob@example.org", password="!")
    person.groups.add(role)
    return Scope("role", str(role.pk)), person


def letter(make_session, days: int, **fields) -> InterviewSession:
    session: InterviewSession = make_session(NOW - days * DAY, **fields)
    InterviewSession.objects.filter(pk=session.pk).update(path="data/questions/letters.yml")
    return session


def test_an_interview_with_a_rule_of_its_own_goes_by_it(rule, make_session, clock):
    rule(After("P60D"), LETTERS)
    stays, goes = letter(make_session, 59), letter(make_session, 61)
    other = make_session(NOW - 31 * DAY)
    plan = make_plan(NOW)
    assert [line.count for line in plan.lines] == [1, 1]
    assert plan.lines[0].label == "interviews, the interview " + LETTERS.ref
    assert schedule.purge(clock, until=LATER) == 2
    assert InterviewSession.objects.get() == stays
    assert {goes.pk, other.pk}.isdisjoint(InterviewSession.objects.values_list("pk", flat=True))


def test_an_interview_s_rule_may_be_shorter_than_the_rule_for_all(rule, make_session, clock):
    rule(After("P2D"), LETTERS)
    letter(make_session, 3)
    stays = make_session(NOW - 3 * DAY)
    assert schedule.purge(clock, until=LATER) == 1
    assert InterviewSession.objects.get() == stays


def test_never_for_one_interview_keeps_it(rule, make_session, clock):
    rule(Never(), LETTERS)
    stays = letter(make_session, 999)
    make_session(NOW - 999 * DAY)
    assert schedule.purge(clock, until=LATER) == 1
    assert InterviewSession.objects.get() == stays


def test_an_interview_goes_before_a_role_and_a_role_before_all(
    rule, sessions, make_session, helper
):
    scope, person = helper
    rule(After("P10D"), scope)
    rule(After("P20D"), LETTERS)
    assert [one.scope for one in policies.rules_of(sessions, NOW)] == [LETTERS, scope, EVERYWHERE]
    of_role = make_session(NOW - 11 * DAY, owner=person)
    stays = letter(make_session, 11, owner=person)
    nobody_s = make_session(NOW - 11 * DAY)
    due = [due_rows(sessions, one, NOW) for one in policies.rules_of(sessions, NOW)]
    assert [list(rows.values_list("pk", flat=True)) for rows in due] == [[], [of_role.pk], []]
    ends = requests.when("test.session", [of_role, stays, nobody_s], now=NOW)
    assert [ends[one.pk].on for one in (of_role, stays, nobody_s)] == [
        NOW - DAY,
        NOW + 9 * DAY,
        NOW + 19 * DAY,
    ]


def test_of_two_roles_the_one_that_keeps_longest_holds(rule, sessions, make_session, helper):
    scope, person = helper
    other = Group.objects.create(name="advocate")
    person.groups.add(other)
    rule(After("P10D"), scope)
    rule(After("P90D"), Scope("role", str(other.pk)))
    make_session(NOW - 50 * DAY, owner=person)
    assert make_plan(NOW).count == 0
    rule(Never(), Scope("role", str(other.pk)))
    assert policies.rules_of(sessions, NOW)[0].mode == Never()


def test_an_empty_rule_inherits(rule, sessions, make_session):
    rule(Never(), LETTERS)
    letter(make_session, 31)
    assert make_plan(NOW).count == 0
    rule(Inherit(), LETTERS, NOW - DAY)
    assert make_plan(NOW).count == 1
    assert [one.scope for one in policies.rules_of(sessions, NOW)] == [EVERYWHERE]
    assert policies.own_mode(sessions, NOW, LETTERS) is None
    assert policies.own_mode(sessions, NOW, EVERYWHERE) == After("P30D")


def test_what_lets_data_of_one_interview_go_sooner_waits(rule, sessions, settings):
    settings.DASITE_POLICY_DELAY_HOURS = 24
    assert rule(After("P60D"), LETTERS, NOW).effective_at == NOW
    assert rule(After("P50D"), LETTERS, NOW).effective_at == NOW + DAY
    assert standing(NOW).waiting(sessions, LETTERS) is not None
    assert standing(NOW).waiting(sessions) is None
    assert rule(Inherit(), LETTERS, NOW).effective_at == NOW + DAY
    assert rule(After("P20D"), Scope("interview", "test.package:other"), NOW).effective_at > NOW


def test_a_role_that_inherits_waits_where_another_role_of_somebody_lets_go_sooner(
    rule, helper, settings
):
    """Later than by the rule for all, sooner than by that of the role that had gone before."""
    scope, _ = helper
    other = Scope("role", str(Group.objects.create(name="advocate").pk))
    rule(After("P20D"), scope)
    rule(After("P10D"), other)
    settings.DASITE_POLICY_DELAY_HOURS = 24
    assert rule(Inherit(), scope, NOW).effective_at == NOW + DAY
    assert rule(Inherit(), other, NOW).effective_at == NOW


def test_a_rule_elsewhere_does_not_take_back_what_waits_for_all(rule, sessions, settings):
    settings.DASITE_POLICY_DELAY_HOURS = 24
    waiting = rule(After("P20D"), EVERYWHERE, NOW)
    rule(After("P60D"), LETTERS, NOW)
    assert standing(NOW).waiting(sessions) == waiting
    assert list(policies.history(sessions).values_list("version", flat=True)) == [2, 1]
    assert list(policies.history(sessions, LETTERS).values_list("version", flat=True)) == [3]


def test_a_rule_of_an_interview_is_no_answer_to_what_is_proposed(sessions):
    policies.set_policy(sessions, After("P60D"), now=NOW, by=None, scope=LETTERS)
    assert proposals.to_decide(NOW) == [sessions]


def test_where_a_kind_of_data_has_no_place_no_rule_can_be_set(sessions):
    with pytest.raises(PolicyRefused, match="have no rules for planet 9"):
        policies.set_policy(sessions, Never(), now=NOW, by=None, scope=Scope("planet", "9"))
    with pytest.raises(PolicyRefused, match="cannot go by itself"):
        policies.set_policy(sessions, Inherit(), now=NOW, by=None)
    with pytest.raises(PolicyRefused, match="1 day at the least"):
        policies.set_policy(sessions, After("PT1H"), now=NOW, by=None, scope=LETTERS)


def test_the_database_refuses_that_the_rule_for_all_inherits(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        RetentionPolicy.objects.create(
            category="x", version=1, mode="inherit", created_at=NOW, effective_at=NOW
        )


@pytest.mark.parametrize("change", ["added", "changed", "taken away"])
def test_a_run_is_out_of_date_when_a_rule_beside_it_changes(rule, make_session, clock, change):
    if change != "added":
        rule(After("P60D"), LETTERS)
    make_session(NOW - 31 * DAY)
    letter(make_session, 31)
    begun = run.write(make_plan(NOW), NOW, trigger=BEAT, by=None, asks=False)
    assert begun.planned == (2 if change == "added" else 1)
    scope = Scope("interview", "test.package:third") if change == "changed" else LETTERS
    rule(Inherit() if change == "taken away" else After("P70D"), scope, NOW)
    assert run.go_on(begun, clock).state == "stale"
    assert InterviewSession.objects.count() == 2


def test_a_preview_of_one_interview_counts_it_alone(rule, sessions, make_session):
    letter(make_session, 31)
    letter(make_session, 8)
    make_session(NOW - 31 * DAY)
    seen = preview(sessions, After("P7D"), NOW, LETTERS)
    assert (seen.now.count, len(seen.sample)) == (2, 2)
    assert preview(sessions, Inherit(), NOW, LETTERS).now.count == 1
    assert preview(sessions, After("P30D"), NOW).now.count == 2


def test_a_preview_of_the_rule_for_all_adds_what_goes_by_others(rule, sessions, make_session):
    rule(After("P7D"), LETTERS)
    letter(make_session, 8)
    make_session(NOW - 31 * DAY)
    seen = preview(sessions, After("P30D"), NOW)
    assert (seen.now.count, dict(seen.now.children)) == (2, {"steps": 4, "documents": 2})
    assert seen.now.oldest == NOW - 31 * DAY


def test_the_curve_is_what_the_plan_will_be(rule, sessions, make_session):
    rule(After("P7D"), LETTERS)
    for days in (0, 5, 13, 29, 60):
        make_session(NOW - days * DAY)
        letter(make_session, days)
    curve = dict(preview(sessions, After("P30D"), NOW).curve)
    assert (min(curve), max(curve)) == (0, 90)
    for day in (0, 3, 9, 30, 90):
        assert curve[day] == make_plan(NOW + day * DAY).count


def test_what_is_overdue_is_counted_by_each_rule(rule, make_session):
    rule(After("P7D"), LETTERS)
    letter(make_session, 8)
    make_session(NOW - 40 * DAY)
    (due,) = [one for one in health.due_by_category(NOW) if one.label == "interviews"]
    assert (due.now, due.since) == (2, NOW - 10 * DAY)


def test_a_scope_that_nobody_knows_any_more_takes_nothing(rule, sessions, make_session):
    make_session(NOW - 999 * DAY)
    lost = Rule(After("P1D"), 7, Scope("planet", "9"), (Scope("moon", "1"),))
    assert not due_rows(sessions, lost, NOW).exists()
    assert lost.scope.words == "planet 9"
    assert due_rows(sessions, Rule(After("P1D"), 7, but=(lost.scope,)), NOW).count() == 1


def test_roles_and_interviews_are_chosen_by_name(helper):
    scope, _ = helper
    (role,) = [one for one, _ in choosable(["role"])]
    assert role.find(scope.ref) == scope.ref
    assert scope.words == "people with the role helper"
    with pytest.raises(TargetNotFound):
        role.find("0")
    assert choosable(["subject"]) == [(targets.get_target("subject"), [])]


def test_never_is_a_flat_line_without_a_question(rule, sessions, make_session):
    make_session(NOW - 999 * DAY)
    assert {count for _, count in preview(sessions, Never(), NOW).curve} == {0}
    assert Inherit().sentence == "go by the rule for all"
