"""What a passkey yields by the PRF extension of WebAuthn, and what this site asks it with.

Principle: the 32 bytes that a browser hands over open nothing by themselves; the secret of a wrap
is derived from them for one subject, so that it is of no use to another site or another subject.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from uuid import UUID

from privacy.vault.binding import bind, combine
from privacy.vault.secret import Secret

PRF_BYTES = 32


def prf_salt(rp_id: str) -> bytes:
    """Return what every passkey of one site is asked with: 32 bytes, no secret, never another.

    They hang on the site's name alone, as passkeys do: nothing has to be kept for them.
    """
    return hashlib.sha256(bind("dasite/v1/passkey/salt", rp_id)).digest()


def read_prf(text: str) -> Secret | None:
    """Return the bytes that a browser posted as base64url, or None if these cannot be a result."""
    try:
        value = base64.urlsafe_b64decode(text.encode("ascii") + b"==")
    except (binascii.Error, ValueError):
        return None
    return Secret(value) if len(value) == PRF_BYTES else None


def way_secret(prf: Secret, subject_id: UUID) -> Secret:
    """Return the secret that a wrap of this subject is made under."""
    return combine((prf,), "dasite/v1/passkey/secret", subject_id)
