"""Reads the numbers of many rows in constant memory, the way that is quickest to the last one.

PostgreSQL plans a cursor as if only a tenth of it were read, so that what comes first comes soon:
to have rows in the order of their numbers it then reads the whole table in that order and looks
at each, instead of finding the few that are wanted by their index. Of 300,000 sessions, 200 of
them due, that took 0.18 s instead of 0.015.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections
from django.db.models import QuerySet
from django.db.transaction import atomic

AT_ONCE = 5000
READ_TO_THE_END = "SET LOCAL cursor_tuple_fraction = 1"


def numbers(rows: QuerySet[Any]) -> Iterator[Any]:
    """Yield the numbers of `rows` in order: one query, on PostgreSQL within a transaction.

    No query where Django sees before asking that there can be no such row.
    """
    if rows.query.is_empty():
        return
    with _read_to_the_end(rows.db):
        yield from rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=AT_ONCE)


@contextmanager
def _read_to_the_end(alias: str) -> Iterator[None]:
    connection = connections[alias]
    if connection.vendor != "postgresql":
        # SQLite has no such cursors, and there a transaction would keep others from writing.
        yield
        return
    with atomic(using=alias):
        with connection.cursor() as cursor:
            cursor.execute(READ_TO_THE_END)
        yield
