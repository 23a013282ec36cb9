"""Sealed files of a session in the default storage, under random names."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterable
from functools import partial
from typing import IO, BinaryIO, cast

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction

from privacy.vault.box import Box

# Larger than most documents; what is sealed may lie in a nameless file meanwhile.
IN_MEMORY_BYTES = 1_000_000


def write_file(box: Box, uid: uuid.UUID, source: BinaryIO, *, folder: str) -> str:
    """Return the random name of a new sealed file; a large one never lies in memory whole."""
    name = uuid.uuid4().hex
    with tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES) as sealed:
        box.seal_file(source, cast(BinaryIO, sealed), row=str(uid))
        return default_storage.save(f"{folder}/{name[:2]}/{name}", File(cast(IO[bytes], sealed)))


def open_file(box: Box, uid: uuid.UUID, name: str) -> BinaryIO:
    """Return a seekable reader of a sealed file, to be closed. Raises what the vault raises."""
    sealed = cast(BinaryIO, default_storage.open(name))
    try:
        return box.open_file(sealed, row=str(uid))
    except BaseException:
        sealed.close()
        raise


def read_file(box: Box, uid: uuid.UUID, name: str) -> bytes:
    """Return what a sealed file holds. Raises what the vault raises."""
    with open_file(box, uid, name) as plain:
        return plain.read()


def delete_file(name: str) -> None:
    """Delete a file that no committed row names."""
    default_storage.delete(name)


def delete_on_commit(names: Iterable[str]) -> None:
    """Delete files once the rows that named them are gone for good."""
    for name in names:
        transaction.on_commit(partial(default_storage.delete, name))
