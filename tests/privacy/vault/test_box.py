"""A box opens for whom it was granted to, and what is in it opens in its place."""

from __future__ import annotations

import io
import random
from uuid import uuid4

import pytest

from privacy.models import Grant, KeyShare
from privacy.vault import box, keyring, recipients, subjects
from privacy.vault.aead import Place, SealKey, seal
from privacy.vault.box import create_box, open_box, open_boxes
from privacy.vault.errors import (
    FormatUnknown,
    KeyDestroyed,
    Locked,
    NoGrant,
    NoSubject,
    ScopeExists,
    SealBroken,
    WrongKey,
)
from privacy.vault.secret import Secret
from privacy.vault.wrap import data_key
from tests.privacy.vault.keys import password_key

pytestmark = pytest.mark.django_db

WHERE = {"table": "interviews_answer", "row": "17", "field": "state"}
FILE = random.Random(2).randbytes(40_000)  # noqa: S311  # test data, no secret


def test_what_the_owner_sealed_the_owner_opens(alice):
    scope = uuid4()
    sealed = create_box(scope, owner=alice.id).seal(b"yes", **WHERE)
    assert open_box(scope, by=alice.unlocked).open(sealed, **WHERE) == b"yes"


def test_postgresqls_memoryview_opens(alice):
    opened = create_box(uuid4(), owner=alice.id)
    assert opened.open(memoryview(opened.seal(b"yes", **WHERE)), **WHERE) == b"yes"


@pytest.mark.parametrize("changed", [{"table": "t"}, {"row": "18"}, {"field": "place"}])
def test_a_record_moved_to_another_place_is_refused(alice, changed):
    opened = create_box(uuid4(), owner=alice.id)
    sealed = opened.seal(b"yes", **WHERE)
    with pytest.raises(SealBroken):
        opened.open(sealed, **(WHERE | changed))


def test_a_record_moved_to_another_scope_is_refused(alice):
    one, other = create_box(uuid4(), owner=alice.id), create_box(uuid4(), owner=alice.id)
    with pytest.raises(WrongKey):
        other.open(one.seal(b"yes", **WHERE), **WHERE)


def test_a_record_of_another_format_and_a_stump_are_refused(alice):
    opened = create_box(uuid4(), owner=alice.id)
    with pytest.raises(FormatUnknown):
        opened.open(b"XX" + opened.seal(b"yes", **WHERE)[2:], **WHERE)
    with pytest.raises(SealBroken):
        opened.open(b"DV", **WHERE)


def test_each_epoch_opens_and_the_newest_seals(alice):
    scope, keys, shares = uuid4(), {1: Secret.random(), 2: Secret.random()}, {}
    for epoch in keys:
        shares[epoch] = keyring.make_share(keyring.SCOPE, scope, epoch)
    opened = box.Box(scope, keys, shares)
    place = Place(scope=scope, **WHERE)
    first = seal(data_key(keys[1], shares[1], scope, 1), b"old", place)
    assert opened.open(first, **WHERE) == b"old"
    assert opened.seal(b"new", **WHERE)[20:24] == (2).to_bytes(4, "big")
    with pytest.raises(WrongKey):
        opened.open(seal(SealKey(Secret.random(), epoch=3), b"x", place), **WHERE)


def test_every_epoch_is_granted_and_opened(alice, bob):
    scope, keys, shares = uuid4(), {1: Secret.random(), 2: Secret.random()}, {}
    for epoch in keys:
        shares[epoch] = keyring.make_share(keyring.SCOPE, scope, epoch)
    whole = box.Box(scope, keys, shares)
    whole.grant_to(recipients.of_subject(bob.id))
    whole.grant_to(recipients.of_subject(bob.id))
    assert Grant.objects.count() == 2
    assert open_box(scope, by=bob.unlocked).open(whole.seal(b"yes", **WHERE), **WHERE) == b"yes"
    KeyShare.objects.filter(owner=scope, number=1).delete()
    with pytest.raises(KeyDestroyed, match="share 1"):
        open_box(scope, by=bob.unlocked)


def test_a_stranger_is_not_let_in(alice, charlie):
    scope = uuid4()
    create_box(scope, owner=alice.id)
    with pytest.raises(NoGrant):
        open_box(scope, by=charlie.unlocked)


def test_a_stranger_who_renames_a_grant_is_not_let_in(alice, charlie):
    scope = uuid4()
    create_box(scope, owner=alice.id)
    Grant.objects.update(recipient=charlie.id)
    with pytest.raises(SealBroken):
        open_box(scope, by=charlie.unlocked)


def test_a_grant_of_another_suite_is_refused(alice):
    scope = uuid4()
    create_box(scope, owner=alice.id)
    Grant.objects.update(suite=2)
    with pytest.raises(FormatUnknown, match="suite 2"):
        open_box(scope, by=alice.unlocked)


def test_a_box_is_not_made_for_nobody():
    with pytest.raises(NoSubject):
        create_box(uuid4(), owner=uuid4())


def test_a_box_is_made_once(alice, bob):
    scope = uuid4()
    create_box(scope, owner=alice.id)
    with pytest.raises(ScopeExists):
        create_box(scope, owner=bob.id)


def test_a_share_that_a_crash_left_is_no_obstacle(alice):
    scope = uuid4()
    keyring.make_share(keyring.SCOPE, scope, 1)
    sealed = create_box(scope, owner=alice.id).seal(b"yes", **WHERE)
    assert open_box(scope, by=alice.unlocked).open(sealed, **WHERE) == b"yes"


def test_opening_makes_one_query_in_each_database(alice, django_assert_num_queries):
    scope = uuid4()
    create_box(scope, owner=alice.id)
    with (
        django_assert_num_queries(1),
        django_assert_num_queries(1, using="vault"),
    ):
        open_box(scope, by=alice.unlocked)


def test_many_boxes_open_at_once_each_with_its_own_outcome(alice, bob, django_assert_num_queries):
    mine, bobs, shredded, locked = (uuid4() for _ in range(4))
    for scope in (shredded, locked):
        create_box(scope, owner=alice.id)
    renewed = subjects.renew(alice.id, key=password_key("another sentence"))
    create_box(mine, owner=alice.id)
    create_box(bobs, owner=bob.id)
    keyring.shred_scopes([shredded])
    with (
        django_assert_num_queries(1),
        django_assert_num_queries(1, using="vault"),
    ):
        found = open_boxes([mine, bobs, shredded, locked], by=renewed)
    kinds = {scope: type(outcome) for scope, outcome in found.items()}
    assert kinds == {mine: box.Box, bobs: NoGrant, shredded: KeyDestroyed, locked: Locked}


def test_files_are_sealed_and_read_at_any_position(alice):
    opened, sealed = create_box(uuid4(), owner=alice.id), io.BytesIO()
    opened.seal_file(io.BytesIO(FILE), sealed, row="9")
    assert FILE[:20] not in sealed.getvalue()
    with opened.open_file(sealed, row="9") as plain:
        plain.seek(20_000)
        assert plain.read(5_000) == FILE[20_000:25_000]


def test_a_file_of_another_row_or_scope_is_refused(alice):
    opened, sealed = create_box(uuid4(), owner=alice.id), io.BytesIO()
    opened.seal_file(io.BytesIO(FILE), sealed, row="9")
    with pytest.raises(SealBroken):
        opened.open_file(sealed, row="8")
    with pytest.raises(WrongKey):
        create_box(uuid4(), owner=alice.id).open_file(sealed, row="9")
    with pytest.raises(SealBroken):
        opened.open_file(io.BytesIO(b"DV"), row="9")


def test_a_record_is_not_a_file(alice):
    opened, sealed = create_box(uuid4(), owner=alice.id), io.BytesIO()
    opened.seal_file(io.BytesIO(FILE), sealed, row="17")
    with pytest.raises(SealBroken):
        opened.open(sealed.getvalue(), **WHERE)


def test_a_guest_comes_back_with_the_token():
    scope = uuid4()
    made, token = box.create_guest_box(scope)
    sealed = made.seal(b"yes", **WHERE)
    assert box.open_guest_box(scope, token).open(sealed, **WHERE) == b"yes"
    assert len(token) == 43


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "é", "=" * 43])
def test_another_token_does_not_open_a_guests_box(token):
    scope = uuid4()
    box.create_guest_box(scope)
    with pytest.raises(NoGrant):
        box.open_guest_box(scope, token)


def test_a_guests_token_opens_no_other_box():
    one, other = uuid4(), uuid4()
    token = box.create_guest_box(one)[1]
    box.create_guest_box(other)
    with pytest.raises(NoGrant):
        box.open_guest_box(other, token)


def test_a_guests_shredded_box_is_gone():
    scope = uuid4()
    token = box.create_guest_box(scope)[1]
    keyring.shred_scopes([scope])
    with pytest.raises(KeyDestroyed):
        box.open_guest_box(scope, token)


def test_a_guests_box_that_was_adopted_is_the_owners_alone(alice):
    scope = uuid4()
    made, token = box.create_guest_box(scope)
    sealed = made.seal(b"yes", **WHERE)
    assert box.adopt_guest_box(scope, token, owner=alice.id).open(sealed, **WHERE) == b"yes"
    assert open_box(scope, by=alice.unlocked).open(sealed, **WHERE) == b"yes"
    with pytest.raises(NoGrant):
        box.open_guest_box(scope, token)


def test_who_has_no_keys_adopts_nothing_and_the_guest_keeps_it():
    scope = uuid4()
    token = box.create_guest_box(scope)[1]
    with pytest.raises(NoSubject):
        box.adopt_guest_box(scope, token, owner=uuid4())
    box.open_guest_box(scope, token)


def test_a_guests_token_is_not_stored():
    token = box.create_guest_box(uuid4())[1]
    assert token[:16].encode() not in bytes(Grant.objects.get().sealed)
