"""Whatever order people, administrators and days come in, an account goes when it should, once."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import DeletionRequest, User
from accounts.services import leaving
from privacy.models import Hold, Tombstone

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
EVENTS = ("ask", "keep", "at once", "hold", "release", "a day", "a week")


@dataclass
class Expected:
    """What should be true: when the account is due, whether something is held, whether it went."""

    now: datetime = NOW
    due_at: datetime | None = None
    is_held: bool = False
    is_gone: bool = False

    def may_go(self) -> bool:
        return not self.is_held and not self.is_gone


def happen(event: str, alice: User, seen: Expected) -> None:
    """Let one thing happen, to the site and to what is expected of it."""
    if event == "hold":
        Hold.objects.create(
            kind="subject", ref=str(alice.subject_id), reason="x", review_on=date(2026, 4, 1)
        )
        seen.is_held = True
    elif event == "release":
        Hold.objects.update(released_at=seen.now)
        seen.is_held = False
    elif event in ("a day", "a week"):
        seen.now += timedelta(days=1 if event == "a day" else 7)
        leaving.carry_out_due(lambda: seen.now, until=seen.now + timedelta(minutes=1))
        seen.is_gone |= bool(seen.due_at and seen.due_at <= seen.now and seen.may_go())
    elif not seen.is_gone:
        act(event, alice, seen)


def act(event: str, alice: User, seen: Expected) -> None:
    alice.refresh_from_db()
    if event == "ask":
        found = leaving.ask(alice, now=seen.now)
        seen.due_at = seen.due_at or found.due_at
    elif event == "keep":
        assert leaving.keep(alice, now=seen.now)
        seen.due_at = None
    else:
        with suppress(leaving.Held):
            leaving.leave_now(alice, now=seen.now)
        seen.is_gone = seen.may_go()


def look(alice: User, bob: User, seen: Expected) -> None:
    """Hold what is there against what should be."""
    found = User._base_manager.filter(pk=alice.pk).first()
    assert (found is None) == seen.is_gone
    assert Tombstone.objects.filter(user_id=alice.pk).count() == seen.is_gone
    if found is not None:
        assert (found.leaving_at is not None) == (seen.due_at is not None)
    open_ones = DeletionRequest.objects.filter(state__in=DeletionRequest.OPEN)
    assert open_ones.count() == (seen.due_at is not None and not seen.is_gone)
    ended = DeletionRequest.objects.exclude(state__in=DeletionRequest.OPEN)
    assert not ended.exclude(subject_id=None, account=None).filter(address="").exists()
    assert User.objects.filter(pk=bob.pk, leaving_at=None).exists()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=st.lists(st.sampled_from(EVENTS), max_size=8))
def test_an_account_goes_when_it_is_due_and_nothing_keeps_it(db, events):
    with transaction.atomic(), transaction.atomic(using="vault"):
        alice = User.objects.create(email="alice@example.org", password="!")
        bob = User.objects.create(email="bob@example.org", password="!")
        seen = Expected()
        for event in events:
            happen(event, alice, seen)
            look(alice, bob, seen)
        for alias in ("default", "vault"):
            transaction.set_rollback(True, using=alias)
