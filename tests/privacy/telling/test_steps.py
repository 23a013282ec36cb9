"""Each step comes in time, once, and no day that was named is ever shortened."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core import mail

from accounts.models import User
from interviews.models import InterviewSession
from privacy.models import Notice
from privacy.retention import holding, ladder, notices, policies, targets
from privacy.retention.modes import After, Never
from privacy.retention.plan import make_plan
from tests.privacy.kinds import NOW
from tests.privacy.ladders import DAY, SECONDS, note

pytestmark = pytest.mark.django_db


def test_the_first_mail_comes_exactly_thirty_days_before(tell, alice, left):
    left(alice, 60)
    assert tell(NOW - SECONDS) == []
    (sent,) = tell(NOW)
    assert sent.to == ["alice@example.org"]
    assert sent.subject == "Tenants' Desk: something of yours will be deleted on 9 April 2026"
    assert "something you began at Tenants' Desk will be deleted on 9 April 2026" in sent.body
    assert "https://desk.example.org/notices/keep/" in sent.body
    assert "https://desk.example.org/notices/delete/" in sent.body
    assert "kept for 90 days" in sent.body


def test_the_whole_ladder_is_gone_down_and_then_it_goes(tell, alice, left, sessions):
    session = left(alice, 60)
    end = NOW + 30 * DAY
    moments = [NOW, end - 7 * DAY, end - DAY]
    for moment in moments:
        assert tell(moment - SECONDS) == []
        assert len(tell(moment)) == 1
        assert tell(moment + SECONDS) == []
        assert make_plan(end - SECONDS).count == 0
    assert make_plan(end).count == 1
    assert list(Notice.objects.order_by("pk").values_list("step", "state", "due_at")) == [
        (30, "sent", end),
        (7, "sent", end),
        (1, "sent", end),
    ]
    assert set(Notice.objects.values_list("row", flat=True)) == {session.pk}


def test_a_rule_of_today_tells_first_and_shifts_the_day(tell, alice, left):
    left(alice, 400)
    moments = [NOW, NOW + 23 * DAY, NOW + 29 * DAY]
    for moment in moments:
        assert len(tell(moment)) == 1
    assert make_plan(NOW + 30 * DAY - SECONDS).count == 0
    assert make_plan(NOW + 30 * DAY).count == 1


def test_who_was_told_late_has_all_the_days_that_were_named(tell, alice, left):
    left(alice, 60)
    tell(NOW)
    late = NOW + 28 * DAY  # the worker was away; two days were left
    (sent,) = tell(late)
    assert "13 April 2026" not in sent.body
    assert "14 April 2026" in sent.body  # seven days from then
    assert Notice.objects.get(step=7).due_at == late + 7 * DAY
    tell(late + 6 * DAY)
    assert make_plan(late + 7 * DAY - SECONDS).count == 0
    assert make_plan(late + 7 * DAY).count == 1


def test_days_that_were_shifted_once_are_never_shortened(tell, alice, left):
    left(alice, 400)
    tell(NOW)
    left(alice, 90 - 7 - 22)  # its own first step comes a day before the other's second
    tell(NOW + 22 * DAY)
    shifted = Notice.objects.filter(step=7)
    assert [notice.due_at for notice in shifted] == [NOW + 30 * DAY] * len(shifted)


def test_planning_and_sending_twice_tells_once(tell, alice, left):
    left(alice, 60)
    assert len(tell(NOW)) == 1
    assert tell(NOW) == []
    message = Notice.objects.get().message
    notices.send(message, lambda: NOW)
    assert len(mail.outbox) == 1


def test_two_workers_that_plan_at_once_write_one_notice(tell, alice, left, monkeypatch):
    left(alice, 60)
    plan = notices._steps

    def while_another_plans(category, mode, rows):
        found = list(plan(category, mode, rows))
        with monkeypatch.context() as there:
            there.setattr(notices, "_steps", plan)
            notices.plan_notices(lambda: NOW, until=NOW + DAY)
        return found

    monkeypatch.setattr(notices, "_steps", while_another_plans)
    assert len(tell(NOW)) == 1
    assert Notice.objects.count() == 1


def test_using_it_again_ends_the_ladder_and_begins_another(tell, alice, left):
    session = left(alice, 60)
    tell(NOW)
    InterviewSession.objects.filter(pk=session.pk).update(touched_at=NOW + DAY)
    for days in (23, 29, 30, 60):
        assert tell(NOW + days * DAY) == []
    assert len(tell(NOW + 61 * DAY)) == 1
    assert Notice.objects.filter(step=30).count() == 2


def test_what_is_held_is_not_told_of_until_it_is_released(tell, alice, left):
    session = left(alice, 60)
    placed = holding.place(
        targets.get_target("session"),
        str(session.uid),
        reason="file 7/26",
        review_on=(NOW + DAY).date(),
        now=NOW,
        by=None,
    )
    assert tell(NOW) == []
    holding.release(placed.hold, now=NOW + 50 * DAY, by=None)
    assert len(tell(NOW + 50 * DAY)) == 1
    assert Notice.objects.get().due_at == NOW + 80 * DAY


def test_a_rule_without_notices_tells_nobody(tell, alice, left, sessions):
    left(alice, 60)
    notices.plan_notices(lambda: NOW, until=NOW + DAY)
    policies.set_policy(sessions, Never(), now=NOW, by=None)
    assert tell(NOW) == []
    policies.set_policy(sessions, After("P90D"), now=NOW, by=None)
    assert tell(NOW + 60 * DAY) == []


def test_steps_that_a_new_rule_leaves_out_are_passed_over(tell, alice, left, sessions):
    left(alice, 60)
    tell(NOW)
    policies.set_policy(sessions, After("P90D", (14, 3)), now=NOW + DAY, by=None)
    assert tell(NOW + 16 * DAY - SECONDS) == []
    for days in (16, 27):
        assert len(tell(NOW + days * DAY)) == 1
    assert make_plan(NOW + 30 * DAY).count == 1


def test_a_guest_is_told_nothing(tell, make_session):
    make_session(NOW - 60 * DAY)
    assert tell(NOW) == []


def test_a_day_that_passed_long_ago_is_told_of_anew(tell, alice, left):
    session = left(alice, 400)
    old = note(session, 30, NOW - ladder.FORGOTTEN_AFTER, "refused", dedupe="x")
    assert len(tell(NOW)) == 1
    old.refresh_from_db()
    assert (old.state, old.dedupe) == ("cancelled", None)


def test_a_day_within_a_month_is_not_told_of_again(tell, alice, left):
    note(left(alice, 400), 1, NOW - ladder.FORGOTTEN_AFTER + SECONDS)
    assert tell(NOW) == []


def test_days_are_of_24_hours_also_when_clocks_change(tell, alice, make_session, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    end = datetime(2026, 4, 5, 1, 0, tzinfo=UTC)  # clocks went forward on 29 March
    make_session(end - 90 * DAY, alice.subject_id, owner=alice)
    begin = end - 30 * DAY
    assert tell(begin - SECONDS) == []
    assert len(tell(begin)) == 1
    assert tell(end - 7 * DAY - SECONDS) == []
    assert len(tell(end - 7 * DAY)) == 1
    assert len(tell(end - DAY)) == 1
    assert make_plan(end - SECONDS).count == 0
    assert make_plan(end).count == 1


def test_many_people_are_told_in_portions(tell, left, monkeypatch):
    monkeypatch.setattr(notices, "PEOPLE_AT_ONCE", 2)
    for number in range(5):
        person = User.objects.create(email=f"p{number}@example.org", password="!")
        left(person, 60)
    assert len(tell(NOW)) == 5


def test_planning_ends_when_its_time_is_up(alice, left):
    left(alice, 60)
    assert notices.plan_notices(lambda: NOW, until=NOW) == 0


def test_a_thousand_things_of_one_person_cost_no_query_each(
    alice, left, django_assert_max_num_queries
):
    for _ in range(20):
        left(alice, 60)
    with django_assert_max_num_queries(16):
        notices.plan_notices(lambda: NOW, until=NOW + DAY)
    with django_assert_max_num_queries(14):
        notices.send(Notice.objects.earliest("pk").message, lambda: NOW)
    assert Notice.objects.filter(state="sent").count() == 20
