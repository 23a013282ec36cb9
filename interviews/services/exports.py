"""What a person takes along of their interviews: answers as JSON, documents and files opened."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from django.db.models import QuerySet

from interviews.models import InterviewSession
from interviews.services.documents import open_made
from interviews.services.seats import read_record
from interviews.services.uploads import open_upload
from privacy.vault.box import Box, Opener


def open_sessions(
    sessions: QuerySet[InterviewSession], opener: Opener
) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each file; a session that does not open is passed over."""
    for session in sessions.order_by("pk").iterator(chunk_size=50):
        box = opener([session.uid]).get(session.uid)
        if box is not None:
            yield from _open_one(session, box)


def _open_one(session: InterviewSession, box: Box) -> Iterator[tuple[str, bytes]]:
    folder = f"interview-{session.pk}"
    yield f"{folder}/answers.json", answers_as_data(session, box)
    for document in session.documents.order_by("pk"):
        opened = open_made(session, box, document.uid)
        name = f"{_safe(opened.name.filename)}.{opened.ending}"
        yield f"{folder}/documents/{document.pk}-{name}", opened.content
    for upload in session.uploads.order_by("pk"):
        given = open_upload(session, box, upload.uid)
        with given.content as plain:
            content = plain.read()
        yield f"{folder}/uploads/{upload.pk}-{_safe(given.filename)}", content


def answers_as_data(session: InterviewSession, box: Box) -> bytes:
    """Return all answers of a session as JSON, by the names that its author gave them."""
    record = read_record(session, box)
    said = {"title": session.title, "answers": record.state, "url_args": record.url_args}
    return json.dumps(said, indent=1, ensure_ascii=False).encode()


def _safe(name: str) -> str:
    """Return a name that every file system takes, and that leads out of no folder."""
    return re.sub(r"[^\w .()-]", "_", name).strip(" .")[:100] or "file"
