"""Seals, opens and forgets the files that people give: the only writer of uploads.

A file is written before the answer that names it is saved and removed again if that fails; its
row is written in the answer's transaction. It stays with its session, for an earlier step that
one goes back to may name it.
"""

from __future__ import annotations

import hashlib
import json
import mimetypes
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404

from interviews.engine.errors import AnswersRefused
from interviews.engine.runner import FILES, KeptFile
from interviews.engine.screens import Screen
from interviews.models import InterviewSession, Upload
from interviews.services.sealed_files import delete_file, delete_on_commit, open_file, write_file
from privacy.vault.box import Box

TABLE = "interviews_upload"
MOST_NAME = 200
# Kinds that are known by how they begin; a browser's word is not taken for any of them.
BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)
SHOWN = {kind for _, kind in BEGINNINGS} | {"image/webp"}
OTHER = "application/octet-stream"


@dataclass(frozen=True)
class OpenUpload:
    """A file that is read in clear, a piece at a time, for one response; to be closed."""

    filename: str = field(repr=False)
    mimetype: str
    content: BinaryIO = field(repr=False)


@dataclass(frozen=True)
class NewUpload:
    """A file that lies sealed in the storage and waits for the row that names it."""

    kept: KeptFile = field(repr=False)
    file: str
    sealed_name: bytes = field(repr=False)


@dataclass
class Given:
    """What a form gave: for each file field what it holds now, and what of it is new."""

    by_field: dict[str, list[KeptFile]] = field(default_factory=dict, repr=False)
    new: list[NewUpload] = field(default_factory=list, repr=False)

    def discard(self) -> None:
        """Delete the new files: the answer that should have named them came to nothing."""
        for each in self.new:
            delete_file(each.file)

    def save(self, session: InterviewSession, now: datetime) -> None:
        """Write the rows, in the transaction of the answer."""
        Upload.objects.bulk_create(
            Upload(
                uid=each.kept.key,
                session=session,
                file=each.file,
                size_bytes=each.kept.size_bytes,
                sealed_name=each.sealed_name,
                created_at=now,
            )
            for each in self.new
        )


def take_files(
    session: InterviewSession,
    box: Box,
    screen: Screen,
    values: Mapping[str, Sequence[str]],
    files: Mapping[str, Sequence[UploadedFile]],
) -> Given:
    """Seal what was given and find what was given before and is to stay.

    Raises AnswersRefused if a file is too large.
    """
    asked = {each.key: each.datatype for each in screen.fields if each.datatype in FILES}
    _refuse_large({key: files.get(key, ()) for key in asked})
    given = Given()
    try:
        for key, datatype in asked.items():
            before = _still_kept(session, box, values.get(key, ()))
            new = [_seal(box, each) for each in files.get(key, ())]
            given.new += new
            kept = [each.kept for each in new]
            given.by_field[key] = before + kept if datatype == "files" else kept or before
    except BaseException:
        given.discard()
        raise
    return given


def open_upload(session: InterviewSession, box: Box, uid: uuid.UUID) -> OpenUpload:
    """Return a file as it was given, or raise Http404."""
    upload = session.uploads.filter(uid=uid).first()
    if upload is None:
        raise Http404
    kept = _read_name(upload, box)
    content = open_file(box, upload.uid, upload.file)
    return OpenUpload(kept.filename, kept.mimetype, content)


def names_of(session: InterviewSession, box: Box, screen: Screen) -> dict[str, str]:
    """Return the names of the files that the fields of a screen hold, by their keys."""
    keys = [key for each in screen.fields if each.datatype in FILES for key in each.value]
    return {each.key: each.filename for each in _still_kept(session, box, keys)}


def forget_uploads(session: InterviewSession) -> None:
    """Delete all uploads of a session; their files go after the commit."""
    names = list(session.uploads.values_list("file", flat=True))
    session.uploads.all().delete()
    delete_on_commit(names)


def digests_of(files: Mapping[str, Iterable[UploadedFile]]) -> dict[str, list[str]]:
    """Return what tells files from others, by field: the same form comes twice, a new one once."""
    return {key: [_digest(each) for each in uploaded] for key, uploaded in files.items()}


def _digest(uploaded: UploadedFile) -> str:
    uploaded.seek(0)
    return f"{uploaded.name}:{hashlib.file_digest(uploaded, 'sha256').hexdigest()}"


def _refuse_large(files: Mapping[str, Iterable[UploadedFile]]) -> None:
    most = settings.DASITE_UPLOAD_BYTES
    said = f"This file is too large. Choose one of at most {most // 1_000_000} MB."
    large = {key: said for key, each in files.items() if any((f.size or 0) > most for f in each)}
    if large:
        raise AnswersRefused(large)


def _still_kept(session: InterviewSession, box: Box, keys: Sequence[str]) -> list[KeptFile]:
    """Return those of this session that a form or a field names, in that order."""
    uids = [uuid.UUID(key) for key in keys if re.fullmatch(r"[0-9a-f-]{36}", key)]
    found: dict[uuid.UUID, Any] = session.uploads.in_bulk(uids, field_name="uid") if uids else {}
    return [_read_name(found[uid], box) for uid in uids if uid in found]


def _seal(box: Box, uploaded: UploadedFile) -> NewUpload:
    uid = uuid.uuid4()
    uploaded.seek(0)
    name = (uploaded.name or "file")[-MOST_NAME:]
    kept = KeptFile(str(uid), name, _kind_of(uploaded, name), uploaded.size or 0)
    plain = json.dumps([kept.filename, kept.mimetype]).encode()
    sealed_name = box.seal(plain, table=TABLE, row=str(uid), field="name")
    file = write_file(box, uid, cast(BinaryIO, uploaded.file), folder="uploads")
    return NewUpload(kept, file, sealed_name)


def _kind_of(uploaded: UploadedFile, name: str) -> str:
    """Return what kind of file this is by its content, else by the ending of its name."""
    beginning = uploaded.read(16)
    uploaded.seek(0)
    for known, kind in BEGINNINGS:
        if beginning.startswith(known):
            return kind
    if beginning[:4] == b"RIFF" and beginning[8:12] == b"WEBP":
        return "image/webp"
    guessed = mimetypes.guess_type(name)[0] or OTHER
    return OTHER if guessed in SHOWN else guessed


def _read_name(upload: Upload, box: Box) -> KeptFile:
    plain = box.open(bytes(upload.sealed_name), table=TABLE, row=str(upload.uid), field="name")
    filename, mimetype = json.loads(plain)
    return KeptFile(str(upload.uid), filename, mimetype, upload.size_bytes)
