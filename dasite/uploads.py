"""Takes uploads into memory alone: in clear they never touch a disk, not even for a moment."""

from __future__ import annotations

import io
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class InMemoryHandler(FileUploadHandler):
    """Keeps the files of one request in memory, together at most `DASITE_UPLOAD_BYTES`.

    What is larger is read to its end, so that the browser gets an answer, and not kept: such a
    file is empty and still says how large it was. Its receiver must look.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.kept_bytes = 0
        self.file_bytes = 0
        self.content = io.BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin another file."""
        super().new_file(*args, **kwargs)
        self.file_bytes, self.content = 0, io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a part, or let it go if it is too much."""
        self.file_bytes += len(raw_data)
        if self.kept_bytes + self.file_bytes > settings.DASITE_UPLOAD_BYTES:
            self.content = io.BytesIO()
        else:
            self.content.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Return the file; its size is what it was, also where its content was let go."""
        self.kept_bytes += len(self.content.getbuffer())
        self.content.seek(0)
        size = file_size
        if size != len(self.content.getbuffer()):
            size = max(size, settings.DASITE_UPLOAD_BYTES + 1)
        return InMemoryUploadedFile(
            file=self.content,
            field_name=self.field_name,
            name=self.file_name or "",
            content_type=self.content_type or "",
            size=size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
