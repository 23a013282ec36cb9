"""A hold on a person keeps of each kind what is theirs, nobody else's, and no key past its end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from guardian.shortcuts import assign_perm

from accounts.models import DeletionRequest, User
from interviews.models import InterviewSource
from privacy.models import RetentionRun
from privacy.retention import holding, policies, registry, requests, run, schedule, targets
from privacy.retention.category import After, DataCategory
from privacy.retention.errors import Held
from privacy.retention.holding import Placed
from privacy.retention.plan import make_plan
from tests.accounts.every_kind import KNOW_NOBODY, have_each_kind, make
from tests.accounts.inactive import newcomer
from tests.people import make_person

LONG_AGO = datetime(1999, 3, 10, tzinfo=UTC)
# It outlives its person, blank; until then it says whose it is.
OUTLIVES = "accounts.deletion_request"
KNOWN = [one.key for one in registry.row_categories() if one.key not in KNOW_NOBODY - {OUTLIVES}]
# They let somebody in, open something, or count guesses: of no use after their moment.
LAPSE = [
    "accounts.api_key",
    "accounts.failed_login",
    "accounts.login_code",
    "accounts.login_session",
    "accounts.mailed_code",
    "privacy.unlocked_key",
]
HELD = [key for key in KNOWN if key not in LAPSE]
BY_POLICY = [key for key in HELD if registry.get_rows(key).has_policy]


@pytest.fixture(autouse=True)
def _at_once(source, settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0


@pytest.fixture
def alice() -> User:
    return has_each_kind("alice", "+4915112345678")


@pytest.fixture
def bob() -> User:
    return has_each_kind("bob", "+4915112345679")


@pytest.fixture
def hold(alice: User) -> Placed:
    return hold_on(alice)


def has_each_kind(name: str, phone: str) -> User:
    person = make_person(name)
    assign_perm("interviews.set_period", person, InterviewSource.objects.get())
    have_each_kind(person, name, phone)
    taken_back = {"state": DeletionRequest.State.CANCELLED, "subject_id": person.subject_id}
    make(DeletionRequest, name, **taken_back)
    return person


def hold_on(person: User) -> Placed:
    now = timezone.now()
    return holding.place(
        targets.get_target("subject"),
        str(person.subject_id),
        reason="file 7/26",
        review_on=now.date(),
        now=now,
        by=None,
    )


def release(hold: Placed) -> None:
    assert holding.release(hold.hold, now=timezone.now(), by=None)


def numbers(category: DataCategory, person: User) -> set[Any]:
    """Return the numbers of the person's rows; there are some."""
    found = set(category.of_subject(person.subject_id).values_list("pk", flat=True))
    assert found
    return found


def left(category: DataCategory) -> set[Any]:
    return set(category.rows().values_list("pk", flat=True))


def let_time_pass(category: DataCategory) -> None:
    """Make all rows of a kind as old as can be."""
    category.rows().update(**{category.clock: LONG_AGO})


def purge(category: DataCategory) -> None:
    """Do what a policy for this kind asks for."""
    assert isinstance(category.default, After)
    mode, now = After(category.default.period), timezone.now()
    policies.set_policy(category, mode, now=LONG_AGO, by=None)
    beat = RetentionRun.Trigger.BEAT
    assert run.carry_out(make_plan(now, keys=[category.key]), lambda: now, trigger=beat).erased


def erase(category: DataCategory, rows: set[Any]) -> None:
    """Erase these rows; accounts with all that hangs on them."""
    now = timezone.now()
    if category.model is not User:
        assert requests.erase_items(category.key, rows, now=now).complete
        return
    for one in User.objects.filter(pk__in=rows):
        assert requests.erase_subject(one.subject_id, user_id=one.pk, now=now).complete


def expire() -> None:
    schedule.expire(timezone.now, until=timezone.now() + timedelta(minutes=1))


def test_a_hold_is_on_the_rows_that_are_the_person_s(alice, bob):
    for category in registry.row_categories():
        within = category.within("subject", [str(alice.subject_id)])
        found = category.rows().filter(within) if within is not None else category.rows().none()
        assert set(found) == set(category.of_subject(alice.subject_id)), category.key


def test_what_lapses_by_its_own_moment_is_what_lets_in_opens_or_counts():
    assert sorted(key for key in KNOWN if registry.get_rows(key).lapses) == LAPSE


@pytest.mark.parametrize("key", BY_POLICY)
def test_no_policy_takes_what_is_held_and_every_neighbour_goes(key, alice, bob, hold):
    category = registry.get_rows(key)
    hers, his = numbers(category, alice), numbers(category, bob)
    let_time_pass(category)
    purge(category)
    assert hers <= left(category)
    assert not his & left(category)
    release(hold)
    purge(category)
    assert not hers & left(category)


@pytest.mark.parametrize("key", HELD)
def test_nobody_erases_what_is_held_and_every_neighbour_goes(key, alice, bob, hold):
    category = registry.get_rows(key)
    hers, his = numbers(category, alice), numbers(category, bob)
    with pytest.raises(Held):
        requests.erase_items(key, [*hers, *his], now=timezone.now())
    assert hers | his <= left(category)
    erase(category, his)
    assert hers <= left(category)
    assert not his & left(category)
    release(hold)
    erase(category, hers)
    assert not hers & left(category)


@pytest.mark.parametrize("key", [key for key in HELD if registry.get_rows(key).clock])
def test_what_is_held_does_not_expire(key, alice, hold):
    category = registry.get_rows(key)
    hers = numbers(category, alice)
    let_time_pass(category)
    expire()
    assert hers <= left(category)


@pytest.mark.parametrize("key", LAPSE)
def test_a_hold_makes_nothing_live_longer_that_lets_in_opens_or_counts(key, alice, bob, hold):
    category = registry.get_rows(key)
    let_time_pass(category)
    expire()
    assert not category.rows().exists()


@pytest.mark.parametrize("key", LAPSE)
def test_what_lets_in_opens_or_counts_can_be_taken_away_from_who_is_held(key, alice, hold):
    category = registry.get_rows(key)
    erase(category, numbers(category, alice))
    assert not category.rows().exists()


def test_a_hold_counts_what_it_keeps_and_no_more(alice, bob):
    target, ref = targets.get_target("subject"), str(alice.subject_id)
    labels = {registry.get_rows(key).label for key in HELD}
    assert {label for label, _ in holding.catches(target, ref)} >= labels
    lapsing = {registry.get_rows(key).label for key in LAPSE}
    assert not {label for label, _ in holding.catches(target, ref)} & lapsing


def test_an_account_that_nobody_confirmed_is_held_too():
    category = registry.get_rows("accounts.unconfirmed")
    held, goes = newcomer("charlie", LONG_AGO), newcomer("dora", LONG_AGO)
    hold = hold_on(held)
    purge(category)
    assert held.pk in left(category)
    assert goes.pk not in left(category)
    release(hold)
    purge(category)
    assert held.pk not in left(category)
