"""Moves a site's past further back: the same as waiting, in a moment."""

from __future__ import annotations

import os
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

# Each line's hash covers its time; moving that would be forging it.
CHAINED = ("vault_ledger",)
AGING = ("tmp", "mail")  # folders whose files go by the time of their last change
WAIT = 30  # seconds for our turn beside the site's own writers


def move_back(var_dir: Path, by: timedelta) -> None:
    """Move every point in time in both SQLite files back, and the age of files that go by age."""
    for path in sorted(var_dir.glob("*.sqlite3")):
        _move_rows(path, by)
    for folder in AGING:
        for path in (var_dir / folder).rglob("*"):
            when = path.stat().st_mtime - by.total_seconds()
            os.utime(path, (when, when))


def _move_rows(path: Path, by: timedelta) -> None:
    connection = sqlite3.connect(path, timeout=WAIT, isolation_level=None)
    connection.create_function("earlier", 1, lambda text: earlier(text, by), deterministic=True)
    connection.execute("BEGIN IMMEDIATE")
    # All columns of a table in one statement: constraints compare them with each other.
    for table, columns in _time_columns(connection).items():
        moved = ", ".join(f'"{column}" = earlier("{column}")' for column in columns)
        connection.execute(f'UPDATE "{table}" SET {moved}')  # noqa: S608 -- names from the schema
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
