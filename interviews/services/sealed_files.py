"""Sealed files of a session in the default storage, under random names."""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterable
from functools import partial
from typing import BinaryIO, cast

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from privacy.vault.box import Box


def write_file(box: Box, uid: uuid.UUID, source: BinaryIO, *, folder: str) -> str:
    """Return the random name of a new sealed file."""
    sealed = io.BytesIO()
    box.seal_file(source, sealed, row=str(uid))
    name = uuid.uuid4().hex
    return default_storage.save(f"{folder}/{name[:2]}/{name}", ContentFile(sealed.getvalue()))


def read_file(box: Box, uid: uuid.UUID, name: str) -> bytes:
    """Return what a sealed file holds. Raises what the vault raises."""
    sealed = cast(BinaryIO, default_storage.open(name))
    with box.open_file(sealed, row=str(uid)) as plain:
        return plain.read()


def delete_file(name: str) -> None:
    """Delete a file that no committed row names."""
    default_storage.delete(name)


def delete_on_commit(names: Iterable[str]) -> None:
    """Delete files once the rows that named them are gone for good."""
    for name in names:
        transaction.on_commit(partial(default_storage.delete, name))
