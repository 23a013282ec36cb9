"""Looks for a word in all that PostgreSQL keeps of a database: rows, files, write-ahead log."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

import psycopg2
from psycopg2 import sql

from tests.site.canary import forms, holds

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
# Tables, indexes and what lies beside them because it is long; none of the catalogue.
FILES = """
    SELECT relname, pg_relation_filepath(oid) FROM pg_class
    WHERE oid >= 16384 AND pg_relation_filepath(oid) IS NOT NULL ORDER BY 1
"""
# Segments that lie ready for the future bear later names and hold what is old.
SEGMENTS = """
    SELECT name FROM pg_ls_waldir()
    WHERE name BETWEEN pg_walfile_name(%s) AND pg_walfile_name(pg_current_wal_lsn())
"""


@contextmanager
def kept_log(url: str) -> Iterator[str]:
    """Yield where the write-ahead log stands now; from here on nothing of it is thrown away."""
    slot = f"dasite_test_{uuid.uuid4().hex[:12]}"
    # A temporary slot goes with its connection, so that no log piles up if we are killed.
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("SELECT pg_current_wal_lsn()")
        position = str(_only(cursor))
        cursor.execute("SELECT pg_create_physical_replication_slot(%s, true, true)", [slot])
        yield position


def rows_with(url: str, word: str) -> list[str]:
    """Return the tables with a row in which the word is, in any form, bytes included."""
    found = []
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(TABLES)
        for (table,) in cursor.fetchall():
            query = sql.SQL("SELECT row::text FROM {} AS row").format(sql.Identifier(table))
            cursor.execute(query)
            if any(holds(str(text).encode(), word) for (text,) in cursor):
                found.append(table)
    return found


def stored_with(urls: Sequence[str], word: str, *, since: str) -> list[str]:
    """Return the files of the databases, and of the log since a position, that hold the word."""
    found = []
    for url in urls:
        with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
            cursor.execute(FILES)
            for name, path in cursor.fetchall():
                if _stands_in(_read(cursor, path), word):
                    found.append(name)
    with closing(psycopg2.connect(urls[0])) as connection, connection.cursor() as cursor:
        cursor.execute(SEGMENTS, [since])
        segments = [f"pg_wal/{name}" for (name,) in cursor.fetchall()]
        found += [path for path in segments if _stands_in(_read(cursor, path), word)]
    return found


def _read(cursor: Any, path: str) -> bytes:
    """Return a file of the server, read by the server; empty if it went in the meantime."""
    cursor.execute("SELECT pg_read_binary_file(%s, 0, 1 << 28, true)", [path])
    return bytes(_only(cursor) or b"")


def _stands_in(data: bytes, word: str) -> bool:
    return any(form in data for form in forms(word))


def _only(cursor: Any) -> Any:
    return cursor.fetchone()[0]
