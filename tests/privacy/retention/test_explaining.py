"""Why something is still here: what is said is what the run does."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

from accounts.models import User
from interviews.models import InterviewSession
from privacy.models import Job
from privacy.retention import holding, policies, requests, targets
from privacy.retention.errors import UnknownCategory
from privacy.retention.explaining import explain, explain_one
from privacy.retention.modes import After, Never
from privacy.retention.targets import EVERYWHERE, Scope
from tests.privacy.kinds import NOW
from tests.privacy.ladders import DAY, LADDER, note

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(categories):
    return User.objects.create(email="alice@example.org", password="!")


@pytest.fixture
def left(alice, make_session):
    def make(days: int):
        return make_session(NOW - days * DAY, alice.subject_id, owner=alice)

    return make


@pytest.fixture
def rule(sessions, settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0

    def set_rule(mode, scope=EVERYWHERE):
        policies.set_policy(sessions, mode, now=NOW - 400 * DAY, by=None, scope=scope)

    return set_rule


def hold(session: InterviewSession) -> None:
    holding.place(
        targets.get_target("session"),
        str(session.uid),
        reason="file 7/26",
        review_on=(NOW + DAY).date(),
        now=NOW,
        by=None,
    )


def said(session: InterviewSession) -> list[str]:
    return explain_one(session, now=NOW).sentences


def test_what_nobody_decided_about_stays_and_says_so(left):
    (sentence,) = said(left(400))
    assert sentence.startswith("By default, since no rule is in force yet, interviews are kept")


def test_the_rule_its_source_and_the_day_are_named(left, rule):
    rule(After("P90D"))
    assert said(left(89)) == [
        "By the rule for all (version 1), interviews are deleted after 90 days.",
        "It goes on 11 March 2026, if nobody uses it.",
    ]


def test_what_is_due_goes_with_the_next_run(left, rule):
    rule(After("P90D"))
    assert said(left(91))[1] == "It is due: the next run takes it."


def test_the_rule_of_a_role_is_named_where_it_holds(left, rule, alice):
    helpers = Group.objects.create(name="helper")
    rule(After("P90D"))
    rule(Never(), Scope("role", str(helpers.pk)))
    theirs = left(400)
    alice.groups.add(helpers)
    (sentence,) = said(theirs)
    assert sentence.startswith("By the rule for people with the role helper (version 2), ")


def test_a_hold_is_told_of_without_its_reason(left, rule):
    rule(After("P90D"))
    session = left(400)
    hold(session)
    assert said(session)[1:] == ["It has to be kept for now."]
    assert requests.when("test.session", [session], now=NOW)[session.pk].on is None
    assert said(left(400))[1] == "It is due: the next run takes it."


def test_the_ladder_to_come_shifts_the_day(left, rule):
    rule(LADDER)
    assert said(left(400))[1:] == [
        "It goes on 9 April 2026, if nobody uses it.",
        "A mail tells of it 30, 7 and 1 days before.",
    ]
    assert said(left(10))[1] == "It goes on 29 May 2026, if nobody uses it."


def test_the_day_that_was_named_holds(left, rule):
    rule(LADDER)
    session = left(80)
    note(session, 30, NOW + 20 * DAY)
    assert said(session)[1:] == [
        "It goes on 30 March 2026, if nobody uses it.",
        "A mail told of it; nothing goes before 30 March 2026.",
    ]


def test_what_could_not_be_told_stays(left, rule):
    rule(LADDER)
    session = left(80)
    note(session, 30, NOW + 20 * DAY, "bounced")
    found = explain_one(session, now=NOW)
    assert found.on is None
    assert found.sentences[1:] == [
        "A mail that tells of it could not be sent, so it stays for now."
    ]


def test_a_guest_s_goes_without_a_mail(make_session, rule):
    rule(LADDER)
    assert said(make_session(NOW - 89 * DAY))[1:] == [
        "It goes on 11 March 2026, if nobody uses it."
    ]


def test_what_no_administrator_decides_has_no_source(alice):
    assert said(alice) == ["Accounts are kept until somebody deletes them."]


def test_what_no_category_answers_for_is_unknown(categories):
    with pytest.raises(UnknownCategory, match="Job"):
        explain_one(Job(), now=NOW)


def test_many_rows_cost_as_many_queries_as_one(
    left, rule, sessions, alice, django_assert_num_queries
):
    rule(LADDER)
    rule(After("P10D"), Scope("role", str(Group.objects.create(name="helper").pk)))
    rows = [left(days) for days in range(60, 100)]
    hold(rows[0])
    with django_assert_num_queries(7):
        explain(sessions, rows, now=NOW)
    with django_assert_num_queries(7):
        explain(sessions, rows[:1], now=NOW)
