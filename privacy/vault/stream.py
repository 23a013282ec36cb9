"""Seals files of any size in constant memory, and reads sealed files at any position."""

from __future__ import annotations

import io
from typing import BinaryIO

from cryptography.cobblestone import Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from typing_extensions import Buffer

from privacy.vault.aead import (
    BLOCK_BYTES,
    CHUNK_BYTES,
    NONCE_BYTES,
    PRELUDE_BYTES,
    TAG_BYTES,
    Place,
    SealKey,
    check_prelude,
    most_bytes,
)
from privacy.vault.errors import SealBroken
from privacy.vault.secret import Guarded

SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES


def seal_stream(key: SealKey, source: BinaryIO, target: BinaryIO, place: Place) -> None:
    """Write all of `source`, sealed for `place`, to `target`, in about 2 MiB of memory."""
    writer = SealedWriter(key, target, place)
    while block := source.read(BLOCK_BYTES):
        writer.write(block)
    writer.finish()


class SealedWriter(Guarded):
    """Seals what is written to it, piece by piece, for whoever does not have it in one file.

    Principle: what was not finished does not open. So this is no file that closes itself: an
    error on the way must never make half a thing look whole.
    """

    def __init__(self, key: SealKey, target: BinaryIO, place: Place) -> None:
        """Write the header of a message that is sealed for `place`."""
        self._target = target
        self._encryptor = Cobblestone256Encryptor(key.secret.reveal(), key.context(place))
        # One buffer for all blocks: fresh memory for each would cost more than its encryption.
        self._sealed = memoryview(bytearray(most_bytes(BLOCK_BYTES)))
        target.write(key.header)

    def write(self, plain: Buffer) -> None:
        """Seal more; what does not fill a chunk yet is kept."""
        view = memoryview(plain).cast("B")
        for start in range(0, len(view), BLOCK_BYTES):
            block = view[start : start + BLOCK_BYTES]
            self._target.write(self._sealed[: self._encryptor.update_into(block, self._sealed)])

    def finish(self) -> None:
        """Seal the end, by which a reader knows that nothing was cut."""
        self._target.write(self._encryptor.finalize())


class SealedReader(io.RawIOBase, Guarded):
    """Reads a sealed file at any position; what it returns is proven, chunk by chunk.

    Principle: the last chunk is proven at once, so that a cut file is refused before the first
    byte of it is shown.
    """

    def __init__(self, key: SealKey, source: BinaryIO, place: Place) -> None:
        """Prove the beginning and the length of the sealed `source`, which must be seekable.

        Raises SealBroken, WrongKey, FormatUnknown.
        """
        # A refused file stays open: it is the caller's until there is a reader.
        self._owns_source = False
        self._source = source
        source.seek(0)
        prelude = source.read(PRELUDE_BYTES)
        _, derived = check_prelude(key, prelude, place)
        self._cipher = AESGCM(derived[:32])
        self._base_nonce = int.from_bytes(derived[32 : 32 + NONCE_BYTES], "big")
        self._position = 0
        body = source.seek(0, io.SEEK_END) - PRELUDE_BYTES
        full, rest = divmod(body, SEALED_CHUNK_BYTES)
        if rest < TAG_BYTES:
            raise SealBroken("a sealed file was cut between two chunks, or within a tag.")
        self.size = full * CHUNK_BYTES + rest - TAG_BYTES
        self._at, self._chunk = full, self._open_chunk(full, rest)
        self._owns_source = True

    @classmethod
    def buffered(cls, key: SealKey, source: BinaryIO, place: Place) -> io.BufferedReader:
        """Return a reader like any open file's."""
        return io.BufferedReader(cls(key, source, place), buffer_size=4 * CHUNK_BYTES)

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Return the new position in the plain bytes; past the end there is nothing to read."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}[whence]
        if start + offset < 0:
            raise ValueError(f"position {start + offset} is before the beginning of the file.")
        self._position = start + offset
        return self._position

    def tell(self) -> int:
        """Return the position in the plain bytes."""
        return self._position

    def close(self) -> None:
        """Close the sealed source, too."""
        if self._owns_source:
            self._source.close()
        super().close()

    def readinto(self, buffer: Buffer, /) -> int:
        """Return how many plain bytes were written into `buffer`; 0 at the end.

        Raises SealBroken if a chunk that they come from was damaged or swapped.
        """
        view = memoryview(buffer).cast("B")
        whole = min(len(view), self.size - self._position) // CHUNK_BYTES
        if whole > 0 and self._position % CHUNK_BYTES == 0:
            count = self._read_chunks(view, whole)
        else:
            count = self._read_within(view)
        self._position += count
        return count

    def _read_chunks(self, view: memoryview, whole: int) -> int:
        """Decrypt full chunks straight into the caller's buffer, at most one block of them.

        Those before a damaged chunk are returned; the next read begins at it and raises.
        """
        whole = min(whole, BLOCK_BYTES // CHUNK_BYTES)
        first = self._position // CHUNK_BYTES
        sealed = memoryview(self._read_sealed(first, whole * SEALED_CHUNK_BYTES))
        for index in range(whole):
            start = index * SEALED_CHUNK_BYTES
            chunk = sealed[start : start + SEALED_CHUNK_BYTES]
            target = view[index * CHUNK_BYTES : (index + 1) * CHUNK_BYTES]
            try:
                self._cipher.decrypt_into(self._nonce(first + index), chunk, None, target)
            except (InvalidTag, ValueError) as error:
                # The caller's buffer must not keep what was not proven. A ValueError tells of a
                # chunk that became shorter since the file was opened.
                target[:] = bytes(CHUNK_BYTES)
                if index > 0:
                    return index * CHUNK_BYTES
                raise self._broken(first) from error
        return whole * CHUNK_BYTES

    def _read_within(self, view: memoryview) -> int:
        """Copy from the chunk at the present position, which is kept for the next read."""
        index, start = divmod(self._position, CHUNK_BYTES)
        if self._position >= self.size:
            return 0
        if index != self._at:
            last = index == self.size // CHUNK_BYTES
            length = self.size % CHUNK_BYTES + TAG_BYTES if last else SEALED_CHUNK_BYTES
            self._at, self._chunk = index, self._open_chunk(index, length)
        piece = self._chunk[start : start + len(view)]
        view[: len(piece)] = piece
        return len(piece)

    def _open_chunk(self, index: int, length: int) -> bytes:
        sealed = self._read_sealed(index, length)
        try:
            return self._cipher.decrypt(self._nonce(index), sealed, None)
        except InvalidTag as error:
            raise self._broken(index) from error

    def _read_sealed(self, index: int, length: int) -> bytes:
        self._source.seek(PRELUDE_BYTES + index * SEALED_CHUNK_BYTES)
        return self._source.read(length)

    def _nonce(self, index: int) -> bytes:
        return (self._base_nonce ^ index).to_bytes(NONCE_BYTES, "big")

    def _broken(self, index: int) -> SealBroken:
        return SealBroken(f"chunk {index} of a sealed file was damaged, cut or swapped.")
