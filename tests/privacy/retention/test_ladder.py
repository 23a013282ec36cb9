"""Nothing goes that its person was not told about as promised; every count says the same."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from interviews.models import InterviewSession
from privacy.models import Notice, RetentionPolicy
from privacy.retention import health, ladder, policies, registry, schedule
from privacy.retention.errors import LadderRefused
from privacy.retention.modes import (
    After,
    Immediately,
    Never,
    is_shorter,
    read_mode,
    read_steps,
    steps_in_words,
)
from privacy.retention.plan import make_plan, preview
from privacy.retention.policies import Rule
from privacy.retention.resolver import due_rows, within_reach
from tests.decisions import rewrite
from tests.privacy.kinds import NOW
from tests.privacy.ladders import DAY, LADDER, SECONDS, note

pytestmark = pytest.mark.django_db

RULE = Rule(LADDER)


@pytest.fixture
def alice(categories):
    return User.objects.create(email="alice@example.org", password="!")


@pytest.fixture
def left(alice, make_session):
    """Return a maker of Alice's interviews, left alone for so many days."""

    def make(days: int = 90, **fields):
        return make_session(NOW - days * DAY, alice.subject_id, owner=alice, **fields)

    return make


@pytest.fixture
def policy(sessions, settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    return policies.set_policy(sessions, LADDER, now=NOW - 400 * DAY, by=None)


def due(category, at=NOW, **ahead):
    return list(due_rows(category, RULE, at, **ahead).values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", ()),
        ("30, 7, 1", (30, 7, 1)),
        (" 1 7  30 ", (30, 7, 1)),
        ("30, 7 and 1 days", (30, 7, 1)),
        ("1 day", (1,)),
        ("365", (365,)),
    ],
)
def test_a_ladder_is_read_as_people_write_it(text, wanted):
    assert read_steps(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("soon", "'soon' is no number of days; write 30, 7, 1"),
        ("0", "0 days: write numbers from 1 to 365"),
        ("366", "366 days: write numbers"),
        ("-7", "'-7' is no number of days"),
        ("7.5", "'7.5' is no number"),
        ("٣", "is no number of days"),
        ("7, 7", "7 stands there twice"),
        ("6 5 4 3 2 1", "6 notices are too many; write 5 at the most"),
    ],
)
def test_a_ladder_that_is_none_is_named(text, wanted):
    with pytest.raises(LadderRefused, match=wanted):
        read_steps(text)


def test_the_rule_says_its_ladder_in_words():
    assert LADDER.sentence == ("are deleted after 90 days, with a notice 30, 7 and 1 days before")
    assert steps_in_words((7,)) == "7 days"
    assert steps_in_words((1,)) == "1 day"
    assert steps_in_words((7, 1)) == "7 and 1 days"


def test_notices_go_with_a_period_alone():
    assert read_mode("after", "P90D", "30, 7, 1") == LADDER
    with pytest.raises(LadderRefused, match="'never' knows no notices"):
        read_mode("never", "", "30")


@pytest.mark.parametrize(
    ("new", "old", "wanted"),
    [
        (After("P90D"), LADDER, True),
        (After("P90D", (7, 1)), LADDER, True),
        (After("P90D", (30,)), LADDER, False),
        (LADDER, After("P90D"), False),
        (After("P1M", (7,)), After("P1M"), False),
        (After("P60D", (30,)), LADDER, True),
        (Immediately(), LADDER, True),
        (Never(), LADDER, False),
    ],
)
def test_less_warning_lets_data_go_sooner(new, old, wanted):
    assert is_shorter(new, old) is wanted


def test_the_ladder_is_saved_with_the_version(sessions, policy):
    assert RetentionPolicy.objects.get().notice_steps == "30, 7, 1"
    assert policies.rules_of(sessions, NOW)[-1].mode == LADDER


def test_the_database_refuses_notices_without_a_period(policy):
    with pytest.raises(IntegrityError), transaction.atomic():
        rewrite(mode="never", period="")


def test_a_ladder_longer_than_the_period_is_refused(sessions):
    with pytest.raises(LadderRefused, match=r"told 30 days before; write fewer"):
        policies.check_mode(sessions, After("P30D", (30,)))
    policies.check_mode(sessions, After("P30D", (29,)))


def test_where_nobody_can_be_told_a_ladder_is_refused(categories, monkeypatch):
    monkeypatch.setattr(registry.get_category("test.session"), "tell", "")
    with pytest.raises(LadderRefused, match="nobody to tell"):
        policies.check_mode(registry.get_category("test.session"), LADDER)


def test_what_nobody_was_told_about_stays(sessions, left):
    left(400)
    assert due(sessions) == []


def test_what_was_told_about_goes_on_the_day_that_was_named(sessions, left):
    session = left()
    note(session, 1, NOW)
    assert due(sessions, NOW - SECONDS) == []
    assert due(sessions, NOW) == [session.pk]
    assert due(sessions, NOW + SECONDS) == [session.pk]


def test_a_day_named_later_than_the_period_holds(sessions, left):
    session = left(400)
    note(session, 1, NOW + DAY)
    assert due(sessions, NOW + DAY - SECONDS) == []
    assert due(sessions, NOW + DAY) == [session.pk]


def test_a_period_that_lasts_longer_than_the_day_named_holds_too(sessions, left):
    session = left(89)
    note(session, 1, NOW)
    assert due(sessions, NOW) == []
    assert due(sessions, NOW + DAY) == [session.pk]


@pytest.mark.parametrize("step", [30, 7])
def test_earlier_steps_alone_let_nothing_go(sessions, left, step):
    note(left(), step, NOW)
    assert due(sessions) == []


@pytest.mark.parametrize(
    "state", ["waiting", "sending", "refused", "bounced", "no_address", "no_server", "cancelled"]
)
def test_only_what_is_written_down_as_sent_counts(sessions, left, state):
    note(left(), 1, NOW, state)
    assert due(sessions) == []


def test_a_notice_that_came_back_keeps_the_row_whatever_followed(sessions, left):
    session = left()
    note(session, 30, NOW, "bounced")
    note(session, 1, NOW)
    assert due(sessions) == []


def test_an_administrator_s_decision_lets_it_go(sessions, left):
    session = left()
    note(session, 30, NOW, "waived")
    assert due(sessions) == [session.pk]


def test_using_it_again_ends_the_ladder(sessions, left):
    session = left()
    note(session, 1, NOW)
    InterviewSession.objects.filter(pk=session.pk).update(touched_at=NOW - 91 * DAY)
    assert due(sessions) == []


def test_another_period_begins_another_ladder(sessions, left):
    note(left(), 1, NOW, period="P60D")
    assert due(sessions) == []


def test_a_notice_of_another_row_or_kind_does_not_count(sessions, left):
    session, other = left(), left()
    note(other, 1, NOW)
    note(session, 1, NOW, category="test.other")
    assert due(sessions) == [other.pk]


def test_a_day_that_passed_long_ago_is_forgotten(sessions, left):
    note(left(400), 1, NOW - ladder.FORGOTTEN_AFTER)
    assert due(sessions, NOW - SECONDS) != []
    assert due(sessions, NOW) == []


def test_a_guest_has_nobody_to_tell_and_goes_by_the_period(sessions, make_session):
    session = make_session(NOW - 90 * DAY)
    assert due(sessions, NOW - SECONDS) == []
    assert due(sessions) == [session.pk]


def test_plan_preview_health_and_run_agree(sessions, policy, left, make_session, clock):
    told, guest = left(), make_session(NOW - 90 * DAY)
    note(told, 1, NOW)
    left(400)
    seen = preview(sessions, LADDER, NOW)
    assert make_plan(NOW).count == 2
    assert seen.now.count == seen.curve[0][1] == 2
    assert health.report(NOW).due == 2
    assert schedule.purge(clock, until=NOW + DAY) == 2
    assert {told.pk, guest.pk}.isdisjoint(InterviewSession.objects.values_list("pk", flat=True))


def test_a_preview_counts_ahead_with_the_notices_still_to_be_sent(sessions, policy, left):
    left(400)
    left(70)
    note(left(89), 30, NOW + 5 * DAY)
    note(left(89), 30, NOW + 5 * DAY, "bounced")
    seen = preview(sessions, LADDER, NOW)
    assert [(one.days, one.line.count) for one in seen.horizons] == [
        (0, 0),
        (7, 1),
        (30, 3),
        (90, 3),
    ]
    curve = dict(seen.curve)
    assert (curve[3], curve[6], curve[27], curve[30]) == (0, 1, 1, 3)
    assert health.report(NOW).due_in_a_week == 1


def test_the_plan_names_the_ladder(sessions, left, settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    note(left(), 1, NOW)
    policies.set_policy(sessions, LADDER, now=NOW - 10 * DAY, by=None)
    assert "with a notice 30, 7 and 1 days before" in make_plan(NOW).lines[0].rule


def test_how_far_the_ladder_is_stands_in_numbers(sessions, left, make_session):
    left(59)  # not yet within its reach
    left(60)
    note(left(70), 30, NOW + 20 * DAY)
    note(left(70), 30, NOW + 20 * DAY, "refused")
    make_session(NOW - 90 * DAY)
    counted = ladder.count(sessions, LADDER, within_reach(sessions, RULE, NOW), NOW)
    assert counted == ladder.Told(to_tell=1, told=1, cannot=1, nobody=1)


def test_the_question_of_notices_costs_no_query_a_row(sessions, left, django_assert_num_queries):
    for _ in range(3):
        note(left(), 1, NOW)
    with django_assert_num_queries(2):  # the holds, then the rows
        assert len(due(sessions)) == 3


def test_without_notices_in_the_rule_nobody_looks_for_any(sessions, left):
    rows = due_rows(sessions, Rule(After("P90D")), NOW)
    assert Notice._meta.db_table not in str(rows.query)


def test_a_notice_that_was_sent_has_a_time(left):
    with pytest.raises(IntegrityError), transaction.atomic():
        note(left(), 1, NOW, sent_at=None)


def test_a_notice_says_its_number_alone(left):
    notice = note(left(), 1, NOW)
    assert str(notice) == f"notice {notice.pk}"
