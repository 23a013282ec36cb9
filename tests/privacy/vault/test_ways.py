"""Ways to one's keys besides the password: a recovery code, a passkey, the installation itself."""

from __future__ import annotations

from uuid import uuid4

import pytest

from privacy.models import KeyShare, KeyWrap
from privacy.vault import keyring, subjects, ways
from privacy.vault.errors import (
    CodeMistyped,
    KeyDestroyed,
    Locked,
    NoSubject,
    SubjectExists,
    WrongKey,
)
from privacy.vault.recovery import make_code
from privacy.vault.secret import Secret
from tests.people import PASSWORD
from tests.privacy.vault.keys import password_key

pytestmark = pytest.mark.django_db

NEW = "another long sentence to remember"


@pytest.fixture
def code(alice) -> str:
    made = make_code()
    ways.set_code(alice.unlocked, code=made)
    return made


def is_alice(unlocked, alice) -> bool:
    return bool(unlocked.private_key.reveal() == alice.unlocked.private_key.reveal())


def test_a_code_opens_the_keys(alice, code):
    assert is_alice(ways.unlock_with_code(alice.id, code=code), alice)
    assert ways.code_made_at(alice.id) == KeyWrap.objects.get(kind="recovery").changed_at


def test_a_code_is_kept_as_a_wrap_alone(alice, code):
    row = KeyWrap.objects.get(kind="recovery")
    assert (bytes(row.salt), row.memory_kib, row.root_key) == (b"", 0, "")
    assert len(row.sealed) == 96 + 32


def test_another_code_is_wrong(alice, code):
    with pytest.raises(WrongKey):
        ways.unlock_with_code(alice.id, code=make_code())


def test_a_slip_is_told_apart_from_a_wrong_code(alice, code):
    with pytest.raises(CodeMistyped):
        ways.unlock_with_code(alice.id, code=code[1:])


def test_without_a_code_none_opens(alice):
    assert ways.code_made_at(alice.id) is None
    with pytest.raises(WrongKey, match="no recovery"):
        ways.unlock_with_code(alice.id, code=make_code())


def test_a_code_stays_valid_when_the_password_changes(alice, code):
    subjects.change_password(alice.unlocked, key=password_key(NEW))
    assert is_alice(ways.unlock_with_code(alice.id, code=code), alice)


def test_a_code_needs_no_root_key_but_that_of_the_shares(alice, code, settings):
    KeyWrap.objects.filter(kind="password").update(root_key="lost")
    assert is_alice(ways.unlock_with_code(alice.id, code=code), alice)


def test_a_new_code_replaces_the_old_one(alice, code):
    other = make_code()
    ways.set_code(alice.unlocked, code=other)
    ways.unlock_with_code(alice.id, code=other)
    with pytest.raises(WrongKey):
        ways.unlock_with_code(alice.id, code=code)


def test_a_code_works_once(alice, code):
    ways.spend_code(ways.unlock_with_code(alice.id, code=code))
    with pytest.raises(WrongKey):
        ways.unlock_with_code(alice.id, code=code)
    subjects.unlock(alice.id, password=PASSWORD, key=None)


def test_anothers_code_opens_nothing(bob, code):
    with pytest.raises(WrongKey):
        ways.unlock_with_code(bob.id, code=code)


def test_a_wrap_moved_to_another_subject_opens_nothing(alice, bob, code):
    KeyWrap.objects.filter(kind="recovery").update(subject_key=bob_key(bob))
    with pytest.raises(WrongKey):
        ways.unlock_with_code(bob.id, code=code)


def bob_key(bob):
    return KeyWrap.objects.get(subject_key__subject_id=bob.id).subject_key


def test_an_erased_subject_is_not_recovered_by_a_code(alice, code):
    keyring.shred_subject(alice.id)
    with pytest.raises(KeyDestroyed):
        ways.unlock_with_code(alice.id, code=code)


def test_nobody_has_no_code():
    with pytest.raises(NoSubject):
        ways.unlock_with_code(uuid4(), code=make_code())


def test_keys_that_were_renewed_meanwhile_get_no_code(alice):
    subjects.renew(alice.id, key=password_key(NEW))
    with pytest.raises(Locked):
        ways.set_code(alice.unlocked, code=make_code())


def test_a_code_of_forgotten_keys_is_no_code_of_the_present_ones(alice, code):
    subjects.renew(alice.id, key=password_key(NEW))
    assert ways.code_made_at(alice.id) is None
    with pytest.raises(WrongKey):
        ways.unlock_with_code(alice.id, code=code)


def test_each_of_several_passkeys_opens_the_keys_until_it_is_forgotten(alice):
    keys = {name: Secret.random() for name in ("phone", "stick")}
    for name, prf in keys.items():
        ways.set_passkey(alice.unlocked, name=name, prf=prf)
    for name, prf in keys.items():
        assert is_alice(ways.unlock_with_passkey(alice.id, name=name, prf=prf), alice)
    with pytest.raises(WrongKey):
        ways.unlock_with_passkey(alice.id, name="phone", prf=keys["stick"])
    assert ways.passkeys(alice.id) == {"phone", "stick"}
    ways.forget_passkey(alice.id, name="phone")
    with pytest.raises(WrongKey):
        ways.unlock_with_passkey(alice.id, name="phone", prf=keys["phone"])
    ways.unlock_with_passkey(alice.id, name="stick", prf=keys["stick"])
    assert ways.passkeys(alice.id) == {"stick"}


def test_a_passkey_of_two_people_is_two_ways(alice, bob):
    prf = Secret.random()
    for person in (alice, bob):
        ways.set_passkey(person.unlocked, name="stick", prf=prf)
    ways.forget_passkey(bob.id, name="stick")
    assert is_alice(ways.unlock_with_passkey(alice.id, name="stick", prf=prf), alice)
    with pytest.raises(WrongKey):
        ways.unlock_with_passkey(bob.id, name="stick", prf=prf)


def test_a_passkey_stays_a_way_when_the_password_changes_and_none_to_renewed_keys(alice):
    prf = Secret.random()
    ways.set_passkey(alice.unlocked, name="phone", prf=prf)
    subjects.change_password(alice.unlocked, key=password_key(NEW))
    assert is_alice(ways.unlock_with_passkey(alice.id, name="phone", prf=prf), alice)
    subjects.renew(alice.id, key=password_key(NEW))
    assert ways.passkeys(alice.id) == set()
    with pytest.raises(WrongKey):
        ways.unlock_with_passkey(alice.id, name="phone", prf=prf)


def test_a_forgotten_passkey_opens_no_older_keys_either(alice):
    ways.set_passkey(alice.unlocked, name="phone", prf=Secret.random())
    subjects.renew(alice.id, key=password_key(NEW))
    ways.forget_passkey(alice.id, name="phone")
    assert not KeyWrap.objects.filter(kind="passkey").exists()


def test_the_installation_opens_keys_that_no_password_guards():
    subject_id = uuid4()
    made = ways.create_served(subject_id)
    assert ways.is_served(subject_id)
    opened = ways.unlock_served(subject_id)
    assert opened.private_key.reveal() == made.private_key.reveal()
    with pytest.raises(WrongKey, match="no password opens"):
        subjects.unlock(subject_id, password="", key=None)


def test_the_installation_opens_no_keys_that_a_password_guards(alice):
    assert not ways.is_served(alice.id)
    with pytest.raises(WrongKey):
        ways.unlock_served(alice.id)


def test_served_keys_are_made_once(alice):
    with pytest.raises(SubjectExists):
        ways.create_served(alice.id)


def test_served_keys_are_of_no_use_without_the_share_of_the_installation():
    subject_id = uuid4()
    ways.create_served(subject_id)
    KeyShare.objects.filter(kind="server").delete()
    with pytest.raises(WrongKey):
        ways.unlock_served(subject_id)


def test_served_keys_stay_open_under_a_new_root_key(settings):
    subject_id = uuid4()
    ways.create_served(subject_id)
    newer = "2:WllYV1ZVVFNSUVBPTk1MS0pJSEdGRURDQkE5ODc2NTQ="
    settings.DASITE_ROOT_KEYS = f"{newer},{settings.DASITE_ROOT_KEYS}"
    assert keyring.reseal_shares() == 2
    settings.DASITE_ROOT_KEYS = newer
    ways.unlock_served(subject_id)


def test_it_is_known_since_when_the_password_is_this_one(alice):
    before = ways.password_set_at(alice.id)
    assert before is not None
    subjects.change_password(alice.unlocked, key=password_key(NEW))
    after = ways.password_set_at(alice.id)
    assert after is not None
    assert after > before
    KeyWrap.objects.all().delete()
    assert ways.password_set_at(alice.id) is None
