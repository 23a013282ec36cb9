"""Seals all of an interview session anew, so that what somebody was let into before is closed.

What may go wrong for ever: a key destroyed while something still needs it. So the epoch begins,
and the session's rows are sealed under it, in one transaction; whoever read the session before has
lost the race to write it then. Next go the files, one by one, and at last the keys of before.
"""

from __future__ import annotations

import io

from django.db import transaction

from interviews.models import AssembledDocument, InterviewSession, Upload
from interviews.services import documents, uploads
from interviews.services.boxes import box_of
from interviews.services.sealed_files import delete_file, read_file, write_file
from interviews.services.seats import PACKS, SESSIONS, SessionMoved
from interviews.visitors import Visitor
from privacy.vault import epochs
from privacy.vault.box import Box


def seal_anew(session: InterviewSession, visitor: Visitor) -> None:
    """Seal answers, steps, documents and files under a fresh key, and destroy the keys before.

    Cut short, all stays readable; do it again. Raises KeyLapsed, SessionMoved, and what the vault
    raises.
    """
    box = box_of(session, visitor)
    with transaction.atomic():
        _hold(session)
        epochs.begin(box)
        _seal_rows(session, box)
    for document in session.documents.all():
        _seal_file(box, document, documents.TABLE, folder="documents")
    for upload in session.uploads.all():
        _seal_file(box, upload, uploads.TABLE, folder="uploads")
    epochs.close_past(box)


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


def _seal_file(box: Box, row: AssembledDocument | Upload, table: str, *, folder: str) -> None:
    """Write a file anew and let its row name the new one, unless the row went meanwhile."""
    at = {"table": table, "row": str(row.uid), "field": "name"}
    sealed_name = box.seal(box.open(bytes(row.sealed_name), **at), **at)
    content = io.BytesIO(read_file(box, row.uid, row.file))
    file = write_file(box, row.uid, content, folder=folder)
    rows = type(row)._base_manager.filter(pk=row.pk, file=row.file)
    delete_file(row.file if rows.update(file=file, sealed_name=sealed_name) else file)
