"""Seals bytes for one place and opens them again: Cobblestone-256 in an envelope.

What may go wrong for ever: a change here that alters one byte makes old data unreadable. The
format is docs/reference/vault-format.md; its vectors are tests/privacy/vault/vectors.
Principle: a ciphertext opens in the place it was sealed for, whole, or not at all.
"""

from __future__ import annotations

import hmac
import io
import struct
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from privacy.vault.binding import bind, expand
from privacy.vault.errors import FormatUnknown, SealBroken, WrongKey
from privacy.vault.secret import Guarded, Secret

MAGIC, VERSION, ALGORITHM = b"DV", 1, 1
# Magic, version, algorithm, id of the key, epoch.
HEADER = struct.Struct(">2sBB16sI")
SALT_BYTES, COMMITMENT_BYTES, TAG_BYTES, NONCE_BYTES = 24, 32, 16, 12
# What stands before the first chunk.
PRELUDE_BYTES = HEADER.size + SALT_BYTES + COMMITMENT_BYTES
# An empty record is this long; every record is at least this long.
OVERHEAD_BYTES = PRELUDE_BYTES + TAG_BYTES
CHUNK_BYTES = 16_384
# What is encrypted at a time: 64 chunks.
BLOCK_BYTES = 64 * CHUNK_BYTES
# Up to here two pieces put together are quicker than one buffer.
SMALL_BYTES = 4 * CHUNK_BYTES
DAMAGED = "a sealed record was damaged or cut; restore it from a backup."
INFO = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\x00"


def most_bytes(count: int) -> int:
    """Return how much room the library wants for `count` bytes: salt, commitment, a left-over."""
    return count + count // 1024 + 16_456


@dataclass(frozen=True)
class Place:
    """Where a ciphertext belongs; elsewhere it does not open."""

    table: str
    row: str
    field: str
    scope: UUID


class SealKey(Guarded):
    """A key that seals, the id it is known by, and the epoch it belongs to."""

    __slots__ = ("_after", "_before", "epoch", "header", "id", "secret")

    def __init__(self, secret: Secret, *, epoch: int) -> None:
        """Derive the id, which tells keys apart and says nothing about them."""
        self.secret = secret
        self.epoch = epoch
        self.id = expand(secret, "dasite/v1/key-id", length=16).reveal()
        self.header = HEADER.pack(MAGIC, VERSION, ALGORITHM, self.id, epoch)
        # The parts of every context that are the key's own, bound once.
        self._before, self._after = bind(self.header), bind(epoch)

    def context(self, place: Place) -> bytes:
        """Return what the derivation of every message key under this key is bound to."""
        parts = bind(place.table, place.row, place.field, place.scope)
        return b"".join((self._before, parts, self._after))


def seal(key: SealKey, plain: bytes, place: Place) -> bytes:
    """Return `plain` sealed for `place`: 96 bytes longer, and 16 more for each full 16 KiB."""
    encryptor = Cobblestone256Encryptor(key.secret.reveal(), key.context(place))
    if len(plain) <= SMALL_BYTES:
        return b"".join((key.header, encryptor.update(plain), encryptor.finalize()))
    return _run(encryptor, plain, before=key.header)


def _run(
    cipher: Cobblestone256Encryptor | Cobblestone256Decryptor,
    data: bytes | memoryview,
    *,
    before: bytes = b"",
) -> bytes:
    """Return `before` and what the cipher makes of `data`, put into one buffer, never copied.

    The system hands out large fresh memory page by page: a copy of a large record would cost as
    much as its encryption.
    """
    out = io.BytesIO(bytes(len(before) + most_bytes(len(data))))
    out.write(before)
    with out.getbuffer() as buffer, buffer[len(before) :] as rest:
        count = cipher.update_into(data, rest)
    out.seek(len(before) + count)
    out.write(cipher.finalize())
    out.truncate()
    return out.getvalue()


def unseal(key: SealKey, sealed: bytes, place: Place) -> bytes:
    """Return what was sealed under `key` for `place`.

    Raises SealBroken if it is damaged, cut or moved, FormatUnknown if its header is of another
    version or algorithm, WrongKey if another key sealed it.
    """
    if len(sealed) < PRELUDE_BYTES + CHUNK_BYTES + TAG_BYTES:
        return _unseal_one(key, sealed, place)
    if sealed[: HEADER.size] == key.header:
        with suppress(InvalidTag):
            return _unseal_chunks(key, memoryview(sealed)[HEADER.size :], place)
    # The decryptor proves the commitment by itself, but does not say what it missed.
    check_prelude(key, sealed[:PRELUDE_BYTES], place)
    raise SealBroken(DAMAGED)


def _unseal_one(key: SealKey, sealed: bytes, place: Place) -> bytes:
    """Open the one chunk that most records have; its nonce is the base nonce.

    The library's decryptor would derive again what the commitment was proven with.
    """
    _, derived = check_prelude(key, sealed[:PRELUDE_BYTES], place)
    cipher, nonce = AESGCM(derived[:32]), derived[32 : 32 + NONCE_BYTES]
    try:
        return cipher.decrypt(nonce, memoryview(sealed)[PRELUDE_BYTES:], None)
    except InvalidTag as error:
        raise SealBroken(DAMAGED) from error


def _unseal_chunks(key: SealKey, body: memoryview, place: Place) -> bytes:
    decryptor = Cobblestone256Decryptor(key.secret.reveal(), key.context(place))
    if len(body) <= SMALL_BYTES:
        return b"".join((decryptor.update(body), decryptor.finalize()))
    return _run(decryptor, body)


def read_epoch(header: bytes) -> int:
    """Return the epoch that the header of sealed bytes names, unproven until they are opened.

    Raises SealBroken if there is no whole header, FormatUnknown if it is not of this format.
    """
    if len(header) < HEADER.size:
        raise SealBroken(
            f"sealed bytes have a header of {HEADER.size} bytes; this has {len(header)}."
        )
    magic, version, algorithm, _, epoch = HEADER.unpack(header[: HEADER.size])
    if (magic, version, algorithm) != (MAGIC, VERSION, ALGORITHM):
        raise FormatUnknown(
            f"sealed in version {version}, algorithm {algorithm}; this program reads version "
            f"{VERSION}, algorithm {ALGORITHM}. It is damaged, or newer than this program."
        )
    assert isinstance(epoch, int)
    return epoch


def check_prelude(key: SealKey, prelude: bytes, place: Place) -> tuple[bytes, bytes]:
    """Return the context of a message whose first 80 bytes are `prelude`, once it is `key`'s, and
    what `message_key` derives for it.

    Raises as `unseal` does. The commitment is checked with the header that this key writes, so
    that a damaged key id is told apart from another key.
    """
    read_epoch(prelude)
    if len(prelude) < PRELUDE_BYTES:
        raise SealBroken("a sealed record was cut before its first chunk.")
    header, salt = prelude[: HEADER.size], prelude[HEADER.size : HEADER.size + SALT_BYTES]
    context = key.context(place)
    derived = message_key(key, salt, context)
    if not hmac.compare_digest(derived[-COMMITMENT_BYTES:], prelude[-COMMITMENT_BYTES:]):
        if header[4:20] != key.id:
            raise WrongKey("sealed under another key than the one at hand.")
        raise SealBroken("sealed for another place, or damaged at its beginning.")
    if header != key.header:
        raise SealBroken("the header of a sealed record was damaged.")
    return context, derived


def message_key(key: SealKey, salt: bytes, context: bytes) -> bytes:
    """Return AES key (32 bytes), base nonce (12) and commitment (32) of one message."""
    length = 32 + NONCE_BYTES + COMMITMENT_BYTES
    derivation = HKDFExpand(algorithm=SHA512(), length=length, info=INFO + salt + context)
    return derivation.derive(key.secret.reveal())
