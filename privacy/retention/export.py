"""All that is kept about one person, for the person: read row by row, packed as it is read.

What may go wrong for ever: somebody gets another's data, or clear answers stay on a disk. So rows
come from `of_subject` alone, what is sealed opens with the person's own key alone, and the archive
is written to the browser piece by piece, never to a file.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import BinaryField, CharField, Field, Model
from django.template.loader import render_to_string

from privacy.retention.belongings import kinds_of
from privacy.retention.category import DataCategory
from privacy.retention.doings import doings_of
from privacy.retention.registry import row_categories
from privacy.retention.telling import Tell, quiet
from privacy.vault.box import Box, Opener, open_boxes
from privacy.vault.unlocked import Unlocked
from privacy.zones import in_zone, zone_of_subject

# Columns that no one may read, sealed or not: digests of passwords, keys of sessions.
SECRET = frozenset({"password", "session_key", "session_data", "key"})
PIECE = 65_536  # bytes


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


def opener_of(unlocked: Unlocked) -> Opener:
    """Return what opens the scopes that the person's own keys open."""

    def open_all(scopes: Collection[UUID]) -> dict[UUID, Box]:
        found = open_boxes(scopes, by=unlocked)
        return {scope: box for scope, box in found.items() if isinstance(box, Box)}

    return open_all


def archive(
    subject_id: UUID, opener: Opener | None, *, now: datetime, tell: Tell = quiet
) -> Iterator[bytes]:
    """Yield a zip archive: data.json, index.html, and what was sealed, opened, under files/.

    Without `opener` what is sealed is left out, and data.json says so. `tell` hears how many
    kinds of data are gathered, and of how many.
    """
    sink = _Sink()
    # Without a `yield` inside: who reads the pieces has a zone of their own.
    with in_zone(zone_of_subject(subject_id)):
        kept = list(kinds_of(subject_id, now=now, shown=None))
        doings = list(doings_of(subject_id))
        said = {"kept": kept, "doings": doings, "now": now}
        page = render_to_string("privacy/export.html", said)
    records, kinds = {}, row_categories()
    for place, one in enumerate(kinds, start=1):
        records[one.key] = _records(one, subject_id)
        tell(place, len(kinds))
    data = {
        "made_at": now,
        "subject": subject_id,
        "sealed_parts_opened": opener is not None,
        "kinds": {key: rows for key, rows in records.items() if rows},
        "said": {one.category.key: [item.as_json() for item in one.items] for one in kept},
        "number_stands_in": {one.category.key: one.count for one in doings},
    }
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as packed:  # type: ignore[call-overload]  # it asks for no more than `write`
        packed.writestr("data.json", json.dumps(data, cls=DjangoJSONEncoder, indent=1))
        packed.writestr("index.html", page)
        yield sink.take()
        for name, content in _opened(subject_id, opener):
            packed.writestr(f"files/{name}", content)
            yield sink.take()
    yield sink.take()


def _opened(subject_id: UUID, opener: Opener | None) -> Iterator[tuple[str, bytes]]:
    if opener is None:
        return
    for category in row_categories():
        yield from category.opened(category.of_subject(subject_id), opener)


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
