"""What a person takes along of their interviews: answers as JSON, documents and files opened."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import partial

from django.db.models import QuerySet

from interviews.models import AssembledDocument, InterviewSession, Upload
from interviews.services.documents import open_made
from interviews.services.seats import read_record
from interviews.services.uploads import open_upload
from privacy.vault.box import Box, Opener
from privacy.vault.errors import SealBroken, WrongKey

Part = Callable[[], tuple[str, bytes]]
DAMAGED = "This is stored, but is damaged: it cannot be opened. Tell the people who run this site."


def open_sessions(
    sessions: QuerySet[InterviewSession], opener: Opener
) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each file; a session that does not open is passed over.

    Of one that opens, what is damaged, or not in the storage, is named in a file of its own.
    """
    for session in sessions.order_by("pk").iterator(chunk_size=50):
        box = opener([session.uid]).get(session.uid)
        if box is not None:
            yield from _open_one(session, box)


def _open_one(session: InterviewSession, box: Box) -> Iterator[tuple[str, bytes]]:
    folder, damaged = f"interview-{session.pk}", []
    for what, read in _parts(session, box):
        try:
            name, content = read()
        except (SealBroken, WrongKey, FileNotFoundError):
            damaged.append(what)
            continue
        yield f"{folder}/{name}", content
    if damaged:
        said = f"{DAMAGED}\n\n" + "\n".join(damaged) + "\n"
        yield f"{folder}/damaged.txt", said.encode()


def _parts(session: InterviewSession, box: Box) -> Iterator[tuple[str, Part]]:
    """Yield each part in words, and what reads its name in the archive and its content."""
    yield "the answers", lambda: ("answers.json", answers_as_data(session, box))
    for document in session.documents.order_by("pk"):
        yield f"document {document.pk}", partial(_read_document, session, box, document)
    for upload in session.uploads.order_by("pk"):
        yield f"file {upload.pk}", partial(_read_upload, session, box, upload)


def _read_document(
    session: InterviewSession, box: Box, document: AssembledDocument
) -> tuple[str, bytes]:
    opened = open_made(session, box, document.uid)
    name = f"{_safe(opened.name.filename)}.{opened.ending}"
    return f"documents/{document.pk}-{name}", opened.content


def _read_upload(session: InterviewSession, box: Box, upload: Upload) -> tuple[str, bytes]:
    given = open_upload(session, box, upload.uid)
    with given.content as plain:
        return f"uploads/{upload.pk}-{_safe(given.filename)}", plain.read()


def answers_as_data(session: InterviewSession, box: Box) -> bytes:
    """Return all answers of a session as JSON, by the names that its author gave them."""
    record = read_record(session, box)
    said = {"title": session.title, "answers": record.state, "url_args": record.url_args}
    return json.dumps(said, indent=1, ensure_ascii=False).encode()


def _safe(name: str) -> str:
    """Return a name that every file system takes, and that leads out of no folder."""
    return re.sub(r"[^\w .()-]", "_", name).strip(" .")[:100] or "file"
