"""All that is kept about one person, for the person: read row by row, packed as it is read.

What may go wrong for ever: somebody gets another's data, or clear answers stay on a disk. So rows
come from `of_subject` alone, what is sealed opens with the person's own key alone, and the archive
is written to the browser piece by piece, never to a file.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import BinaryField, CharField, Field, Model, QuerySet
from django.template.loader import render_to_string

from privacy.retention.category import DataCategory
from privacy.retention.registry import row_categories
from privacy.retention.requests import When, when
from privacy.retention.telling import Tell, quiet
from privacy.vault.unlocked import Unlocked

SHOWN = 100  # rows of one kind on the page; the archive has all
# Columns that no one may read, sealed or not: digests of passwords, keys of sessions.
SECRET = frozenset({"password", "session_key", "session_data", "key"})
PIECE = 65_536  # bytes


@dataclass(frozen=True)
class Item:
    """One row: its words, when it was last used, when it goes, and why then."""

    words: str
    clock: datetime | None
    when: When


@dataclass(frozen=True)
class Kept:
    """One kind of data that is kept about the person, on the page."""

    category: DataCategory
    count: int
    items: tuple[Item, ...]
    children: tuple[tuple[str, int], ...]


def what_is_kept(subject_id: UUID, *, now: datetime) -> list[Kept]:
    """Return what is kept of this person, kinds with nothing left out; a few queries a kind."""
    found = []
    for category in row_categories():
        rows = category.of_subject(subject_id)
        count = rows.count()
        if count:
            found.append(_kept(category, rows, count, now))
    return found


def _kept(category: DataCategory, rows: QuerySet[Any], count: int, now: datetime) -> Kept:
    some = list(rows.order_by("pk")[:SHOWN])
    ends = when(category.key, some, now=now)
    items = tuple(
        Item(
            category.words_of(row),
            getattr(row, category.clock) if category.clock else None,
            ends[row.pk],
        )
        for row in some
    )
    children = tuple(
        (str(child.label), child.rows(rows).count()) for child in category.own_children()
    )
    return Kept(category, count, items, children)


class _Sink:
    """What the archive is written to: it keeps only what was not handed on yet."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def write(self, data: bytes) -> int:
        self.waiting += data
        return len(data)

    def flush(self) -> None:
        """Do nothing: what waits is handed on by `take`."""

    def take(self) -> bytes:
        data = bytes(self.waiting)
        self.waiting.clear()
        return data


def archive(
    subject_id: UUID, unlocked: Unlocked | None, *, now: datetime, tell: Tell = quiet
) -> Iterator[bytes]:
    """Yield a zip archive: data.json, index.html, and what was sealed, opened, under files/.

    Without `unlocked` what is sealed is left out, and data.json says so. `tell` hears how many
    kinds of data are gathered, and of how many.
    """
    sink = _Sink()
    records, kinds = {}, row_categories()
    for place, one in enumerate(kinds, start=1):
        records[one.key] = _records(one, subject_id)
        tell(place, len(kinds))
    data = {
        "made_at": now,
        "subject": subject_id,
        "sealed_parts_opened": unlocked is not None,
        "kinds": {key: rows for key, rows in records.items() if rows},
    }
    kept = what_is_kept(subject_id, now=now)
    page = render_to_string("privacy/export.html", {"kept": kept, "now": now})
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as packed:  # type: ignore[call-overload]  # it asks for no more than `write`
        packed.writestr("data.json", json.dumps(data, cls=DjangoJSONEncoder, indent=1))
        packed.writestr("index.html", page)
        yield sink.take()
        for name, content in _opened(subject_id, unlocked):
            packed.writestr(f"files/{name}", content)
            yield sink.take()
    yield sink.take()


def _opened(subject_id: UUID, unlocked: Unlocked | None) -> Iterator[tuple[str, bytes]]:
    if unlocked is None:
        return
    for category in row_categories():
        yield from category.opened(category.of_subject(subject_id), unlocked)


def _records(category: DataCategory, subject_id: UUID) -> list[dict[str, Any]]:
    rows = category.of_subject(subject_id)
    found = [
        _row(row, category.model, category.hidden)
        for row in rows.order_by("pk").iterator(chunk_size=500)
    ]
    return found + [
        _row(row, child.model)
        for child in category.own_children()
        for row in child.rows(rows).order_by("pk")
    ]


def _row(row: Any, model: type[Model], hidden: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a row's columns, without what is sealed and what nobody may read."""
    said = {
        field.name: field.value_from_object(row)
        for field in model._meta.concrete_fields
        if field.name not in hidden and not _is_hidden(field)
    }
    return {"table": model._meta.label, **said}


def _is_hidden(field: Field[Any, Any]) -> bool:
    """Return whether a column is sealed, secret, or the digest of a token that names the row."""
    is_digest = field.primary_key and isinstance(field, CharField)
    return is_digest or isinstance(field, BinaryField) or field.name in SECRET
