"""Keys under keys: a subject's key pair, its master key under a password, grants to recipients."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from privacy.vault.aead import Place, SealKey, seal, unseal
from privacy.vault.binding import Part, bind, combine
from privacy.vault.errors import FormatUnknown, SealBroken
from privacy.vault.secret import Guarded, Secret

# Suite 2 is reserved for ML-KEM-768 with X25519; a reader refuses what it does not know.
X25519_SUITE = 1
_SUITES = {X25519_SUITE: Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)}


@dataclass(frozen=True, repr=False, eq=False)
class KeyPair(Guarded):
    """An X25519 key pair as raw bytes."""

    private_key: Secret
    public_key: bytes


@dataclass(frozen=True)
class Recipient:
    """Whom a scope's key is granted to: a subject or a guest, under one of its key pairs."""

    id: UUID
    generation: int
    public_key: bytes
    suite: int = X25519_SUITE


def make_pair() -> KeyPair:
    """Return a fresh key pair."""
    return pair_of(Secret(X25519PrivateKey.generate().private_bytes_raw()))


def pair_of(private_key: Secret) -> KeyPair:
    """Return the pair that belongs to 32 secret bytes."""
    private = X25519PrivateKey.from_private_bytes(private_key.reveal())
    return KeyPair(private_key, private.public_key().public_bytes_raw())


def password_kek(kek: Secret, pepper: Secret, share: Secret, subject_id: UUID) -> Secret:
    """Return the key over a master key: it takes password, pepper and user share."""
    return combine((kek, pepper, share), "dasite/v1/wrap/password", subject_id)


def secret_kek(kind: str, secret: Secret, share: Secret, subject_id: UUID) -> Secret:
    """Return the key over a master key for a way of unlocking that yields `secret`: at least 160
    bits that nobody can guess, so that neither Argon2 nor the pepper is needed.
    """
    return combine((secret, share), f"dasite/v1/wrap/{kind}", subject_id)


def subject_kek(master_key: Secret, share: Secret, subject_id: UUID, generation: int) -> Secret:
    """Return the key over a subject's private key; every way of unlocking ends here."""
    return combine((master_key, share), "dasite/v1/subject", subject_id, generation)


def data_key(scope_key: Secret, share: Secret, scope: UUID, epoch: int) -> SealKey:
    """Return the key that seals the records and files of a scope."""
    return SealKey(combine((scope_key, share), "dasite/v1/data", scope, epoch), epoch=epoch)


def seal_key(kek: Secret, key: Secret, *, table: str, subject_id: UUID, generation: int) -> bytes:
    """Return `key` sealed under `kek` for one subject and generation."""
    place = Place(table, str(generation), "key", subject_id)
    return seal(SealKey(kek, epoch=generation), key.reveal(), place)


def open_key(
    kek: Secret, sealed: bytes, *, table: str, subject_id: UUID, generation: int
) -> Secret:
    """Return the key that `seal_key` sealed.

    Raises WrongKey if another `kek` did, SealBroken if it is damaged or another subject's.
    """
    place = Place(table, str(generation), "key", subject_id)
    return Secret(unseal(SealKey(kek, epoch=generation), sealed, place))


def grant(scope_key: Secret, recipient: Recipient, *, scope: UUID, epoch: int) -> bytes:
    """Return `scope_key` encrypted to `recipient`: HPKE in base mode, 80 bytes."""
    info = _grant_info(scope, epoch, recipient.id, recipient.generation)
    return encrypt_to(recipient.public_key, scope_key.reveal(), *info, suite=recipient.suite)


def open_grant(
    sealed: bytes, private_key: Secret, *, recipient: Recipient, scope: UUID, epoch: int
) -> Secret:
    """Return the scope's key out of a grant.

    Raises SealBroken if the grant is damaged, another recipient's or another scope's.
    """
    info = _grant_info(scope, epoch, recipient.id, recipient.generation)
    return Secret(decrypt_for(private_key, sealed, *info, suite=recipient.suite))


def _grant_info(*parts: Part) -> tuple[Part, ...]:
    return ("dasite/v1/grant", *parts)


def encrypt_to(public_key: bytes, plain: bytes, *info: Part, suite: int = X25519_SUITE) -> bytes:
    """Return `plain` encrypted to a public key, 48 bytes longer; it opens with the same `info`."""
    public = X25519PublicKey.from_public_bytes(public_key)
    return _suite(suite).encrypt(plain, public, info=bind(*info))


def decrypt_for(
    private_key: Secret, sealed: bytes, *info: Part, suite: int = X25519_SUITE
) -> bytes:
    """Return what `encrypt_to` encrypted.

    Raises SealBroken if it is damaged or somebody else's, or `info` is another.
    """
    private = X25519PrivateKey.from_private_bytes(private_key.reveal())
    try:
        return _suite(suite).decrypt(sealed, private, info=bind(*info))
    except InvalidTag as error:
        raise SealBroken("what was encrypted to a key was damaged, or was for another.") from error


def _suite(number: int) -> Suite:
    if number not in _SUITES:
        raise FormatUnknown(f"keys of suite {number}; this program knows {sorted(_SUITES)}.")
    return _SUITES[number]
