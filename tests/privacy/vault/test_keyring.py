"""Shares are there before they are needed, and gone for good when they are shredded."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from privacy.models import Grant, KeyShare, KeyWrap, SubjectKey, UnlockedKey
from privacy.vault import box, keyring, subjects
from privacy.vault.browser import Unlock
from privacy.vault.errors import (
    KeyDestroyed,
    RootKeysWrong,
    SealBroken,
    SubjectExists,
    TooManyAtOnce,
)
from privacy.vault.keyring import SCOPE, SUBJECT, Shredded
from tests.people import PASSWORD
from tests.privacy.vault.keys import password_key

pytestmark = pytest.mark.django_db

OTHER_ROOT = "2:WllYV1ZVVFNSUVBPTk1MS0pJSEdGRURDQkE5ODc2NTQ="


def test_a_share_is_read_as_it_was_made():
    scope = uuid4()
    made = keyring.make_share(SCOPE, scope, 1)
    assert keyring.read_share(SCOPE, scope, 1).reveal() == made.reveal()


def test_a_share_is_not_stored_in_clear():
    made = keyring.make_share(SCOPE, uuid4(), 1)
    assert made.reveal() not in bytes(KeyShare.objects.get().sealed)


def test_a_share_that_a_crash_left_behind_is_taken_up_again():
    scope = uuid4()
    made = keyring.make_share(SCOPE, scope, 1)
    assert keyring.make_share(SCOPE, scope, 1).reveal() == made.reveal()
    assert KeyShare.objects.count() == 1


def test_scopes_and_subjects_and_numbers_have_shares_of_their_own():
    owner = uuid4()
    shares = {
        keyring.make_share(kind, owner, number).reveal()
        for kind in (SCOPE, SUBJECT)
        for number in (1, 2)
    }
    assert len(shares) == 4


def test_a_share_moved_to_another_owner_is_refused():
    keyring.make_share(SCOPE, uuid4(), 1)
    thief = uuid4()
    KeyShare.objects.update(owner=thief)
    with pytest.raises(SealBroken):
        keyring.read_share(SCOPE, thief, 1)


def test_a_missing_share_is_called_destroyed():
    with pytest.raises(KeyDestroyed):
        keyring.read_share(SCOPE, uuid4(), 1)
    with pytest.raises(KeyDestroyed):
        keyring.require_share(SUBJECT, uuid4())


def test_shares_of_many_owners_are_found_in_one_query(django_assert_num_queries):
    owners = [uuid4() for _ in range(3)]
    for owner in owners[:2]:
        keyring.make_share(SCOPE, owner, 1)
    keyring.make_share(SCOPE, owners[0], 2)
    with django_assert_num_queries(1, using="vault"):
        found = keyring.find_shares(SCOPE, owners)
    assert {owner: set(shares) for owner, shares in found.items()} == {
        owners[0]: {1, 2},
        owners[1]: {1},
    }


def test_shares_under_an_older_root_key_stay_readable(settings):
    scope = uuid4()
    made = keyring.make_share(SCOPE, scope, 1)
    settings.DASITE_ROOT_KEYS = f"{OTHER_ROOT},{settings.DASITE_ROOT_KEYS}"
    assert keyring.read_share(SCOPE, scope, 1).reveal() == made.reveal()
    settings.DASITE_ROOT_KEYS = OTHER_ROOT
    with pytest.raises(RootKeysWrong, match="lacks the key '1'"):
        keyring.read_share(SCOPE, scope, 1)


@pytest.mark.django_db(transaction=True, databases=["default", "vault"])
def test_a_share_is_not_made_where_a_rollback_could_take_it():
    with pytest.raises(RuntimeError), transaction.atomic(using="vault"):
        keyring.make_share(SCOPE, uuid4(), 1)


def test_shredding_scopes_takes_their_shares_and_grants_and_no_others(alice):
    scopes = [uuid4() for _ in range(3)]
    for scope in scopes:
        box.create_box(scope, owner=alice.id)
    assert keyring.shred_scopes(scopes[:2]) == Shredded(shares=2, rows=2)
    for scope in scopes[:2]:
        with pytest.raises(KeyDestroyed):
            box.open_box(scope, by=alice.unlocked)
    box.open_box(scopes[2], by=alice.unlocked)


def test_shredding_twice_does_no_harm(alice):
    scope = uuid4()
    box.create_box(scope, owner=alice.id)
    keyring.shred_scopes([scope])
    assert keyring.shred_scopes([scope]) == Shredded(0, 0)
    assert keyring.shred_scopes([]) == Shredded(0, 0)


def test_shredding_goes_in_batches(monkeypatch, alice):
    monkeypatch.setattr(keyring, "BATCH", 2)
    scopes = [uuid4() for _ in range(5)]
    for scope in scopes:
        keyring.make_share(SCOPE, scope, 1)
    assert keyring.shares_left(scopes, alice.id) == 6
    assert keyring.shred_scopes(scopes) == Shredded(5, 0)
    assert keyring.shares_left(scopes) == 0


def test_a_shredded_subject_opens_nothing_and_gets_no_new_keys(alice, bob):
    scope = uuid4()
    box.create_box(scope, owner=alice.id)
    box.create_box(uuid4(), owner=bob.id)
    assert keyring.shred_subject(alice.id) == Shredded(shares=1, rows=2)
    with pytest.raises(KeyDestroyed):
        subjects.unlock(alice.id, password=PASSWORD, key=None)
    with pytest.raises(KeyDestroyed):
        subjects.change_password(alice.unlocked, key=password_key("another"))
    with pytest.raises(KeyDestroyed):
        box.create_box(uuid4(), owner=alice.id)
    with pytest.raises(SubjectExists):
        subjects.create(alice.id, key=password_key("another"))
    subjects.unlock(bob.id, password=PASSWORD, key=None)


def test_shredding_a_subject_twice_does_no_harm_and_leaves_no_row_at_last(alice):
    Unlock(None, clock=timezone.now).remember(alice.unlocked)
    keyring.shred_subject(alice.id)
    assert keyring.shred_subject(alice.id) == Shredded(0, 0)
    assert keyring.delete_subject(alice.id) == 1
    assert keyring.delete_subject(alice.id) == 0
    for model in (SubjectKey, KeyWrap, Grant, UnlockedKey):
        assert not model.objects.exists()
    assert not KeyShare.objects.exclude(kind="server").exists()


def test_a_bulk_read_of_shares_is_logged_by_its_count(db, caplog):
    owners = [uuid4() for _ in range(keyring.MANY)]
    keyring.find_shares(keyring.SCOPE, owners[1:])
    assert caplog.messages == []
    keyring.find_shares(keyring.SCOPE, owners)
    assert caplog.messages == [f"shares of {keyring.MANY} scopes are asked for at once"]


def test_more_shares_at_once_than_anything_needs_are_not_read(db, settings, caplog):
    settings.DASITE_SHARES_AT_ONCE = 20
    owners = [uuid4() for _ in range(21)]
    keyring.make_share(SCOPE, owners[0], 1)
    assert keyring.find_shares(SCOPE, owners[:20]).keys() == {owners[0]}
    with pytest.raises(TooManyAtOnce, match=r"21 scopes.*DASITE_SHARES_AT_ONCE allows 20"):
        keyring.find_shares(SCOPE, owners)
