"""Epochs: begun when somebody is out, closed for ever when all was sealed anew."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from privacy import tasks
from privacy.models import Admission, Grant, KeyShare
from privacy.vault import admissions, box, epochs, roles
from privacy.vault.admissions import Terms
from privacy.vault.errors import KeyDestroyed, NoGrant, SealBroken, WrongKey

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
AN_HOUR = timedelta(minutes=60)
PLACE = {"table": "t", "row": "1", "field": "f"}
LAWYERS = roles.role_id(7)


@pytest.fixture
def opened(alice):
    return box.create_box(uuid4(), owner=alice.id)


@pytest.fixture
def for_an_hour(alice, bob, opened):
    terms = Terms(bob.id, expires_at=NOW + AN_HOUR)
    return admissions.admit(opened, terms, by=alice.unlocked, now=NOW)


def held_by(opened, person_id) -> set[tuple[int, int]]:
    rows = Grant.objects.filter(scope=opened.scope, recipient=person_id)
    return set(rows.values_list("epoch", "generation"))


def test_who_is_in_for_an_hour_reads_until_the_last_second(bob, opened, for_an_hour):
    sealed = opened.seal(b"an answer", **PLACE)
    last = NOW + AN_HOUR - timedelta(seconds=1)
    helper = admissions.open_admitted(opened.scope, by=bob.unlocked, now=last)
    assert helper.open(sealed, **PLACE) == b"an answer"
    with pytest.raises(NoGrant):
        admissions.open_admitted(opened.scope, by=bob.unlocked, now=NOW + AN_HOUR)


def test_what_is_sealed_after_the_hour_is_closed_to_a_helper_who_kept_the_keys(
    alice, bob, opened, for_an_hour
):
    kept = admissions.open_admitted(opened.scope, by=bob.unlocked, now=NOW)
    assert admissions.end_lapsed(opened, now=NOW + AN_HOUR) == 1
    later = opened.seal(b"later", **PLACE)
    with pytest.raises(WrongKey):
        kept.open(later, **PLACE)
    assert box.open_box(opened.scope, by=alice.unlocked).open(later, **PLACE) == b"later"
    assert held_by(opened, bob.id) == set()
    assert Admission.objects.get().withdrawn_at == NOW + AN_HOUR
    assert admissions.end_lapsed(opened, now=NOW + AN_HOUR) == 0


def test_nothing_ends_before_its_time(bob, opened, for_an_hour):
    assert admissions.end_lapsed(opened, now=NOW + AN_HOUR - timedelta(seconds=1)) == 0
    assert opened.epoch == 1
    assert held_by(opened, bob.id) == {(1, 1)}


def test_who_was_let_in_again_meanwhile_stays_in(alice, bob, opened, for_an_hour):
    Admission.objects.update(withdrawn_at=None)
    admissions.admit(opened, Terms(bob.id), by=alice.unlocked, now=NOW)
    Admission.objects.filter(pk=for_an_hour.pk).update(withdrawn_at=None)
    assert admissions.end_lapsed(opened, now=NOW + AN_HOUR) == 1
    assert held_by(opened, bob.id) == {(1, 1), (2, 1)}


def test_the_keys_of_a_helper_go_within_a_minute_of_the_end_without_the_owner(
    alice, bob, opened, for_an_hour
):
    tasks.drop_lapsed({}, NOW + AN_HOUR - timedelta(seconds=1))
    assert held_by(opened, bob.id) == {(1, 1)}
    tasks.drop_lapsed({}, NOW + AN_HOUR)
    assert held_by(opened, bob.id) == set()
    assert held_by(opened, alice.id) == {(1, 1)}
    assert admissions.end_lapsed(opened, now=NOW + AN_HOUR) == 1


def test_the_keys_of_somebody_who_is_in_again_do_not_go(alice, bob, opened, for_an_hour):
    admissions.admit(opened, Terms(bob.id), by=alice.unlocked, now=NOW)
    Admission.objects.filter(pk=for_an_hour.pk).update(withdrawn_at=None)
    assert admissions.drop_lapsed(now=NOW + AN_HOUR) == 0


def test_a_new_epoch_is_granted_to_the_newest_key_of_a_role(alice, bob, charlie, opened):
    """Bob left the lawyers; what is sealed next is open to their new key alone."""
    roles.set_members(LAWYERS, [bob.id, charlie.id])
    admissions.admit(opened, Terms(LAWYERS, "role"), by=alice.unlocked, now=NOW)
    roles.set_members(LAWYERS, [charlie.id])
    epochs.begin(opened)
    assert held_by(opened, LAWYERS) == {(1, 2), (2, 2)}
    later = opened.seal(b"later", **PLACE)
    helper = admissions.open_admitted(opened.scope, by=charlie.unlocked, now=NOW)
    assert helper.open(later, **PLACE) == b"later"


def test_closing_the_past_leaves_the_newest_epoch_alone(alice, bob, opened, for_an_hour):
    old = opened.seal(b"an answer", **PLACE)
    admissions.withdraw(opened, for_an_hour.pk, now=NOW)
    new = opened.seal(opened.open(old, **PLACE), **PLACE)
    epochs.close_past(opened)
    again = box.open_box(opened.scope, by=alice.unlocked)
    assert again.open(new, **PLACE) == b"an answer"
    with pytest.raises(WrongKey):
        again.open(old, **PLACE)
    assert list(KeyShare.objects.filter(owner=opened.scope).values_list("number")) == [(2,)]


def test_the_past_stays_closed_to_grants_of_an_old_backup(alice, bob, opened, for_an_hour):
    copies = list(Grant.objects.filter(scope=opened.scope))
    admissions.withdraw(opened, for_an_hour.pk, now=NOW)
    epochs.close_past(opened)
    Grant.objects.filter(scope=opened.scope).delete()
    Grant.objects.bulk_create(copies)
    Admission.objects.update(withdrawn_at=None)
    for by in (alice, bob):
        with pytest.raises(KeyDestroyed):
            box.open_box(opened.scope, by=by.unlocked)


def test_sealed_bytes_say_which_epoch_they_are_under(opened):
    first = opened.seal(b"yes", **PLACE)
    epochs.begin(opened)
    assert epochs.epoch_of(first) == 1
    assert epochs.epoch_of(opened.seal(b"yes", **PLACE)) == 2
    with pytest.raises(SealBroken):
        epochs.epoch_of(b"")


def test_what_a_newer_database_says_was_ended_ends_without_the_owner(bob, opened, for_an_hour):
    admissions.end_without_keys(opened.scope, bob.id, at=NOW)
    assert held_by(opened, bob.id) == set()
    with pytest.raises(NoGrant):
        admissions.open_admitted(opened.scope, by=bob.unlocked, now=NOW)


def test_what_began_after_the_end_that_is_told_stays(bob, opened, for_an_hour):
    admissions.end_without_keys(opened.scope, bob.id, at=NOW - AN_HOUR)
    assert held_by(opened, bob.id) == {(1, 1)}
    box_again = admissions.open_admitted(opened.scope, by=bob.unlocked, now=NOW)
    assert box_again.scope == opened.scope


def test_who_was_let_in_again_after_the_end_that_is_told_stays_in(alice, bob, opened, for_an_hour):
    again = Terms(bob.id, reason="again")
    Admission.objects.update(created_at=NOW - AN_HOUR)
    row = admissions.admit(opened, again, by=alice.unlocked, now=NOW)
    Admission.objects.exclude(pk=row.pk).update(withdrawn_at=None)
    admissions.end_without_keys(opened.scope, bob.id, at=NOW - AN_HOUR / 2)
    box_again = admissions.open_admitted(opened.scope, by=bob.unlocked, now=NOW)
    assert box_again.scope == opened.scope
