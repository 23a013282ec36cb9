"""Unlocked keys live between requests in two halves, for as long as they should."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from privacy.models import UnlockedKey
from privacy.vault.browser import Unlock

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def browser(clock):
    """Return what makes the `request.unlock` of a browser with this cookie."""
    return lambda cookie=None: Unlock(cookie, clock=clock)


@pytest.fixture
def cookie(browser, alice) -> str:
    unlock = browser()
    unlock.remember(alice.unlocked)
    return str(unlock.cookie)


def test_what_was_remembered_is_there_in_the_next_request(browser, cookie, alice):
    found = browser(cookie).current()
    assert (found.subject_id, found.generation) == (alice.id, 1)
    assert found.private_key.reveal() == alice.unlocked.private_key.reveal()
    assert found.master_key.reveal() == alice.unlocked.master_key.reveal()


def test_it_is_there_in_the_same_request(browser, alice):
    unlock = browser()
    assert unlock.current() is None
    unlock.remember(alice.unlocked)
    assert unlock.current().subject_id == alice.id


def test_neither_half_holds_the_key_or_the_other_half(cookie, alice):
    row = UnlockedKey.objects.get()
    assert alice.unlocked.private_key.reveal() not in bytes(row.sealed)
    assert cookie not in row.id


@pytest.mark.parametrize("cookie", ["", "x", "é", "x" * 43, "A" * 42, "=" * 43, "A" * 86])
def test_a_cookie_of_another_making_opens_nothing_and_is_taken_back(browser, cookie, alice):
    unlock = browser(cookie)
    assert unlock.current() is None
    assert unlock.cookie == ""


def test_without_a_cookie_no_query_is_made_and_none_is_set(browser, django_assert_num_queries):
    with django_assert_num_queries(0):
        unlock = browser()
        assert unlock.current() is None
    assert unlock.cookie is None


def test_a_request_makes_one_query_however_often_it_asks(
    browser, cookie, django_assert_num_queries
):
    with django_assert_num_queries(1):
        unlock = browser(cookie)
        assert unlock.current()
        assert unlock.current()
    assert unlock.cookie is None


def test_a_request_that_does_not_ask_makes_none(browser, cookie, django_assert_num_queries):
    with django_assert_num_queries(0):
        browser(cookie)


@pytest.mark.parametrize(("seconds", "there"), [(-1, True), (0, False), (1, False)])
def test_the_idle_limit_holds_to_the_second(browser, cookie, clock, settings, seconds, there):
    clock.pass_by(seconds=settings.DASITE_UNLOCK_IDLE.total_seconds() + seconds)
    unlock = browser(cookie)
    assert bool(unlock.current()) == there
    assert UnlockedKey.objects.exists() == there
    assert (unlock.cookie == "") == (not there)


def test_each_request_moves_the_idle_limit_but_never_past_the_absolute_one(
    browser, cookie, clock, settings
):
    end = clock.now + settings.DASITE_UNLOCK_ABSOLUTE
    while clock.now < end:
        assert browser(cookie).current()
        clock.now += settings.DASITE_UNLOCK_IDLE - timedelta(minutes=1)
    assert UnlockedKey.objects.get().idle_until == end
    clock.now = end
    assert browser(cookie).current() is None


def test_the_idle_limit_is_written_once_a_minute_at_most(
    browser, cookie, clock, django_assert_num_queries
):
    clock.pass_by(seconds=59)
    with django_assert_num_queries(1):
        browser(cookie).current()
    clock.pass_by(seconds=1)
    with django_assert_num_queries(2):
        browser(cookie).current()
    with django_assert_num_queries(1):
        browser(cookie).current()


def test_a_logout_meanwhile_is_not_undone_by_moving_the_limit(browser, cookie, clock):
    slow, quick = browser(cookie), browser(cookie)
    clock.pass_by(minutes=5)
    slow._read()
    quick.forget()
    assert slow.current()
    assert not UnlockedKey.objects.exists()


def test_forgetting_takes_this_browsers_key_and_leaves_others(browser, cookie, alice):
    other = browser()
    other.remember(alice.unlocked)
    unlock = browser(cookie)
    unlock.forget()
    assert unlock.cookie == ""
    assert unlock.current() is None
    assert browser(cookie).current() is None
    assert browser(other.cookie).current()


def test_forgetting_twice_or_nothing_does_no_harm(browser):
    unlock = browser()
    unlock.forget()
    unlock.forget()
    assert unlock.cookie == ""


def test_remembering_again_gives_a_new_token_and_ends_the_old(browser, cookie, alice, bob):
    unlock = browser(cookie)
    unlock.remember(bob.unlocked)
    assert unlock.cookie not in {"", cookie}
    assert browser(cookie).current() is None
    assert browser(unlock.cookie).current().subject_id == bob.id


def test_a_pending_key_serves_nobody_until_it_is_promoted(browser, alice):
    first = browser()
    first.remember(alice.unlocked, pending=True)
    assert first.current() is None
    second = browser(first.cookie)
    assert second.current() is None
    assert second.cookie is None
    assert second.promote(alice.id)
    assert second.current().subject_id == alice.id
    assert second.cookie not in {"", first.cookie}
    assert browser(first.cookie).current() is None
    assert browser(second.cookie).current()


def test_a_pending_key_is_promoted_in_the_same_request(browser, alice):
    unlock = browser()
    unlock.remember(alice.unlocked, pending=True)
    assert unlock.promote(alice.id)
    assert unlock.current()


@pytest.mark.parametrize(("minutes", "there"), [(14.9, True), (15, False)])
def test_a_pending_key_lives_a_quarter_of_an_hour(browser, clock, alice, minutes, there):
    first = browser()
    first.remember(alice.unlocked, pending=True)
    clock.pass_by(minutes=minutes)
    assert browser(first.cookie).promote(alice.id) == there


def test_a_promoted_key_has_its_whole_time(browser, clock, alice, settings):
    first = browser()
    first.remember(alice.unlocked, pending=True)
    clock.pass_by(minutes=10)
    second = browser(first.cookie)
    second.promote(alice.id)
    row = UnlockedKey.objects.get()
    assert row.absolute_until == clock.now + settings.DASITE_UNLOCK_ABSOLUTE
    assert row.idle_until == clock.now + settings.DASITE_UNLOCK_IDLE


def test_nobody_elses_and_no_current_key_is_promoted(browser, cookie, alice, bob):
    first = browser()
    first.remember(alice.unlocked, pending=True)
    assert not browser(first.cookie).promote(bob.id)
    assert not browser(cookie).promote(alice.id)
    assert not browser().promote(alice.id)


def test_a_damaged_row_is_forgotten(browser, cookie):
    row = UnlockedKey.objects.get()
    UnlockedKey.objects.update(sealed=bytes(row.sealed)[:-1])
    unlock = browser(cookie)
    assert unlock.current() is None
    assert unlock.cookie == ""
    assert not UnlockedKey.objects.exists()


def test_a_damaged_pending_row_is_not_promoted(browser, alice):
    first = browser()
    first.remember(alice.unlocked, pending=True)
    UnlockedKey.objects.update(sealed=b"")
    assert not browser(first.cookie).promote(alice.id)


def test_a_row_given_to_another_subject_does_not_open(browser, cookie, bob):
    UnlockedKey.objects.update(subject_id=bob.id)
    assert browser(cookie).current() is None
