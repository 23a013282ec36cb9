"""Numbers of rows that were erased are never given again, also not by an older database.

A copy that was put back counts on from where it stood then, and would give the number of somebody
who came and went since to somebody else. So each counter is set past all numbers that tombstones
and the ledger name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db import connections, router
from django.db.models import AutoField, Max, Model

from privacy.models.ledger import LedgerEntry
from privacy.models.tombstones import Tombstone
from privacy.retention import ledger
from privacy.retention.errors import UnknownCategory
from privacy.retention.registry import get_rows

LAST = {
    "sqlite": "SELECT seq FROM sqlite_sequence WHERE name = %(table)s",
    "postgresql": (
        "SELECT last_value FROM pg_sequences "
        "WHERE schemaname = current_schema() AND sequencename = %(sequence)s"
    ),
}
SET = {
    "sqlite": (
        "DELETE FROM sqlite_sequence WHERE name = %(table)s",
        "INSERT INTO sqlite_sequence (name, seq) VALUES (%(table)s, %(number)s)",
    ),
    "postgresql": ("SELECT setval(quote_ident(%(sequence)s)::regclass, %(number)s)",),
}


@dataclass(frozen=True)
class Counter:
    """Where a table's counter of numbers stands, and past which it must be."""

    model: type[Model]
    last: int
    past: int


def behind() -> list[Counter]:
    """Return the counters that would give a number again; reads the whole ledger."""
    found = [Counter(model, _last(model), past) for model, past in _highest().items()]
    return [one for one in found if one.last < one.past]


def advance() -> int:
    """Set each counter past the numbers that were erased; return how many had been behind."""
    found = behind()
    for one in found:
        _set(one.model, one.past)
    return len(found)


def _highest() -> dict[type[Model], int]:
    """Return, for each model whose rows were erased, the highest number that one of them had."""
    found: dict[type[Model], int] = defaultdict(int)
    for model, number in _numbers():
        if isinstance(model._meta.pk, AutoField):
            found[model] = max(found[model], number)
    return found


def _numbers() -> Iterator[tuple[type[Model], int]]:
    yield get_user_model(), Tombstone.objects.aggregate(last=Max("user_id"))["last"] or 0
    lines = LedgerEntry.objects.filter(kind=LedgerEntry.Kind.INTENT).order_by("seq")
    for key, objects in lines.values_list("category", "objects_named").iterator(chunk_size=1000):
        numbers = [one for one in ledger.split_objects(objects)[0] if isinstance(one, int)]
        try:
            model = get_rows(key).model
        except UnknownCategory:  # its app is gone, and its table with it
            continue
        yield model, max(numbers, default=0)


def _last(model: type[Model]) -> int:
    """Return the number that was given last, as far as the counter knows."""
    connection = connections[router.db_for_write(model)]
    with connection.cursor() as cursor:
        cursor.execute(LAST[connection.vendor], _names(model))
        row = cursor.fetchone()
    return int(row[0] or 0) if row else 0


def _set(model: type[Model], number: int) -> None:
    connection = connections[router.db_for_write(model)]
    with connection.cursor() as cursor:
        for statement in SET[connection.vendor]:
            cursor.execute(statement, {**_names(model), "number": number})


def _names(model: type[Model]) -> dict[str, str]:
    """Return the table, and the sequence that PostgreSQL makes for a number that counts itself."""
    table, key = model._meta.db_table, model._meta.pk
    assert key is not None
    return {"table": table, "sequence": f"{table}_{key.column}_seq"}
