"""Large archives of one's data: made by a worker with tickets, sealed, fetched for a day.

What may go wrong for ever: answers in clear on a disk or in a queue. So the job knows numbers
alone, each ticket opens one scope once, and what the worker writes is sealed as it is made, under
a scope of its own that the person's keys open and nobody's else.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import IO, BinaryIO, cast
from uuid import UUID

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction

from privacy import jobs
from privacy.models.archives import Archive
from privacy.retention import export
from privacy.retention.category import DataCategory
from privacy.retention.errors import NoArchive
from privacy.retention.registry import row_categories
from privacy.vault.box import Box, Opener, create_box, open_box
from privacy.vault.errors import KeyDestroyed, TicketRefused
from privacy.vault.tickets import LIFE, issue_ticket, take_ticket
from privacy.vault.unlocked import Unlocked

KIND = "privacy.archive"
# Up to here the browser gets the archive while it is made: some seconds of a request.
AT_ONCE_SCOPES = 20
AT_ONCE_BYTES = 20_000_000
# Longer than the hard limit of a task, 300 s: who has not ended by then never will.
AT_MOST = timedelta(minutes=6)


def is_large(subject_id: UUID) -> bool:
    """Return whether the person's archive is better made by a worker than in a request."""
    scopes = size = 0
    for category in _sealed():
        rows = category.of_subject(subject_id)
        scopes += len(category.scopes(rows))
        for name in category.all_files(rows):
            size += default_storage.size(name) if default_storage.exists(name) else 0
            if size > AT_ONCE_BYTES:
                return True
    return scopes > AT_ONCE_SCOPES


def ask(unlocked: Unlocked, *, now: datetime) -> Archive:
    """Return the archive that a worker makes next, with tickets that serve for 15 minutes.

    One that is being made already is returned instead of a second.
    """
    subject_id = unlocked.subject_id
    latest = newest(subject_id)
    if latest is not None and is_waiting(latest, now=now):
        return latest
    rows = [(category, category.of_subject(subject_id)) for category in _sealed()]
    scopes = {scope for category, found in rows for scope in category.scopes(found)}
    boxes = list(export.opener_of(unlocked)(scopes).values())
    with transaction.atomic():
        row = Archive.objects.create(subject_id=subject_id, asked_at=now)
        boxes.append(create_box(row.uid, owner=subject_id))
        tickets: list[int | str] = [issue_ticket(box, operation=KIND, now=now) for box in boxes]
        jobs.add(KIND, {"archive": row.pk, "tickets": tickets})
    return row


def newest(subject_id: UUID) -> Archive | None:
    """Return the archive that the person asked for last."""
    return Archive.objects.filter(subject_id=subject_id).order_by("-pk").first()


def is_waiting(row: Archive, *, now: datetime) -> bool:
    """Return whether the archive may still come; if not, and it is not made, it failed."""
    if row.made_at is not None:
        return False
    end = row.asked_at + LIFE if row.begun_at is None else row.begun_at + AT_MOST
    return now < end


def make(archive_id: int, ticket_ids: Collection[str], *, now: datetime) -> None:
    """Make an archive, unless somebody began to: tickets are taken once, so nobody tries again.

    Raises TicketRefused if it comes too late, and what the vault raises.
    """
    fresh = Archive.objects.filter(pk=archive_id, begun_at=None)
    if not fresh.update(begun_at=now):
        return
    row = Archive.objects.get(pk=archive_id)
    boxes = dict(_taken(ticket_ids, now))
    if row.uid not in boxes:
        raise TicketRefused(f"no ticket of archive {archive_id} opens what it is sealed in.")
    pieces = export.archive(row.subject_id, _opener(boxes), now=now)
    with tempfile.TemporaryFile() as sealed:
        size = _seal(boxes[row.uid], pieces, sealed, row.uid)
        sealed.seek(0)
        folder = f"archives/{row.uid.hex[:2]}/{row.uid.hex}"
        name = default_storage.save(folder, File(sealed))
    # Only while the row is there: its person may have left meanwhile.
    if not Archive.objects.filter(pk=row.pk).update(made_at=now, file=name, size_bytes=size):
        default_storage.delete(name)


def fetch(uid: UUID, unlocked: Unlocked) -> BinaryIO:
    """Return the archive in clear, as it is read. Raises NoArchive, and what the vault raises."""
    rows = Archive.objects.filter(uid=uid, subject_id=unlocked.subject_id)
    row = rows.exclude(made_at=None).first()
    if row is None:
        raise NoArchive("There is no such archive.")
    box = open_box(row.uid, by=unlocked)
    return box.open_file(cast(BinaryIO, default_storage.open(row.file)), row=str(row.uid))


def _sealed() -> list[DataCategory]:
    """Return the categories that have something to open."""
    return [one for one in row_categories() if type(one).opened is not DataCategory.opened]


def _taken(ticket_ids: Collection[str], now: datetime) -> Iterator[tuple[UUID, Box]]:
    """Yield the scopes that tickets open; what was erased meanwhile is left out."""
    for ticket_id in ticket_ids:
        try:
            box = take_ticket(ticket_id, operation=KIND, now=now)
        except (KeyDestroyed, TicketRefused):
            continue
        yield box.scope, box


def _opener(boxes: Mapping[UUID, Box]) -> Opener:
    return lambda scopes: {scope: boxes[scope] for scope in scopes if scope in boxes}


def _seal(box: Box, pieces: Iterator[bytes], target: IO[bytes], uid: UUID) -> int:
    source = _Pieces(pieces)
    box.seal_file(cast(BinaryIO, source), cast(BinaryIO, target), row=str(uid))
    return source.count


class _Pieces:
    """What comes piece by piece, read as a file is."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.count = 0
        self._pieces = pieces
        self._waiting = bytearray()

    def read(self, size: int) -> bytes:
        """Return `size` bytes, fewer at the end."""
        while len(self._waiting) < size and (piece := next(self._pieces, None)) is not None:
            self._waiting += piece
        data = bytes(self._waiting[:size])
        del self._waiting[:size]
        self.count += len(data)
        return data
