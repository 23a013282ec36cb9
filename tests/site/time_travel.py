"""Moves a site's past further back: the same as waiting, in a moment."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2 import sql
from psycopg2.errors import DeadlockDetected

# Each line's hash covers its time; moving that would be forging it.
CHAINED = ("vault_ledger",)
SQLITE_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
AGING = ("tmp", "mail")  # folders whose files go by the time of their last change
WAIT = 30  # seconds for our turn beside the site's own writers


def move_back(var_dir: Path, by: timedelta) -> None:
    """Move every point in time in both SQLite files back, and the age of files that go by age."""
    for path in sorted(var_dir.glob("*.sqlite3")):
        _move_rows(path, by)
    move_files_back(var_dir, by)


def move_files_back(var_dir: Path, by: timedelta) -> None:
    """Make the files older that go by age."""
    for folder in AGING:
        for path in (var_dir / folder).rglob("*"):
            when = path.stat().st_mtime - by.total_seconds()
            os.utime(path, (when, when))


def _move_rows(path: Path, by: timedelta) -> None:
    connection = sqlite3.connect(path, timeout=WAIT, isolation_level=None)
    connection.create_function("earlier", 1, lambda text: earlier(text, by), deterministic=True)
    connection.execute("BEGIN IMMEDIATE")
    # They keep decisions from being rewritten.
    guards = connection.execute(SQLITE_TRIGGERS).fetchall()
    for name, _sql in guards:
        connection.execute(f'DROP TRIGGER "{name}"')
    # All columns of a table in one statement: constraints compare them with each other.
    for table, columns in _time_columns(connection).items():
        moved = ", ".join(f'"{column}" = earlier("{column}")' for column in columns)
        connection.execute(f'UPDATE "{table}" SET {moved}')  # noqa: S608 -- names from the schema
    for _name, again in guards:
        connection.execute(again)
    connection.execute("COMMIT")
    connection.close()


def _time_columns(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Return the columns that hold points in time, by table."""
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    found: dict[str, list[str]] = {}
    for (table,) in tables:
        if table.startswith(("django_migrations", *CHAINED)):
            continue
        for _, column, kind, *_ in connection.execute(f'PRAGMA table_info("{table}")'):
            if kind.lower() == "datetime":
                found.setdefault(table, []).append(column)
    return found


def earlier(text: str | None, by: timedelta) -> str | None:
    """Return a time as Django writes it into SQLite, moved back; None stays None."""
    if text is None:
        return None
    moved = datetime.fromisoformat(text).replace(tzinfo=UTC) - by
    return moved.replace(tzinfo=None).isoformat(" ", "microseconds")


POSTGRESQL_COLUMNS = """
    SELECT table_name, array_agg(column_name::text) FROM information_schema.columns
    WHERE table_schema = 'public' AND data_type = 'timestamp with time zone'
      AND table_name <> ALL (%s)
    GROUP BY table_name ORDER BY table_name
"""


POSTGRESQL_GUARDED = """
    SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal
"""


def move_back_postgresql(url: str, by: timedelta) -> None:
    """Move every point in time of a database of PostgreSQL back, all of them at once."""
    with closing(psycopg2.connect(url)) as connection:
        for _ in range(WAIT):
            try:
                with connection, connection.cursor() as cursor:
                    _guard(cursor, "DISABLE")
                    cursor.execute(POSTGRESQL_COLUMNS, [["django_migrations", *CHAINED]])
                    for table, columns in cursor.fetchall():
                        cursor.execute(_moving(table, columns), {"by": by})
                    _guard(cursor, "ENABLE")
            except DeadlockDetected:
                continue  # the site was quicker; its writers go first
            return
    raise AssertionError("The site never let go of its rows.")


def _guard(cursor: Any, word: str) -> None:
    """Let the triggers that keep decisions from being rewritten rest, or be at work again."""
    cursor.execute(POSTGRESQL_GUARDED)
    for (table,) in cursor.fetchall():
        to_do = sql.SQL(f"ALTER TABLE {{}} {word} TRIGGER USER")
        cursor.execute(to_do.format(sql.Identifier(table)))


def _moving(table: str, columns: list[str]) -> sql.Composed:
    one = sql.SQL("{0} = {0} - %(by)s")
    moved = sql.SQL(", ").join(one.format(sql.Identifier(column)) for column in columns)
    return sql.SQL("UPDATE {} SET {}").format(sql.Identifier(table), moved)
