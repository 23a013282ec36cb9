"""A prepared statement finds and writes what the manager's own queryset would."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import User
from privacy.models.keys import Grant, KeyShare, UnlockedKey
from privacy.prepared import Prepared

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def keys():
    return [_key(number) for number in range(3)]


def _key(number):
    return UnlockedKey.objects.create(
        id=f"{number:064x}",
        subject_id=uuid.UUID(int=number + 1),
        generation=number,
        sealed=bytes([number, 0, 255]),
        pending=number == 1,
        idle_minutes=30,
        idle_until=NOW + timedelta(minutes=number),
        absolute_until=NOW + timedelta(hours=1),
    )


def _values(row):
    found = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {name: bytes(v) if isinstance(v, memoryview) else v for name, v in found.items()}


def test_an_object_is_found_with_the_same_values_as_by_a_queryset(keys):
    prepared = Prepared(UnlockedKey.objects)
    for key in keys:
        found = prepared.first(id=key.id)
        assert found is not None
        assert _values(found) == _values(UnlockedKey.objects.get(pk=key.pk))


def test_an_object_that_was_found_is_one_that_was_saved(keys):
    found = Prepared(UnlockedKey.objects).first(id=keys[0].id)
    assert found is not None
    assert (found._state.adding, found._state.db) == (False, "default")
    found.generation = 9
    found.save(update_fields=["generation"])
    assert UnlockedKey.objects.get(pk=keys[0].pk).generation == 9


def test_what_is_not_there_is_not_found(keys):
    assert Prepared(UnlockedKey.objects).first(id="0" * 63 + "f") is None


def test_conditions_can_compare(keys):
    found = Prepared(UnlockedKey.objects).find(idle_until__gt=NOW, pending=False)
    assert [each.id for each in found] == [keys[2].id]


def test_the_same_statement_is_run_with_other_values(keys):
    prepared = Prepared(UnlockedKey.objects)
    first = prepared.find(generation=1)
    assert [each.id for each in first] == [keys[1].id]
    assert [each.id for each in prepared.find(generation=2)] == [keys[2].id]
    assert len(prepared._statements) == 1


def test_whom_the_manager_hides_is_not_found():
    people = Prepared(User.objects)
    user = User.objects.create_user("alice@example.org")
    assert people.first(id=user.pk) == user
    User._base_manager.filter(pk=user.pk).update(erasing_at=NOW)
    assert people.first(id=user.pk) is None
    assert people.update({"name": "Alice"}, id=user.pk) == 0


def test_each_model_is_looked_for_in_its_own_database(django_assert_num_queries):
    owner = uuid.uuid4()
    share = KeyShare.objects.create(
        kind=KeyShare.Kind.SCOPE, owner=owner, number=1, root_key="1", sealed=b"x"
    )
    prepared = Prepared(KeyShare.objects)
    with django_assert_num_queries(1, using="vault"), django_assert_num_queries(0):
        found = prepared.find(kind=KeyShare.Kind.SCOPE, owner=owner)
    assert [each.pk for each in found] == [share.pk]


def test_nothing_is_looked_for_by_none():
    with pytest.raises(ValueError, match="a condition is None"):
        Prepared(Grant.objects).find(scope=None)


def test_columns_are_written_where_the_conditions_hold(keys):
    prepared = Prepared(UnlockedKey.objects)
    later = NOW + timedelta(days=1)
    assert prepared.update({"sealed": b"y", "idle_until": later}, id=keys[0].id, generation=0) == 1
    row = UnlockedKey.objects.get(pk=keys[0].pk)
    assert (bytes(row.sealed), row.idle_until) == (b"y", later)
    assert UnlockedKey.objects.filter(sealed=b"y").count() == 1


def test_nothing_is_written_where_a_condition_does_not_hold(keys):
    assert Prepared(UnlockedKey.objects).update({"sealed": b"y"}, id=keys[0].id, generation=7) == 0
    assert not UnlockedKey.objects.filter(sealed=b"y").exists()


def test_the_same_columns_are_written_with_other_values(keys):
    prepared = Prepared(UnlockedKey.objects)
    for number, key in enumerate(keys):
        assert prepared.update({"generation": number + 40}, id=key.id) == 1
    numbers = UnlockedKey.objects.order_by("id").values_list("generation", flat=True)
    assert list(numbers) == [40, 41, 42]
