"""Rows are found by a list of any length, given as one value."""

from __future__ import annotations

import uuid

import pytest
from django.db.models import Value
from django.db.models.functions import Concat

from accounts.models import User
from privacy.models.keys import KeyShare, KeyWrap, SubjectKey

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
ODD = ['a "quoted" word', "{x,y}", "o'clock", "back\\slash", "%s"]


def _share(number, root_key="1"):
    return KeyShare.objects.create(
        kind="scope", owner=uuid.UUID(int=number), number=1, root_key=root_key, sealed=b"x"
    )


def _owners(rows):
    return sorted(row.owner.int for row in rows)


@pytest.fixture
def shares():
    return [_share(number) for number in range(1, 5)]


def test_rows_are_found_by_number(shares):
    wanted = [shares[0].pk, shares[2].pk, 2**40]
    assert _owners(KeyShare.objects.filter(pk__among=wanted)) == [1, 3]


def test_rows_are_left_out_by_number(shares):
    assert _owners(KeyShare.objects.exclude(pk__among=[shares[0].pk, shares[2].pk])) == [2, 4]


@pytest.mark.parametrize("said_as", [lambda uid: uid, str])
def test_rows_are_found_by_uuid(shares, said_as):
    wanted = [said_as(share.owner) for share in shares[1:3]]
    assert _owners(KeyShare.objects.filter(owner__among=wanted)) == [2, 3]


def test_rows_are_found_by_text_with_any_character_in_it():
    for number, text in enumerate(ODD):
        _share(number, root_key=text)
    _share(9, root_key="x")
    assert _owners(KeyShare.objects.filter(root_key__among=ODD)) == list(range(len(ODD)))
    assert _owners(KeyShare.objects.filter(root_key__among=["{x", "y}"])) == []


def test_rows_are_found_by_what_they_refer_to():
    keys = [SubjectKey.objects.create(subject_id=uuid.uuid4(), generation=n) for n in range(3)]
    wraps = [KeyWrap.objects.create(subject_key=key, kind="password") for key in keys]
    found = KeyWrap.objects.filter(subject_key__among=[keys[0].pk, keys[1].pk])
    assert set(found) == set(wraps[:2])
    subjects = [key.subject_id for key in keys[1:]]
    assert set(KeyWrap.objects.filter(subject_key__subject_id__among=subjects)) == set(wraps[1:])


def test_rows_are_found_by_what_an_expression_makes_of_them():
    User.objects.create(email="alice@example.org")
    User.objects.create(email="bob@example.org")
    called = User.objects.annotate(called=Concat("email", Value("!")))
    found = called.filter(called__among=["bob@example.org!"])
    assert [user.email for user in found] == ["bob@example.org"]


def test_without_ids_the_database_is_asked_nothing(shares, django_assert_num_queries):
    with django_assert_num_queries(0, using="vault"):
        assert not KeyShare.objects.filter(pk__among=[])
    assert KeyShare.objects.exclude(pk__among=[]).count() == len(shares)


def test_more_ids_than_a_statement_takes_parameters_are_one_value(shares):
    wanted = [*range(10**6, 10**6 + 300_000), shares[3].pk]
    rows = KeyShare.objects.filter(pk__among=wanted)
    assert len(rows.using("vault").query.sql_with_params()[1]) == 1
    assert _owners(rows) == [4]


def test_rows_are_changed_and_deleted_by_number(shares):
    wanted = [share.pk for share in shares[:2]]
    assert KeyShare.objects.filter(pk__among=wanted).update(root_key="2") == 2
    assert KeyShare.objects.filter(pk__among=wanted).delete()[0] == 2
    assert _owners(KeyShare.objects.all()) == [3, 4]
