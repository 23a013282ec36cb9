"""Signs with Ed25519: what a subject, or this installation, says about who may open a scope."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from privacy.vault.binding import Part, bind, expand
from privacy.vault.errors import SealBroken
from privacy.vault.secret import Secret


def signing_key(secret: Secret) -> Ed25519PrivateKey:
    """Return the key that signs for whoever has `secret`: a master key, or the installation's."""
    return Ed25519PrivateKey.from_private_bytes(expand(secret, "dasite/v1/sign").reveal())


def public_half(secret: Secret) -> bytes:
    """Return the 32 public bytes by which signatures of `secret` are checked."""
    return signing_key(secret).public_key().public_bytes_raw()


def sign(secret: Secret, use: str, *parts: Part) -> bytes:
    """Return a signature of 64 bytes over `parts`, good for one use."""
    return signing_key(secret).sign(bind(use, *parts))


def check(public: bytes, signature: bytes, use: str, *parts: Part) -> None:
    """Raise SealBroken unless `signature` is over these parts for this use."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, bind(use, *parts))
    except (InvalidSignature, ValueError) as error:
        raise SealBroken("a signature does not fit what it stands under.") from error
