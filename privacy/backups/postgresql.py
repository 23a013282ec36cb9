"""Copies a PostgreSQL database by COPY from one snapshot, and fills one in one transaction.

Why not pg_dump: it would have to be installed beside the site in the server's own version, and
what it writes can be committed by half when its reader is killed. COPY is exact, needs nothing
but the connection, and a transaction that is not committed has not happened.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from privacy.backups.archive import SEQUENCE, TABLE, Head, Record, Writer
from privacy.backups.errors import BackupRefused, SiteRuns

READ_BYTES = 262_144
TABLES = """
    SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
      AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    GROUP BY c.relname ORDER BY c.relname
"""
SEQUENCES = "SELECT sequencename FROM pg_sequences WHERE schemaname = current_schema() ORDER BY 1"
OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND backend_type = 'client backend'
"""


def size_of(alias: str) -> int:
    """Return about how many bytes a copy will have."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def dump(alias: str, writer: Writer) -> None:
    """Write one moment of the database; others go on reading and writing meanwhile."""
    connection = connections[alias].copy()
    try:
        connection.set_autocommit(False)
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            for table, columns in _tables(cursor).items():
                with writer.record(TABLE, table) as sink:
                    sink.write(json.dumps(columns).encode() + b"\n")
                    statement = f"COPY {_named(connection, table, columns)} TO STDOUT"
                    cursor.copy_expert(statement, sink, READ_BYTES)
            for name in _sequences(cursor):
                quoted = connection.ops.quote_name(name)
                cursor.execute(f"SELECT last_value, is_called FROM {quoted}")  # noqa: S608 - its own name, quoted
                with writer.record(SEQUENCE, name) as sink:
                    sink.write(json.dumps(cursor.fetchone()).encode())
    finally:
        connection.close()


def _tables(cursor: Any) -> dict[str, list[str]]:
    cursor.execute(TABLES)
    return dict(cursor.fetchall())


def _sequences(cursor: Any) -> list[str]:
    cursor.execute(SEQUENCES)
    return [name for (name,) in cursor.fetchall()]


def _named(connection: BaseDatabaseWrapper, table: str, columns: list[str]) -> str:
    quote = connection.ops.quote_name
    return f"{quote(table)} ({', '.join(quote(name) for name in columns)})"


class Side:
    """The tables as they are being filled; until the end nobody else sees anything of it."""

    def __init__(self, connection: BaseDatabaseWrapper, cursor: Any) -> None:
        self._connection, self._cursor = connection, cursor
        self._tables = _tables(cursor)
        self._sequences = set(_sequences(cursor))
        self._missing = set(self._tables)

    def take(self, record: Record) -> None:
        """Fill a table, or set a sequence."""
        if record.kind == TABLE and record.name in self._missing:
            columns = json.loads(record.line())
            if sorted(columns) != sorted(self._tables[record.name]):
                raise BackupRefused(f"The table {record.name!r} has other columns here.")
            self._missing.remove(record.name)
            statement = f"COPY {_named(self._connection, record.name, columns)} FROM STDIN"
            self._cursor.copy_expert(statement, record, READ_BYTES)
        elif record.kind == SEQUENCE and record.name in self._sequences:
            value, is_called = json.loads(record.all())
            quoted = self._connection.ops.quote_name(record.name)
            self._cursor.execute("SELECT setval(%s, %s, %s)", [quoted, value, is_called])
        else:
            raise BackupRefused(f"There is no table or sequence {record.name!r} to fill here.")

    def run(self, statement: str) -> None:
        """Carry out one statement in it."""
        self._cursor.execute(statement)

    def check(self) -> None:
        """Raise BackupRefused unless every table was in the backup."""
        if self._missing:
            raise BackupRefused(f"The backup lacks the table {min(self._missing)!r}.")
        self._cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@contextmanager
def replacing(alias: str, head: Head) -> Iterator[Side]:
    """Yield what takes the records; at the end they are the database, or nothing has changed.

    Raises SiteRuns if anybody else is connected to it.
    """
    connection = connections[alias]
    connection.close()
    with transaction.atomic(using=alias), connection.cursor() as cursor:
        cursor.execute(OTHERS)
        others = cursor.fetchone()[0]
        if others:
            raise SiteRuns(
                f"{others} others are connected to the database {alias!r}; stop the site "
                "(bin/serve, or each of its parts), and close what else is open."
            )
        _make_empty(connection, cursor, head)
        side = Side(connection, cursor)
        yield side
        side.check()


def _make_empty(connection: BaseDatabaseWrapper, cursor: Any, head: Head) -> None:
    """Leave the tables as they were when the backup was made, and nothing in them."""
    applied = set(MigrationExecutor(connection).loader.applied_migrations)
    if applied != set(head.migrations):
        for table in _tables(cursor):
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")
        executor = MigrationExecutor(connection)
        executor.migrate(_last(executor, head))
    tables = ", ".join(connection.ops.quote_name(table) for table in _tables(cursor))
    cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY")


def _last(executor: MigrationExecutor, head: Head) -> list[tuple[str, str]]:
    """Return the last migration of each app that the backup names."""
    named, nodes = set(head.migrations), executor.loader.graph.node_map
    return sorted(
        key
        for key in named
        if not any(child.key in named and child.key[0] == key[0] for child in nodes[key].children)
    )
