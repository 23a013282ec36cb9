"""Keys that replace others: what the old ones opened is moved, reopened, and the old ones go."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import timezone

from privacy.models import Grant, KeyShare, KeyWrap, SubjectKey, UnlockedKey
from privacy.vault import (
    box,
    generations,
    keyring,
    recipients,
    reconcile,
    renewal,
    subjects,
    ways,
)
from privacy.vault.browser import Unlock
from privacy.vault.errors import KeyDestroyed, Locked, WrongKey
from privacy.vault.recovery import make_code
from privacy.vault.secret import Secret
from tests.people import PASSWORD
from tests.privacy.vault.keys import password_key

pytestmark = pytest.mark.django_db

NEW = "another long sentence to remember"
THIRD = "a third sentence"
PLACE = {"table": "t", "row": "1", "field": "f"}


@pytest.fixture
def forgetful(alice):
    """Return Alice after she forgot two passwords, with one scope under each of three."""
    scopes, unlocked = [], alice.unlocked
    for password in (PASSWORD, NEW, THIRD):
        if password != PASSWORD:
            unlocked = subjects.renew(alice.id, key=password_key(password))
        scopes.append(uuid4())
        box.create_box(scopes[-1], owner=alice.id)
    return alice.id, unlocked, scopes


def test_a_remembered_password_reopens_what_it_had_locked_and_no_more(forgetful):
    subject_id, unlocked, scopes = forgetful
    assert subjects.locked_scopes(subject_id) == 2
    assert renewal.reopen(unlocked, password=PASSWORD) == 1
    box.open_box(scopes[0], by=unlocked)
    with pytest.raises(Locked):
        box.open_box(scopes[1], by=unlocked)
    assert (subjects.count_scopes(subject_id), subjects.locked_scopes(subject_id)) == (2, 1)
    assert renewal.reopen(unlocked, password=NEW) == 1
    assert subjects.locked_scopes(subject_id) == 0


def test_reopening_twice_does_no_harm(forgetful):
    _, unlocked, _ = forgetful
    assert renewal.reopen(unlocked, password=PASSWORD) == 1
    assert renewal.reopen(unlocked, password=PASSWORD) == 0


@pytest.mark.parametrize("password", ["never mine", THIRD])
def test_a_password_that_locked_nothing_reopens_nothing(forgetful, password):
    subject_id, unlocked, _ = forgetful
    with pytest.raises(WrongKey):
        renewal.reopen(unlocked, password=password)
    assert subjects.locked_scopes(subject_id) == 2


def test_reopening_passes_over_a_generation_whose_share_is_gone(forgetful):
    subject_id, unlocked, _ = forgetful
    KeyShare.objects.filter(owner=subject_id, number=2).delete()
    assert renewal.reopen(unlocked, password=PASSWORD) == 1
    with pytest.raises(WrongKey):
        renewal.reopen(unlocked, password=NEW)


def test_a_password_that_was_used_twice_reopens_both(alice):
    scopes = [uuid4(), uuid4()]
    box.create_box(scopes[0], owner=alice.id)
    subjects.renew(alice.id, key=password_key(PASSWORD))
    box.create_box(scopes[1], owner=alice.id)
    unlocked = subjects.renew(alice.id, key=password_key(NEW))
    assert renewal.reopen(unlocked, password=PASSWORD) == 2


def test_anothers_old_password_reopens_nothing(forgetful, bob):
    with pytest.raises(WrongKey):
        renewal.reopen(bob.unlocked, password=PASSWORD)


def test_a_code_of_before_reopens_what_its_keys_had_locked(alice):
    code, scope = make_code(), uuid4()
    ways.set_code(alice.unlocked, code=code)
    box.create_box(scope, owner=alice.id)
    unlocked = subjects.renew(alice.id, key=password_key(NEW))
    with pytest.raises(WrongKey):
        renewal.reopen(unlocked, password=make_code())
    assert renewal.reopen(unlocked, password=code.lower()) == 1
    box.open_box(scope, by=unlocked)


def test_reopening_passes_over_a_scope_that_was_shredded(forgetful):
    _, unlocked, scopes = forgetful
    keyring.shred_scopes([scopes[0]])
    box.create_box(scopes[0], owner=unlocked.subject_id)
    Grant.objects.filter(scope=scopes[0]).update(generation=1)
    KeyShare.objects.filter(owner=scopes[0]).delete()
    assert renewal.reopen(unlocked, password=PASSWORD) == 0


@pytest.fixture
def suspicious(alice, bob):
    """Return Alice, who has two scopes, one of them opened to Bob, and a recovery code."""
    scopes = [uuid4(), uuid4()]
    sealed = [box.create_box(scope, owner=alice.id).seal(b"kept", **PLACE) for scope in scopes]
    box.open_box(scopes[0], by=alice.unlocked).grant_to(recipient(bob))
    ways.set_code(alice.unlocked, code=make_code())
    return alice, scopes, sealed


def recipient(person):
    return recipients.of_subject(person.id)


def test_new_keys_open_all_and_the_old_ones_nothing_at_all(suspicious):
    alice, scopes, sealed = suspicious
    fresh = renewal.begin(alice.unlocked, key=password_key(NEW))
    assert renewal.finish(fresh) == 2
    for scope, each in zip(scopes, sealed, strict=True):
        assert box.open_box(scope, by=fresh).open(each, **PLACE) == b"kept"
        with pytest.raises(Locked):
            box.open_box(scope, by=alice.unlocked)
    assert subjects.locked_scopes(alice.id) == 0
    assert SubjectKey.objects.get(subject_id=alice.id).generation == 2
    assert not KeyShare.objects.filter(owner=alice.id, number=1).exists()
    assert reconcile.reconcile().bad == 0


def test_the_old_password_and_the_old_code_are_dead_from_the_beginning(alice):
    code = make_code()
    ways.set_code(alice.unlocked, code=code)
    fresh = renewal.begin(alice.unlocked, key=password_key(NEW))
    assert [row.kind for row in KeyWrap.objects.filter(subject_key__generation=1)] == ["successor"]
    for opening in (
        lambda: subjects.unlock(alice.id, password=PASSWORD, key=None),
        lambda: ways.unlock_with_code(alice.id, code=code),
        lambda: renewal.reopen(fresh, password=PASSWORD),
        lambda: renewal.reopen(fresh, password=code),
    ):
        with pytest.raises(WrongKey):
            opening()


def test_what_is_sealed_afterwards_has_a_key_that_the_old_ones_never_held(suspicious, bob):
    alice, (scope, _), (sealed, _) = suspicious
    before = box.open_box(scope, by=alice.unlocked)
    fresh = renewal.begin(alice.unlocked, key=password_key(NEW))
    renewal.finish(fresh)
    later = box.open_box(scope, by=fresh).seal(b"later", **PLACE)
    with pytest.raises(WrongKey):
        before.open(later, **PLACE)
    helper = box.open_box(scope, by=bob.unlocked)
    assert [helper.open(each, **PLACE) for each in (sealed, later)] == [b"kept", b"later"]


def test_new_keys_lock_every_device(alice):
    Unlock(None, clock=timezone.now).remember(alice.unlocked)
    renewal.begin(alice.unlocked, key=password_key(NEW))
    assert not UnlockedKey.objects.exists()


def test_both_keys_open_until_all_is_moved(suspicious, monkeypatch):
    alice, scopes, sealed = suspicious
    fresh, grant_to = renewal.begin(alice.unlocked, key=password_key(NEW)), box.Box.grant_to

    def die(self, to):
        if self.scope == max(scopes):
            raise MemoryError
        grant_to(self, to)

    with monkeypatch.context() as patch:
        patch.setattr(box.Box, "grant_to", die)
        with pytest.raises(MemoryError):
            renewal.finish(fresh)
    box.open_box(min(scopes), by=fresh)
    box.open_box(max(scopes), by=alice.unlocked)
    again = subjects.unlock(alice.id, password=NEW, key=None)
    assert renewal.finish(again) == 1
    for scope, each in zip(scopes, sealed, strict=True):
        assert box.open_box(scope, by=again).open(each, **PLACE) == b"kept"


def test_two_renewals_of_which_none_was_finished_are_finished_together(suspicious):
    alice, scopes, _ = suspicious
    second = renewal.begin(alice.unlocked, key=password_key(NEW))
    third = renewal.begin(second, key=password_key(THIRD))
    box.create_box(uuid4(), owner=alice.id)
    assert renewal.finish(third) == 2
    for scope in scopes:
        box.open_box(scope, by=third)
    assert SubjectKey.objects.filter(subject_id=alice.id).count() == 1


def test_what_was_half_destroyed_is_destroyed_whole(suspicious):
    alice, _, _ = suspicious
    fresh = renewal.begin(alice.unlocked, key=password_key(NEW))
    KeyShare.objects.filter(owner=alice.id, number=1).delete()
    assert renewal.finish(fresh) == 0
    assert SubjectKey.objects.get(subject_id=alice.id).generation == 2
    assert not Grant.objects.filter(recipient=alice.id).exists()


def test_a_scope_that_was_shredded_does_not_hold_the_work_up(suspicious):
    alice, scopes, _ = suspicious
    fresh = renewal.begin(alice.unlocked, key=password_key(NEW))
    KeyShare.objects.filter(owner=scopes[0]).delete()
    assert renewal.finish(fresh) == 1


def test_of_two_who_finish_at_once_the_second_finds_nothing(suspicious, monkeypatch):
    alice, scopes, _ = suspicious
    fresh = renewal.begin(alice.unlocked, key=password_key(NEW))
    granted = renewal._granted

    def meanwhile(old):
        found = granted(old)
        monkeypatch.setattr(renewal, "_granted", granted)
        renewal.finish(fresh)
        return found

    monkeypatch.setattr(renewal, "_granted", meanwhile)
    assert renewal.finish(fresh) == 0
    assert box.open_box(scopes[0], by=fresh).epoch == 2


def test_keys_that_were_renewed_meanwhile_begin_nothing(alice):
    subjects.renew(alice.id, key=password_key(NEW))
    with pytest.raises(Locked):
        renewal.begin(alice.unlocked, key=password_key(THIRD))


def test_keys_forgotten_before_all_was_moved_move_it_once_they_are_remembered(suspicious):
    alice, scopes, _ = suspicious
    renewal.begin(alice.unlocked, key=password_key(NEW))
    third = subjects.renew(alice.id, key=password_key(THIRD))
    assert subjects.locked_scopes(alice.id) == 2
    assert renewal.reopen(third, password=NEW) == 2
    for scope in scopes:
        box.open_box(scope, by=third)


def test_the_old_keys_put_back_from_a_backup_open_nothing(suspicious):
    """The rows of `default` come back; the share of `vault` does not."""
    alice = suspicious[0]
    fresh = renewal.begin(alice.unlocked, key=password_key(NEW))
    row = SubjectKey.objects.get(subject_id=alice.id, generation=1)
    wrap = KeyWrap.objects.get(subject_key=row)
    renewal.finish(fresh)
    for kept in (row, wrap):
        kept.save(force_insert=True)
    with pytest.raises(KeyDestroyed):
        generations.open_by_secret(row, KeyWrap.Kind.SUCCESSOR, fresh.master_key)
    with pytest.raises(WrongKey):
        renewal.reopen(fresh, password=PASSWORD)


def test_a_passkey_reopens_what_the_keys_that_it_opened_had_locked(alice):
    scope, prf = uuid4(), Secret.random()
    box.create_box(scope, owner=alice.id)
    ways.set_passkey(alice.unlocked, name="phone", prf=prf)
    unlocked = subjects.renew(alice.id, key=password_key(NEW))
    assert renewal.reopen_with_passkey(unlocked, name="stick", prf=prf) == 0
    assert renewal.reopen_with_passkey(unlocked, name="phone", prf=Secret.random()) == 0
    assert subjects.locked_scopes(alice.id) == 1
    assert renewal.reopen_with_passkey(unlocked, name="phone", prf=prf) == 1
    box.open_box(scope, by=unlocked)
    assert subjects.locked_scopes(alice.id) == 0


def test_a_passkey_reopens_nothing_whose_share_is_gone(alice):
    prf = Secret.random()
    ways.set_passkey(alice.unlocked, name="phone", prf=prf)
    unlocked = subjects.renew(alice.id, key=password_key(NEW))
    KeyShare.objects.filter(owner=alice.id, number=1).delete()
    assert renewal.reopen_with_passkey(unlocked, name="phone", prf=prf) == 0
