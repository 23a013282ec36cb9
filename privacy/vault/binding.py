"""Ties parts together so that no two lists of them look alike, and derives keys by label.

Every derivation of docs/reference/vault-format.md goes through the three functions here.
"""

from __future__ import annotations

from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from privacy.vault.secret import Secret

Part = bytes | str | int | UUID


def bind(*parts: Part) -> bytes:
    """Return the parts one after the other, each behind its length as 4 bytes, big-endian.

    Text is UTF-8, a UUID its 16 bytes, a number 4 bytes, big-endian.
    """
    return b"".join(len(raw).to_bytes(4, "big") + raw for raw in map(_raw, parts))


def _raw(part: Part) -> bytes:
    if isinstance(part, UUID):
        return part.bytes
    if isinstance(part, int):
        return part.to_bytes(4, "big")
    return part.encode() if isinstance(part, str) else part


def expand(key: Secret, label: str, *context: Part, length: int = 32) -> Secret:
    """Return `length` bytes for one use, named by `label`, of a key that is uniformly random."""
    derivation = HKDFExpand(algorithm=SHA256(), length=length, info=bind(label, *context))
    return Secret(derivation.derive(key.reveal()))


def combine(keys: tuple[Secret, ...], label: str, *context: Part) -> Secret:
    """Return 32 bytes that nobody can derive who lacks one of `keys`."""
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=bind(label, *context))
    return Secret(derivation.derive(bind(*(key.reveal() for key in keys))))
