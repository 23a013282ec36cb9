"""An old copy of `default` opens nothing once the shares are gone, whatever keys one still has.

The copy is a real one, made before the destruction and put back after it: of the whole SQLite
database by its backup interface, of the tables into a schema of their own on PostgreSQL.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connections

from privacy.models import Grant, KeyWrap
from privacy.vault import box, keyring, recipients, subjects
from privacy.vault.errors import KeyDestroyed, WrongKey
from tests.people import PASSWORD
from tests.privacy.vault.keys import password_key

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "vault"])

WHERE = {"table": "interviews_answer", "row": "17", "field": "state"}


@pytest.fixture
def copied(tmp_path) -> Iterator[Callable[[], Callable[[], None]]]:
    """Return what copies `default` now, and returns what puts that copy back."""
    connection = connections["default"]
    if connection.vendor == "sqlite":
        yield lambda: _copy_sqlite(connection, tmp_path / "backup.sqlite3")
        return
    yield lambda: _copy_postgresql(connection)
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS old_backup CASCADE")


def _copy_sqlite(connection, path) -> Callable[[], None]:
    connection.ensure_connection()
    backup = sqlite3.connect(path)
    connection.connection.backup(backup)

    def put_back() -> None:
        backup.backup(connection.connection)
        backup.close()

    return put_back


def _copy_postgresql(connection) -> Callable[[], None]:
    models = [
        m for m in apps.get_app_config("privacy").get_models() if "vault" not in m._meta.db_table
    ]
    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA old_backup")
        for table in tables:
            cursor.execute(f'CREATE TABLE old_backup."{table}" AS TABLE "{table}"')

    def put_back() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            for table in tables:
                cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608  # our tables
                copy = f'INSERT INTO "{table}" SELECT * FROM old_backup."{table}"'  # noqa: S608  # ours
                cursor.execute(copy)
            cursor.execute("SET session_replication_role = origin")

    return put_back


def test_a_copy_put_back_opens_while_the_shares_are_there(alice, copied):
    scope = uuid4()
    sealed = box.create_box(scope, owner=alice.id).seal(b"yes", **WHERE)
    put_back = copied()
    Grant.objects.all().delete()
    KeyWrap.objects.all().delete()
    put_back()
    unlocked = subjects.unlock(alice.id, password=PASSWORD, key=None)
    assert box.open_box(scope, by=unlocked).open(sealed, **WHERE) == b"yes"


def test_a_shredded_scope_stays_shut_with_an_old_copy_and_the_right_password(alice, copied):
    scope, kept = uuid4(), uuid4()
    box.create_box(scope, owner=alice.id)
    box.create_box(kept, owner=alice.id)
    put_back = copied()
    keyring.shred_scopes([scope])
    put_back()
    assert Grant.objects.filter(scope=scope).exists()
    unlocked = subjects.unlock(alice.id, password=PASSWORD, key=None)
    with pytest.raises(KeyDestroyed):
        box.open_box(scope, by=unlocked)
    box.open_box(kept, by=unlocked)


def test_a_helpers_grant_in_an_old_copy_opens_nothing_either(alice, bob, copied):
    scope = uuid4()
    opened = box.create_box(scope, owner=alice.id)
    opened.grant_to(recipients.of_subject(bob.id))
    put_back = copied()
    keyring.shred_scopes([scope])
    put_back()
    with pytest.raises(KeyDestroyed):
        box.open_box(scope, by=bob.unlocked)


def test_a_shredded_subject_stays_shut_with_an_old_copy_and_the_right_password(alice, copied):
    scope = uuid4()
    box.create_box(scope, owner=alice.id)
    put_back = copied()
    keyring.shred_scopes([scope])
    keyring.shred_subject(alice.id)
    keyring.delete_subject(alice.id)
    put_back()
    assert KeyWrap.objects.filter(subject_key__subject_id=alice.id).exists()
    with pytest.raises(KeyDestroyed):
        subjects.unlock(alice.id, password=PASSWORD, key=None)
    with pytest.raises(KeyDestroyed):
        subjects.change_password(alice.unlocked, key=password_key("another sentence"))
    with pytest.raises(KeyDestroyed):
        box.open_box(scope, by=alice.unlocked)


def test_a_share_made_anew_under_the_same_id_opens_no_old_copy(alice, copied):
    scope = uuid4()
    sealed = box.create_box(scope, owner=alice.id).seal(b"yes", **WHERE)
    put_back = copied()
    keyring.shred_scopes([scope])
    put_back()
    keyring.make_share(keyring.SCOPE, scope, 1)
    with pytest.raises(WrongKey):
        box.open_box(scope, by=alice.unlocked).open(sealed, **WHERE)
