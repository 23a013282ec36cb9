"""Makes, seals and opens the documents of an interview session: the only writer of them.

A file is written before its row is committed and removed again if that fails; what a row no
longer names is removed after the commit. A file left over by a crash stays sealed, and the key
that opens it goes with its session.
"""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.http import Http404

from interviews.engine.screens import DocumentOffer
from interviews.models import AssembledDocument, InterviewSession
from interviews.services.sealed_files import delete_file, delete_on_commit, read_file, write_file
from interviews.services.seats import SessionMoved, Sitting
from privacy.vault.box import Box
from privacy.vault.errors import SealBroken, WrongKey

TABLE = "interviews_assembleddocument"


@dataclass(frozen=True)
class DocumentName:
    """What a person sees as a document's name; may hold answers, so it is sealed."""

    name: str
    filename: str

    def to_bytes(self) -> bytes:
        return json.dumps([self.name, self.filename]).encode()

    @classmethod
    def from_bytes(cls, plain: bytes) -> DocumentName:
        return cls(*json.loads(plain))


@dataclass(frozen=True)
class OpenDocument:
    """A document in clear, for one response."""

    ending: str  # "html", "pdf", "docx"
    name: DocumentName = field(repr=False)
    content: bytes = field(repr=False)


def open_offer(sitting: Sitting, *, key: str, ending: str, now: datetime) -> OpenDocument:
    """Return a document that the present screen offers, made anew if answers have changed.

    Raises Http404 if it offers none such, AuthorMistake, SessionMoved.
    """
    offer = _offer_on(sitting, key, ending)
    name = DocumentName(offer.name, offer.filename)
    made = sitting.session.documents.filter(key=key, format=ending).first()
    if made and made.generation == sitting.session.generation:
        return OpenDocument(ending, name, read_file(sitting.box, made.uid, made.file))
    content = sitting.runner.document(key, ending)
    _keep(sitting, key, OpenDocument(ending, name, content), now)
    return OpenDocument(ending, name, content)


def open_made(session: InterviewSession, box: Box, uid: uuid.UUID) -> OpenDocument:
    """Return a document as it was made, whatever was answered since; or raise Http404."""
    made = session.documents.filter(uid=uid).first()
    if made is None:
        raise Http404
    return OpenDocument(made.format, read_name(made, box), read_file(box, made.uid, made.file))


def read_name(made: AssembledDocument, box: Box) -> DocumentName:
    """Return the name under which the person knows a document."""
    plain = box.open(bytes(made.sealed_name), table=TABLE, row=str(made.uid), field="name")
    return DocumentName.from_bytes(plain)


def with_names(
    made: Iterable[AssembledDocument], box: Box
) -> list[tuple[AssembledDocument, DocumentName | None]]:
    """Return documents with their names, None for one that is damaged: it takes no list down."""
    return [(each, _name_or_none(each, box)) for each in made]


def _name_or_none(made: AssembledDocument, box: Box) -> DocumentName | None:
    try:
        return read_name(made, box)
    except (SealBroken, WrongKey):
        return None


def forget_documents(session: InterviewSession) -> None:
    """Delete all documents of a session; their files go after the commit."""
    names = list(session.documents.values_list("file", flat=True))
    session.documents.all().delete()
    delete_on_commit(names)


def _offer_on(sitting: Sitting, key: str, ending: str) -> DocumentOffer:
    for offer in sitting.screen.documents:
        if offer.key == key and ending in offer.formats:
            return offer
    raise Http404


def _keep(sitting: Sitting, key: str, document: OpenDocument, now: datetime) -> None:
    """Seal a document into a file of its own and name it in a row."""
    uid = uuid.uuid4()
    name = document.name.to_bytes()
    sealed_name = sitting.box.seal(name, table=TABLE, row=str(uid), field="name")
    file = write_file(sitting.box, uid, io.BytesIO(document.content), folder="documents")
    try:
        with transaction.atomic():
            _require_unmoved(sitting.session)
            old = sitting.session.documents.filter(key=key, format=document.ending)
            delete_on_commit(list(old.values_list("file", flat=True)))
            old.delete()
            AssembledDocument.objects.create(
                uid=uid,
                session=sitting.session,
                key=key,
                format=document.ending,
                generation=sitting.session.generation,
                file=file,
                size_bytes=len(document.content),
                sealed_name=sealed_name,
                created_at=now,
            )
    except BaseException:
        delete_file(file)
        raise


def _require_unmoved(session: InterviewSession) -> None:
    """Hold the session's row until the commit. Raises SessionMoved."""
    present = InterviewSession.objects.select_for_update(of=("self",))
    if present.filter(pk=session.pk, generation=session.generation).first() is None:
        raise SessionMoved
