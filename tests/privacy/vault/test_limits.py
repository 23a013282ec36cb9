"""How long keys stay unlocked: settings, then what administrators say, at once for all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError

from privacy.models import UnlockedKey, UnlockLimits
from privacy.vault.browser import Unlock
from privacy.vault.limits import Limits, read_limits, set_limits

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
SHORT = Limits(timedelta(minutes=5), timedelta(hours=1))


def unlock(alice, now=NOW, pending=False) -> str:
    """Return the cookie of a browser in which Alice has just given her password."""
    door = Unlock(None, clock=lambda: now)
    door.remember(alice.unlocked, pending=pending)
    assert door.cookie
    return door.cookie


def is_open(cookie, minutes) -> bool:
    now = NOW + timedelta(minutes=minutes)
    return Unlock(cookie, clock=lambda: now).current() is not None


def test_the_settings_hold_while_administrators_say_nothing(settings):
    settings.DASITE_UNLOCK_IDLE = timedelta(minutes=7)
    settings.DASITE_UNLOCK_ABSOLUTE = timedelta(hours=3)
    assert read_limits() == Limits(timedelta(minutes=7), timedelta(hours=3))


def test_what_administrators_say_holds_for_the_next_to_unlock(alice):
    set_limits(SHORT, now=NOW)
    assert read_limits() == SHORT
    cookie = unlock(alice)
    assert is_open(cookie, 4)
    assert not is_open(cookie, 4 + 5)


def test_each_request_moves_the_idle_limit_up_to_the_absolute_one(alice):
    set_limits(SHORT, now=NOW)
    cookie = unlock(alice)
    assert all(is_open(cookie, minutes) for minutes in range(0, 60, 4))
    assert not is_open(cookie, 60)


def test_shorter_limits_bind_what_is_unlocked_already(alice):
    cookie = unlock(alice)
    assert is_open(cookie, 29)
    set_limits(SHORT, now=NOW + timedelta(minutes=29))
    assert is_open(cookie, 33)
    assert not is_open(cookie, 33 + 5)


def test_a_shorter_absolute_limit_ends_what_is_unlocked_already(alice):
    cookie = unlock(alice)
    set_limits(SHORT, now=NOW)
    assert all(is_open(cookie, minutes) for minutes in range(0, 60, 4))
    assert not is_open(cookie, 60)


def test_longer_limits_do_not_make_anything_last_longer_than_was_promised(alice):
    set_limits(SHORT, now=NOW)
    unlock(alice)
    set_limits(Limits(timedelta(minutes=50), timedelta(hours=9)), now=NOW)
    assert UnlockedKey.objects.get().absolute_until == NOW + timedelta(hours=1)


def test_a_half_finished_login_keeps_its_own_limit(alice):
    unlock(alice, pending=True)
    set_limits(SHORT, now=NOW)
    assert UnlockedKey.objects.get().idle_until == NOW + timedelta(minutes=15)


def test_there_is_one_row(db):
    with pytest.raises(IntegrityError):
        UnlockLimits.objects.create(pk=2, idle_minutes=1, absolute_hours=1)
