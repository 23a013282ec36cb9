"""Letting others in: signed, listed, noted when it is used, and ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from privacy.models import Admission, Grant, KeyShare, RoleKey, RoleMember, SubjectKey
from privacy.vault import (
    admissions,
    box,
    keyring,
    recipients,
    renewal,
    roles,
    signing,
    subjects,
)
from privacy.vault.admissions import Terms
from privacy.vault.errors import (
    KeyDestroyed,
    Locked,
    NoGrant,
    NoSubject,
    SealBroken,
    WrongKey,
)
from privacy.vault.secret import Secret
from privacy.vault.wrap import make_pair
from tests.people import PASSWORD
from tests.privacy.vault.keys import password_key

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
PLACE = {"table": "t", "row": "1", "field": "f"}
NEW = "another long sentence to remember"
LAWYERS = roles.role_id(7)


@pytest.fixture
def opened(alice):
    return box.create_box(uuid4(), owner=alice.id)


@pytest.fixture
def sealed(opened):
    return opened.seal(b"an answer", **PLACE)


def let_in(opened, alice, to, **terms):
    return admissions.admit(opened, Terms(to.id, **terms), by=alice.unlocked, now=NOW)


def reads(opened, sealed, by, now=LATER) -> bool:
    found = admissions.open_admitted(opened.scope, by=by.unlocked, now=now)
    return bool(found.open(sealed, **PLACE) == b"an answer")


def is_shut_out(opened, by, now=LATER, error=NoGrant) -> bool:
    with pytest.raises(error):
        admissions.open_admitted(opened.scope, by=by.unlocked, now=now)
    return True


def test_whom_alice_lets_in_reads_and_nobody_else(alice, bob, charlie, opened, sealed):
    let_in(opened, alice, bob)
    assert reads(opened, sealed, bob)
    assert is_shut_out(opened, charlie)


def test_alice_sees_whom_she_let_in_why_and_when_they_opened_it(alice, bob, opened, sealed):
    row = let_in(opened, alice, bob, reason="my lawyer")
    (told,) = admissions.list_admissions(opened.scope)
    assert (told.pk, told.reason, told.last_opened_at) == (row.pk, "my lawyer", None)
    reads(opened, sealed, bob)
    assert admissions.list_admissions(opened.scope)[0].last_opened_at == LATER
    assert admissions.admitted_to(bob.id, now=LATER) == [opened.scope]


def test_a_second_opening_within_a_minute_is_not_written_down(alice, bob, opened, sealed):
    let_in(opened, alice, bob)
    for seconds in (0, 59):
        reads(opened, sealed, bob, now=LATER + timedelta(seconds=seconds))
    assert Admission.objects.get().last_opened_at == LATER
    reads(opened, sealed, bob, now=LATER + timedelta(seconds=60))
    assert Admission.objects.get().last_opened_at == LATER + timedelta(seconds=60)


def test_an_admission_ends_by_itself(alice, bob, opened, sealed):
    let_in(opened, alice, bob, expires_at=LATER)
    assert reads(opened, sealed, bob, now=LATER - timedelta(seconds=1))
    assert is_shut_out(opened, bob)
    assert admissions.admitted_to(bob.id, now=LATER) == []


def test_an_admission_that_was_withdrawn_opens_nothing_that_comes_later(
    alice, bob, opened, sealed
):
    row = let_in(opened, alice, bob)
    helpers = admissions.open_admitted(opened.scope, by=bob.unlocked, now=NOW)
    assert admissions.withdraw(opened, row.pk, now=LATER)
    assert is_shut_out(opened, bob)
    with pytest.raises(NoGrant):
        box.open_box(opened.scope, by=bob.unlocked)
    later = box.open_box(opened.scope, by=alice.unlocked).seal(b"later", **PLACE)
    with pytest.raises(WrongKey):
        helpers.open(later, **PLACE)
    assert not admissions.withdraw(opened, row.pk, now=LATER)


def test_withdrawing_from_one_leaves_the_others_in(alice, bob, charlie, opened, sealed):
    row = let_in(opened, alice, bob)
    let_in(opened, alice, charlie)
    admissions.withdraw(opened, row.pk, now=NOW)
    later = box.open_box(opened.scope, by=alice.unlocked).seal(b"an answer", **PLACE)
    assert reads(opened, sealed, charlie)
    assert reads(opened, later, charlie)


def test_an_admission_of_another_scope_cannot_be_withdrawn_here(alice, bob, opened):
    other = box.create_box(uuid4(), owner=alice.id)
    row = let_in(other, alice, bob)
    assert not admissions.withdraw(opened, row.pk, now=NOW)


def test_letting_in_twice_leaves_one_admission_that_holds(alice, bob, opened, sealed):
    let_in(opened, alice, bob, reason="first")
    let_in(opened, alice, bob, reason="second")
    assert [row.reason for row in admissions.live(opened.scope, NOW)] == ["second"]
    assert reads(opened, sealed, bob)


def test_a_grant_without_an_admission_opens_nothing(alice, bob, opened):
    opened.grant_to(recipients.of_subject(bob.id))
    assert is_shut_out(opened, bob)


@pytest.mark.parametrize(
    "change",
    [
        {"reason": "another"},
        {"expires_at": LATER + timedelta(days=1)},
        {"created_at": NOW - timedelta(days=1)},
        {"signature": bytes(64)},
        {"signature": b""},
    ],
    ids=str,
)
def test_an_admission_that_was_changed_opens_nothing(alice, bob, opened, change):
    let_in(opened, alice, bob, expires_at=LATER + timedelta(minutes=1))
    Admission.objects.update(**change)
    assert is_shut_out(opened, bob, error=SealBroken)


def test_an_admission_in_somebody_elses_name_opens_nothing(alice, bob, charlie, opened):
    admissions.admit(opened, Terms(bob.id), by=charlie.unlocked, now=NOW)
    Admission.objects.update(given_by=alice.id)
    assert is_shut_out(opened, bob, error=SealBroken)


def test_an_admission_by_somebody_who_is_gone_opens_nothing(alice, bob, charlie, opened):
    admissions.admit(opened, Terms(bob.id), by=charlie.unlocked, now=NOW)
    SubjectKey.objects.filter(subject_id=charlie.id).delete()
    assert is_shut_out(opened, bob)


def test_nobody_without_keys_is_let_in(alice, opened):
    with pytest.raises(NoSubject):
        admissions.admit(opened, Terms(uuid4()), by=alice.unlocked, now=NOW)


def test_a_public_key_that_was_exchanged_is_granted_nothing(alice, bob, opened):
    SubjectKey.objects.filter(subject_id=bob.id).update(public_key=make_pair().public_key)
    with pytest.raises(SealBroken):
        let_in(opened, alice, bob)
    assert not Admission.objects.exists()


def test_a_public_key_that_was_exchanged_is_granted_no_new_scope(alice):
    SubjectKey.objects.filter(subject_id=alice.id).update(public_key=make_pair().public_key)
    with pytest.raises(SealBroken):
        box.create_box(uuid4(), owner=alice.id)
    assert not Grant.objects.exists()


def test_a_signing_key_that_was_exchanged_signs_for_nobody(alice, bob, opened):
    let_in(opened, alice, bob)
    forged = signing.public_half(Secret.random())
    SubjectKey.objects.filter(subject_id=alice.id).update(signing_key=forged)
    assert is_shut_out(opened, bob, error=SealBroken)


def test_shredding_a_scope_takes_its_admissions(alice, bob, opened):
    let_in(opened, alice, bob)
    keyring.shred_scopes([opened.scope])
    assert not Admission.objects.exists()


def test_a_shredded_scope_opens_to_nobody(alice, bob, opened):
    let_in(opened, alice, bob)
    KeyShare.objects.filter(owner=opened.scope).delete()
    assert is_shut_out(opened, bob, error=KeyDestroyed)


def test_an_erased_helper_is_in_nothing_any_more(alice, bob, opened):
    let_in(opened, alice, bob)
    roles.set_members(LAWYERS, [bob.id])
    keyring.shred_subject(bob.id)
    assert not Admission.objects.exists()
    assert not RoleMember.objects.exists()


def test_new_keys_of_whoever_let_in_sign_again(alice, bob, opened, sealed):
    let_in(opened, alice, bob)
    forged = let_in(opened, alice, bob, reason="forged")
    Admission.objects.filter(pk=forged.pk).update(reason="changed by somebody")
    Admission.objects.exclude(pk=forged.pk).update(withdrawn_at=None)
    fresh = renewal.begin(alice.unlocked, key=password_key(NEW))
    renewal.finish(fresh)
    Admission.objects.filter(pk=forged.pk).delete()
    assert reads(opened, sealed, bob)
    assert Admission.objects.get().generation == 2


def test_new_keys_of_whoever_was_let_in_read_on(alice, bob, opened, sealed):
    let_in(opened, alice, bob)
    bob.unlocked = renewal.begin(bob.unlocked, key=password_key(NEW))
    renewal.finish(bob.unlocked)
    assert reads(opened, sealed, bob)


@pytest.fixture
def lawyers(alice, bob, charlie, opened):
    """The role of Bob and Charlie, which Alice lets in."""
    roles.set_members(LAWYERS, [bob.id, charlie.id])
    return admissions.admit(opened, Terms(LAWYERS, "role"), by=alice.unlocked, now=NOW)


def test_each_member_of_a_role_reads(bob, charlie, opened, sealed, lawyers):
    assert reads(opened, sealed, bob)
    assert reads(opened, sealed, charlie)
    assert admissions.admitted_to(charlie.id, now=NOW) == [opened.scope]


def test_who_is_in_no_role_is_shut_out(person, opened, lawyers):
    dora = person()
    assert is_shut_out(opened, dora)
    assert admissions.admitted_to(dora.id, now=NOW) == []
    assert roles.settle(dora.unlocked) == 0


def test_a_role_without_members_is_not_let_in(alice, opened):
    roles.set_members(LAWYERS, [uuid4()])
    assert not RoleKey.objects.exists()
    with pytest.raises(NoSubject):
        admissions.admit(opened, Terms(LAWYERS, "role"), by=alice.unlocked, now=NOW)


def test_who_leaves_a_role_is_shut_out_and_the_rest_reads_on(
    alice, bob, charlie, opened, sealed, lawyers
):
    roles.set_members(LAWYERS, [charlie.id])
    assert is_shut_out(opened, bob)
    assert reads(opened, sealed, charlie)
    assert RoleKey.objects.count() == 2


def test_what_was_granted_to_the_old_key_of_a_role_moves_to_the_new_one(
    charlie, opened, sealed, lawyers
):
    roles.set_members(LAWYERS, [charlie.id])
    reads(opened, sealed, charlie)
    held = Grant.objects.filter(scope=opened.scope, recipient=LAWYERS)
    assert [row.generation for row in held] == [2]
    assert reads(opened, sealed, charlie)


def test_who_joins_a_role_reads_once_a_member_was_here(person, bob, opened, sealed, lawyers):
    dora = person()
    members = [row.subject_id for row in RoleMember.objects.all()]
    for _ in range(2):
        roles.set_members(LAWYERS, [*members, dora.id])
    assert is_shut_out(opened, dora)
    assert roles.settle(bob.unlocked) == 1
    assert reads(opened, sealed, dora)
    assert roles.settle(bob.unlocked) == 0
    assert RoleKey.objects.count() == 1


def test_a_member_with_new_keys_reads_on(bob, opened, sealed, lawyers):
    bob.unlocked = renewal.begin(bob.unlocked, key=password_key(NEW))
    renewal.finish(bob.unlocked)
    assert reads(opened, sealed, bob)


def test_a_member_who_forgot_the_password_reads_again_once_another_was_here(
    bob, charlie, opened, sealed, lawyers
):
    bob.unlocked = subjects.renew(bob.id, key=password_key(NEW))
    assert is_shut_out(opened, bob)
    assert roles.settle(charlie.unlocked) == 1
    assert reads(opened, sealed, bob)


def test_a_member_who_remembers_the_password_reads_again(bob, opened, sealed, lawyers):
    own = box.create_box(uuid4(), owner=bob.id)
    bob.unlocked = subjects.renew(bob.id, key=password_key(NEW))
    renewal.reopen(bob.unlocked, password=PASSWORD)
    box.open_box(own.scope, by=bob.unlocked)
    assert reads(opened, sealed, bob)


def test_a_member_whose_keys_are_gone_does_not_hold_the_others_up(person, bob, lawyers):
    dora = person()
    roles.set_members(LAWYERS, [row.subject_id for row in RoleMember.objects.all()] + [dora.id])
    SubjectKey.objects.filter(subject_id=dora.id).delete()
    assert roles.settle(bob.unlocked) == 0


def test_a_roles_public_key_that_was_exchanged_is_granted_nothing(alice, bob, opened):
    roles.set_members(LAWYERS, [bob.id])
    RoleKey.objects.update(public_key=make_pair().public_key)
    with pytest.raises(SealBroken):
        admissions.admit(opened, Terms(LAWYERS, "role"), by=alice.unlocked, now=NOW)


def test_a_roles_key_in_an_old_grant_that_a_member_never_had_is_passed_over(
    person, charlie, opened, lawyers
):
    """Dora joined after the change of keys; nobody has opened the scope since."""
    dora = person()
    roles.set_members(LAWYERS, [charlie.id])
    roles.set_members(LAWYERS, [charlie.id, dora.id])
    roles.settle(charlie.unlocked)
    assert is_shut_out(opened, dora)


def test_a_new_epoch_is_open_to_the_role_too(alice, bob, opened, lawyers):
    fresh = renewal.begin(alice.unlocked, key=password_key(NEW))
    renewal.finish(fresh)
    later = box.open_box(opened.scope, by=fresh).seal(b"an answer", **PLACE)
    assert reads(opened, later, bob)


def test_roles_have_ids_of_their_own():
    assert len({roles.role_id(number) for number in range(50)} - {keyring.SERVER_ID}) == 50


@pytest.fixture
def by_rule(opened):
    return admissions.admit(opened, Terms(keyring.SERVER_ID, "server"), by=None, now=NOW)


def test_where_the_rule_says_so_the_server_opens_by_itself(opened, sealed, by_rule):
    assert admissions.open_served(opened.scope, now=LATER).open(sealed, **PLACE) == b"an answer"


def test_without_the_rule_the_server_opens_nothing(opened, sealed):
    opened.grant_to(recipients.of_server())
    with pytest.raises(NoGrant):
        admissions.open_served(opened.scope, now=LATER)


def test_a_rule_that_was_made_up_lets_nobody_in(opened, by_rule):
    Admission.objects.update(reason="made up")
    with pytest.raises(SealBroken):
        admissions.open_served(opened.scope, now=LATER)


def test_the_server_reads_what_is_sealed_under_new_keys_too(alice, opened, by_rule):
    fresh = renewal.begin(alice.unlocked, key=password_key(NEW))
    renewal.finish(fresh)
    later = box.open_box(opened.scope, by=fresh).seal(b"later", **PLACE)
    assert admissions.open_served(opened.scope, now=LATER).open(later, **PLACE) == b"later"


def test_a_rule_may_let_a_role_in(bob, opened, sealed):
    roles.set_members(LAWYERS, [bob.id])
    admissions.admit(opened, Terms(LAWYERS, "role"), by=None, now=NOW)
    assert reads(opened, sealed, bob)


def test_nobody_is_let_in_by_the_servers_admission(bob, opened, by_rule):
    assert is_shut_out(opened, bob)


def test_forgotten_keys_lock_what_was_opened_to_a_person(alice, bob, opened):
    let_in(opened, alice, bob)
    bob.unlocked = subjects.renew(bob.id, key=password_key(NEW))
    assert is_shut_out(opened, bob)
    with pytest.raises(Locked):
        box.open_box(opened.scope, by=bob.unlocked)
