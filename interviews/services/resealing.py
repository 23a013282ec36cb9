"""Seals all of an interview session anew, so that what somebody was let into before is closed.

What may go wrong for ever: a key destroyed while something still needs it. So the epoch begins,
and the session's rows are sealed under it, in one transaction; whoever read the session before has
lost the race to write it then. Next go the files, each by itself, in as many requests as it takes:
the session keeps which epoch they are to come under, and each says which one it is under. The keys
of before go when none is left under them, and not a moment earlier, whoever else seals beside us.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from interviews.models import AssembledDocument, InterviewSession, Upload
from interviews.services import documents, uploads
from interviews.services.boxes import box_of
from interviews.services.sealed_files import delete_file, open_file, write_file
from interviews.services.seats import PACKS, SESSIONS, SessionMoved
from interviews.visitors import Visitor
from privacy.vault import epochs
from privacy.vault.box import Box
from privacy.vault.errors import SealBroken

Row = AssembledDocument | Upload


@dataclass(frozen=True)
class Progress:
    """How many files of a session are sealed anew, of how many."""

    done: int
    files: int

    @property
    def left(self) -> int:
        return self.files - self.done


def progress_of(session: InterviewSession) -> Progress | None:
    """Return how far sealing anew has come, or None if it was not begun or is done."""
    if session.sealing_epoch is None:
        return None
    files = session.documents.count() + session.uploads.count()
    return Progress(files - len(_left(session, session.sealing_epoch)), files)


def seal_anew(
    session: InterviewSession, visitor: Visitor, *, clock: Callable[[], datetime], until: datetime
) -> bool:
    """Seal answers, steps, documents and files under a fresh key, and destroy the keys before.

    Return whether all is done by `until`; if not, call it again: one file is sealed at least.
    Whatever ends it, all stays readable. Raises KeyLapsed, SessionMoved, what the vault raises.
    """
    box = box_of(session, visitor)
    # If somebody's access ended since it was begun, there is a newer key, and they had the one of
    # then: it begins again.
    if session.sealing_epoch != box.epoch:
        _begin(session, box)
    epoch = box.epoch
    while left := _left(session, epoch):
        for row in left:
            _seal_file(box, row)
            if clock() >= until and _left(session, epoch):
                return False
    epochs.close_past(box)
    under_way = InterviewSession.objects.filter(pk=session.pk, sealing_epoch=epoch)
    under_way.update(sealing_epoch=None)
    return True


def _begin(session: InterviewSession, box: Box) -> None:
    """Begin an epoch and seal the session's rows under it."""
    with transaction.atomic():
        _hold(session)
        epochs.begin(box)
        _seal_rows(session, box)
        InterviewSession.objects.filter(pk=session.pk).update(sealing_epoch=box.epoch)


def _hold(session: InterviewSession) -> None:
    """Keep every other writer out until the commit, and let those lose who read before."""
    present = InterviewSession.objects.filter(pk=session.pk, generation=session.generation)
    if not present.update(generation=session.generation + 1):
        raise SessionMoved


def _seal_rows(session: InterviewSession, box: Box) -> None:
    row = str(session.uid)
    for field in ("state", "place"):
        plain = box.open(
            bytes(getattr(session, f"sealed_{field}")), table=SESSIONS, row=row, field=field
        )
        sealed = box.seal(plain, table=SESSIONS, row=row, field=field)
        InterviewSession.objects.filter(pk=session.pk).update(**{f"sealed_{field}": sealed})
    for pack in session.packs.all():
        at = f"{session.uid}:{pack.number}"
        plain = box.open(bytes(pack.sealed), table=PACKS, row=at, field="steps")
        pack.sealed = box.seal(plain, table=PACKS, row=at, field="steps")
        pack.save(update_fields=["sealed"])


def _left(session: InterviewSession, epoch: int) -> list[Row]:
    """Return the rows whose file is under an older epoch; its name is sealed along with it."""
    rows: list[Row] = [*session.documents.all(), *session.uploads.all()]
    return [row for row in rows if epochs.epoch_of(bytes(row.sealed_name)) < epoch]


def _seal_file(box: Box, row: Row) -> None:
    """Write a file anew and let its row name the new one, unless the row changed meanwhile."""
    is_upload = isinstance(row, Upload)
    table = uploads.TABLE if is_upload else documents.TABLE
    at = {"table": table, "row": str(row.uid), "field": "name"}
    rows = type(row)._base_manager.filter(pk=row.pk, file=row.file)
    sealed_name = box.seal(box.open(bytes(row.sealed_name), **at), **at)
    try:
        content = open_file(box, row.uid, row.file)
    except FileNotFoundError as error:
        if not rows.exists():
            return
        raise SealBroken(f"the file of {table} {row.pk} is not there; restore it.") from error
    with content:
        file = write_file(box, row.uid, content, folder="uploads" if is_upload else "documents")
    delete_file(row.file if rows.update(file=file, sealed_name=sealed_name) else file)
