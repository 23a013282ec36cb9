"""Whatever was told, held or left alone: plan, preview, explanation and run take the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from interviews.models import InterviewSession
from privacy.models import Hold, Notice
from privacy.retention import ladder, policies, schedule
from privacy.retention.explaining import explain
from privacy.retention.plan import make_plan, preview
from privacy.retention.policies import Rule
from privacy.retention.resolver import due_rows
from tests.privacy.kinds import NOW
from tests.privacy.ladders import DAY, LADDER, note

pytestmark = pytest.mark.django_db

AROUND = (timedelta(seconds=-10), timedelta(0), timedelta(seconds=10))
STATES = ("sent", "bounced", "waived", "waiting", "cancelled")


@dataclass(frozen=True)
class Told:
    """One notice: its step, its day (from now), its state, and whether it was used since."""

    step: int
    day: timedelta
    state: str
    is_of_before: bool


@dataclass(frozen=True)
class Left:
    """One interview: when its time is up (from now), whose it is, and what was told of it."""

    end: timedelta
    is_guest: bool
    is_held: bool
    told: tuple[Told, ...]

    @property
    def goes(self) -> bool:
        """Return whether it is due, by the words of the design alone."""
        if self.end > timedelta(0) or self.is_held:
            return False
        if self.is_guest:
            return True
        live = [one for one in self.told if not one.is_of_before]
        if any(one.state == "bounced" for one in live):
            return False
        return any(
            one.state == "waived" or (one.state == "sent" and one.step == 1)
            for one in live
            if -ladder.FORGOTTEN_AFTER < one.day <= timedelta(0)
        )


def moments(*days: int) -> st.SearchStrategy[timedelta]:
    """Return moments around some days from now, ten seconds before and after."""
    return st.builds(
        lambda day, near: day * DAY + near, st.sampled_from(days), st.sampled_from(AROUND)
    )


TOLD = st.builds(
    Told,
    step=st.sampled_from(LADDER.steps),
    day=moments(-30, -1, 0, 1, 7),
    state=st.sampled_from(STATES),
    is_of_before=st.booleans(),
)
LEFT = st.builds(
    Left,
    end=moments(-40, 0, 1),
    is_guest=st.booleans(),
    is_held=st.booleans(),
    told=st.lists(TOLD, max_size=3).map(tuple),
)


@contextmanager
def undone() -> Iterator[None]:
    """Take back what an example wrote, in both databases."""
    with transaction.atomic(), transaction.atomic(using="vault"):
        yield
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="vault")


@given(some=st.lists(LEFT, min_size=1, max_size=4))
@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_plan_preview_explanation_and_run_take_the_same_rows(
    sessions, make_session, settings, some
):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    with undone():
        policies.set_policy(sessions, LADDER, now=NOW - 400 * DAY, by=None)
        alice = User.objects.create(email="alice@example.org", password="!")
        made = {_make(make_session, one, alice): one for one in some}
        wanted = {session.pk for session, one in made.items() if one.goes}
        assert set(due_rows(sessions, Rule(LADDER), NOW).values_list("pk", flat=True)) == wanted
        assert make_plan(NOW).count == len(wanted)
        assert preview(sessions, LADDER, NOW).now.count == len(wanted)
        told = explain(sessions, made, now=NOW)
        assert {pk for pk, one in told.items() if one.is_due} == wanted
        assert schedule.purge(lambda: NOW, until=NOW + DAY) == len(wanted)
        left = set(InterviewSession.everything.values_list("pk", flat=True))
        assert left == {session.pk for session in made} - wanted


def _make(make_session, one: Left, alice: User) -> InterviewSession:
    owned = {} if one.is_guest else {"owner": alice}
    subject = None if one.is_guest else alice.subject_id
    session: InterviewSession = make_session(NOW + one.end - 90 * DAY, subject, **owned)
    for told in one.told:
        before = {"clock": session.touched_at - DAY} if told.is_of_before else {}
        note(session, told.step, NOW + told.day, told.state, **before)
    if one.is_held:
        Hold.objects.create(
            kind="session", ref=str(session.uid), reason="x", review_on=NOW.date(), placed_at=NOW
        )
    return session


@given(age=moments(59, 60, 61, 80, 90, 400), sweeps=st.lists(st.integers(1, 40), max_size=6))
@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_nothing_goes_before_a_day_that_was_named(
    tell, sessions, make_session, settings, age, sweeps
):
    """However late the workers come: each mail's day holds, and every step was sent before."""
    settings.DASITE_POLICY_DELAY_HOURS = 0
    with undone():
        policies.set_policy(sessions, LADDER, now=NOW - 400 * DAY, by=None)
        alice = User.objects.create(email="alice@example.org", password="!")
        session = make_session(NOW - age, alice.subject_id, owner=alice)
        at = NOW
        for days in (0, *sweeps):
            at += days * DAY
            tell(at)
            sent = Notice.objects.filter(row=session.pk).exclude(sent_at=None)
            named = [(one.step, one.sent_at or at, one.due_at) for one in sent.order_by("pk")]
            assert all(due >= when + step * DAY for step, when, due in named)
            assert all(due >= session.touched_at + 90 * DAY for _, _, due in named)
            goes = make_plan(at).count == 1
            assert not goes or {step for step, _, _ in named} == {30, 7, 1}
            assert not goes or max(due for _, _, due in named) <= at
            assert [one[2] for one in named] == sorted(one[2] for one in named)
