"""Folds SQLite's write-ahead logs into their databases, so that nothing deleted stays in a log.

SQLite overwrites what is deleted in the database itself. The log beside it keeps older pages until
it begins anew, and it goes only when nobody has the database open: on a site at work, never.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from django.db import connections

# Seconds to wait for whoever reads an older state just then; the next sweep comes soon.
PATIENCE = 0.2


def fold_in() -> None:
    """Put what the logs hold into their databases, and cut the logs to nothing."""
    for path in _files():
        log = path.with_name(f"{path.name}-wal")
        if log.exists() and log.stat().st_size:
            with closing(sqlite3.connect(path, timeout=PATIENCE)) as database:
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _files() -> Iterator[Path]:
    """Yield the file of each database that is one."""
    for connection in connections.all():
        name = str(connection.settings_dict["NAME"])
        if connection.vendor == "sqlite" and not connection.is_in_memory_db():  # type: ignore[attr-defined]  # SQLite's alone
            yield Path(name)
