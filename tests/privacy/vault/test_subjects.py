"""The life of a password: sign-up, login, change, forgetting."""

from __future__ import annotations

from functools import partial
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from privacy.models import KeyShare, KeyWrap, SubjectKey, UnlockedKey
from privacy.vault import box, generations, keyring, recipients, subjects
from privacy.vault.browser import Unlock
from privacy.vault.errors import (
    Locked,
    NoSubject,
    RootKeysWrong,
    SealBroken,
    SubjectExists,
    WrongKey,
)
from tests.people import PASSWORD
from tests.privacy.vault.keys import password_key

pytestmark = pytest.mark.django_db

NEW = "another long sentence to remember"
OTHER_ROOT = "2:WllYV1ZVVFNSUVBPTk1MS0pJSEdGRURDQkE5ODc2NTQ="


def opens(subject_id, password):
    return subjects.unlock(subject_id, password=password, key=None)


@pytest.fixture
def no_argon(monkeypatch):
    """Fail any second Argon2."""

    def refuse(*args, **kwargs):
        pytest.fail("Argon2 ran once more")

    monkeypatch.setattr(generations, "derive", refuse)


def test_the_right_password_unlocks_what_was_made(alice):
    unlocked = opens(alice.id, PASSWORD)
    assert unlocked.private_key.reveal() == alice.unlocked.private_key.reveal()
    assert unlocked.master_key.reveal() == alice.unlocked.master_key.reveal()
    assert (unlocked.subject_id, unlocked.generation) == (alice.id, 1)


@pytest.mark.parametrize("wrong", ["", PASSWORD + " ", PASSWORD.upper()])
def test_a_wrong_password_is_called_so(alice, wrong):
    with pytest.raises(WrongKey):
        opens(alice.id, wrong)


def test_anothers_right_password_is_wrong_here(alice, person):
    key = password_key("bob's own")
    with pytest.raises(WrongKey):
        subjects.unlock(alice.id, password="bob's own", key=key)
    opens(alice.id, PASSWORD)


def test_nobody_is_no_subject():
    with pytest.raises(NoSubject):
        opens(uuid4(), PASSWORD)


def test_keys_are_made_once(alice):
    with pytest.raises(SubjectExists):
        subjects.create(alice.id, key=password_key(NEW))
    opens(alice.id, PASSWORD)


def test_of_two_who_make_keys_at_once_one_is_told(monkeypatch):
    subject_id, make_share = uuid4(), keyring.make_share

    def slow(kind, owner, number):
        monkeypatch.setattr(keyring, "make_share", make_share)
        subjects.create(owner, key=password_key("the quicker one"))
        return make_share(kind, owner, number)

    monkeypatch.setattr(keyring, "make_share", slow)
    with pytest.raises(SubjectExists):
        subjects.create(subject_id, key=password_key("the slower one"))
    opens(subject_id, "the quicker one")


def test_a_crash_after_the_share_leaves_nothing_in_the_way():
    subject_id = uuid4()
    keyring.make_share(keyring.SUBJECT, subject_id, 1)
    subjects.create(subject_id, key=password_key(PASSWORD))
    opens(subject_id, PASSWORD)
    assert KeyShare.objects.filter(kind="subject").count() == 1


def test_a_crash_after_the_share_and_before_the_wrap_leaves_no_half_of_the_keys(monkeypatch):
    def crash(*args):
        raise MemoryError

    subject_id = uuid4()
    with monkeypatch.context() as patch:
        patch.setattr(generations, "sealed_wrap", crash)
        with pytest.raises(MemoryError):
            subjects.create(subject_id, key=password_key(PASSWORD))
    assert not SubjectKey.objects.exists()
    subjects.create(subject_id, key=password_key(PASSWORD))
    opens(subject_id, PASSWORD)


def test_a_caught_key_spares_the_second_argon2(no_argon):
    key, subject_id = password_key(PASSWORD), uuid4()
    subjects.create(subject_id, key=key)
    caught = password_key(PASSWORD, salt=key.salt)
    subjects.unlock(subject_id, password=PASSWORD, key=caught)


def test_a_caught_key_of_another_salt_becomes_the_wraps(alice, request):
    caught = password_key(PASSWORD)
    subjects.unlock(alice.id, password=PASSWORD, key=caught)
    assert bytes(KeyWrap.objects.get().salt) == caught.salt
    request.getfixturevalue("no_argon")
    subjects.unlock(alice.id, password=PASSWORD, key=caught)


def test_a_password_changed_during_a_login_is_not_undone_by_it(alice, monkeypatch):
    key, sealed_wrap = password_key(PASSWORD), generations.sealed_wrap

    def meanwhile(*args):
        monkeypatch.setattr(subjects, "sealed_wrap", sealed_wrap)
        subjects.change_password(alice.unlocked, key=password_key(NEW))
        return sealed_wrap(*args)

    monkeypatch.setattr(subjects, "sealed_wrap", meanwhile)
    subjects.unlock(alice.id, password=PASSWORD, key=key)
    opens(alice.id, NEW)
    with pytest.raises(WrongKey):
        opens(alice.id, PASSWORD)


def test_a_subject_without_a_password_is_unlocked_by_none(alice):
    KeyWrap.objects.all().delete()
    with pytest.raises(WrongKey, match="no password opens"):
        opens(alice.id, PASSWORD)


def test_a_changed_password_opens_the_same_keys_and_the_old_one_none(alice):
    subjects.change_password(alice.unlocked, key=password_key(NEW))
    assert opens(alice.id, NEW).private_key.reveal() == alice.unlocked.private_key.reveal()
    with pytest.raises(WrongKey):
        opens(alice.id, PASSWORD)
    assert KeyWrap.objects.count() == 1


def test_a_password_can_be_changed_by_whoever_had_none(alice):
    KeyWrap.objects.all().delete()
    subjects.change_password(alice.unlocked, key=password_key(NEW))
    opens(alice.id, NEW)


def test_renewed_keys_cannot_have_their_password_changed_from_the_old_ones(alice):
    subjects.renew(alice.id, key=password_key(NEW))
    with pytest.raises(Locked):
        subjects.change_password(alice.unlocked, key=password_key("a third"))
    opens(alice.id, NEW)


def test_a_forgotten_password_locks_and_overwrites_nothing(alice):
    scope = uuid4()
    box.create_box(scope, owner=alice.id)
    renewed = subjects.renew(alice.id, key=password_key(NEW))
    later = uuid4()
    box.create_box(later, owner=alice.id)
    assert (renewed.generation, opens(alice.id, NEW).generation) == (2, 2)
    assert (subjects.count_scopes(alice.id), subjects.locked_scopes(alice.id)) == (1, 1)
    with pytest.raises(Locked):
        box.open_box(scope, by=renewed)
    box.open_box(later, by=renewed)
    box.open_box(scope, by=alice.unlocked)
    assert set(SubjectKey.objects.values_list("generation", flat=True)) == {1, 2}


def test_a_scope_granted_again_is_no_longer_locked(alice):
    scope = uuid4()
    opened = box.create_box(scope, owner=alice.id)
    subjects.renew(alice.id, key=password_key(NEW))
    opened.grant_to(recipients.of_subject(alice.id))
    assert (subjects.count_scopes(alice.id), subjects.locked_scopes(alice.id)) == (1, 0)


THIRD = "a third sentence to remember"


def test_forgetting_a_password_forgets_every_device(alice, bob):
    for unlocked in (alice.unlocked, alice.unlocked, bob.unlocked):
        Unlock(None, clock=timezone.now).remember(unlocked)
    subjects.renew(alice.id, key=password_key(NEW))
    assert UnlockedKey.objects.get().subject_id == bob.id


def test_who_never_had_keys_can_renew_them():
    assert subjects.renew(uuid4(), key=password_key(NEW)).generation == 1


def test_nobody_has_no_scopes():
    assert (subjects.count_scopes(uuid4()), subjects.locked_scopes(uuid4())) == (0, 0)


def test_all_devices_of_one_person_are_forgotten(alice, bob):
    for unlocked in (alice.unlocked, alice.unlocked, bob.unlocked):
        Unlock(None, clock=timezone.now).remember(unlocked)
    assert subjects.forget_all(alice.id) == 2
    assert UnlockedKey.objects.count() == 1


def test_a_wrap_under_an_older_root_key_is_rewritten_at_login(alice, settings):
    settings.DASITE_ROOT_KEYS = f"{OTHER_ROOT},{settings.DASITE_ROOT_KEYS}"
    opens(alice.id, PASSWORD)
    assert KeyWrap.objects.get().root_key == "2"
    opens(alice.id, PASSWORD)


def test_without_its_root_key_a_wrap_does_not_open(alice, settings):
    settings.DASITE_ROOT_KEYS = OTHER_ROOT
    with pytest.raises(RootKeysWrong):
        opens(alice.id, PASSWORD)


def test_damage_to_stored_keys_is_not_called_a_wrong_password(alice):
    wrap = KeyWrap.objects.get()
    wrap.sealed = bytes(wrap.sealed)[:-1] + bytes([bytes(wrap.sealed)[-1] ^ 1])
    wrap.save(update_fields=["sealed"])
    with pytest.raises(SealBroken):
        opens(alice.id, PASSWORD)


def test_no_key_lies_in_a_row(alice):
    stored = b"".join(
        bytes(value)
        for model in (KeyShare, SubjectKey, KeyWrap)
        for row in model.objects.values_list()
        for value in row
        if isinstance(value, bytes | memoryview)
    )
    assert alice.unlocked.private_key.reveal() not in stored
    assert alice.unlocked.master_key.reveal() not in stored


VERIFIER = b"v" * 32


def test_a_locked_verifier_opens_and_fits_into_a_password_column():
    locked = subjects.lock_verifier(VERIFIER)
    assert subjects.open_verifier(locked) == VERIFIER
    assert (len(locked), "$" in locked) == (66, False)


def test_a_verifier_is_locked_under_the_newest_root_key_and_opens_under_older_ones(settings):
    old = subjects.lock_verifier(VERIFIER)
    settings.DASITE_ROOT_KEYS = f"{OTHER_ROOT},{settings.DASITE_ROOT_KEYS}"
    new = subjects.lock_verifier(VERIFIER)
    assert (old[:2], new[:2]) == ("1.", "2.")
    assert subjects.open_verifier(old) == subjects.open_verifier(new) == VERIFIER


def test_a_verifier_is_locked_anew_without_its_password(settings):
    old = subjects.lock_verifier(VERIFIER)
    settings.DASITE_ROOT_KEYS = f"{OTHER_ROOT},{settings.DASITE_ROOT_KEYS}"
    new = subjects.relock_verifier(old)
    settings.DASITE_ROOT_KEYS = OTHER_ROOT
    assert subjects.open_verifier(new) == VERIFIER
    assert new.startswith(f"{subjects.newest_root_key()}.")


def test_what_others_keep_under_a_root_key_is_locked_anew_with_the_rest(monkeypatch):
    monkeypatch.setattr(subjects, "_relocks", {})
    subjects.register_relock("stored passwords", lambda: 3)
    assert subjects.relock_all() == {"stored passwords": 3}


@pytest.mark.parametrize("damage", ["x", "", "="])
def test_a_damaged_verifier_is_refused(damage):
    locked = subjects.lock_verifier(VERIFIER)
    with pytest.raises(SealBroken):
        subjects.open_verifier(locked[:-1] + damage)


def test_a_verifier_under_an_unknown_root_key_is_refused():
    with pytest.raises(RootKeysWrong):
        subjects.open_verifier("9" + subjects.lock_verifier(VERIFIER)[1:])


def test_the_logins_in_which_keys_are_at_hand_are_known_and_forgotten_one_by_one(alice):
    here, there, far = uuid4(), uuid4(), uuid4()
    for device in (here, there, far):
        unlock = Unlock(None, clock=timezone.now)
        unlock.device = partial(UUID, str(device))
        unlock.remember(alice.unlocked)
    assert subjects.unlocked_devices(alice.id, timezone.now()) == {here, there, far}
    assert subjects.forget_devices(alice.id, [far]) == 1
    assert subjects.forget_other_devices(alice.id, here) == 1
    assert subjects.unlocked_devices(alice.id, timezone.now()) == {here}
