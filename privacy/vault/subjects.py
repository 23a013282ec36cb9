"""The life of a password: makes, unlocks, changes and renews a subject's keys.

What may go wrong for ever: a master key that no wrap holds. Principle: the share comes first, key
pair and wrap are written in one transaction, and what an older password opens is not overwritten.
"""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from privacy.models.keys import Grant, KeyWrap, SubjectKey, UnlockedKey
from privacy.vault import keyring
from privacy.vault.errors import Locked, NoSubject, SealBroken, SubjectExists, WrongKey
from privacy.vault.kdf import Argon2Params, PasswordKey, derive
from privacy.vault.secret import Secret
from privacy.vault.unlocked import Unlocked
from privacy.vault.wrap import make_pair, open_key, password_kek, seal_key, subject_kek

PASSWORD = KeyWrap.Kind.PASSWORD


@sensitive_variables()
def create(subject_id: UUID, *, key: PasswordKey) -> Unlocked:
    """Return the subject with its first keys, opened by the password that `key` came from.

    Raises SubjectExists if it has keys.
    """
    if SubjectKey.objects.filter(subject_id=subject_id).exists():
        raise SubjectExists(f"subject {subject_id} has keys; change or renew them instead.")
    return _make_generation(subject_id, 1, key)


@sensitive_variables()
def unlock(subject_id: UUID, *, password: str, key: PasswordKey | None) -> Unlocked:
    """Return the subject unlocked by `password`.

    `key`, what the hasher caught, spares a second Argon2 when it has the salt and parameters of
    the wrap; else the wrap is rewritten to them, so that the next login is spared it. A wrap
    under an older root key is rewritten, too.
    Raises WrongKey, KeyDestroyed, NoSubject, TooBusy.
    """
    row = _newest(subject_id)
    if row is None:
        raise NoSubject(f"no keys were made for subject {subject_id}.")
    share = keyring.read_share(keyring.SUBJECT, subject_id, row.generation)
    wrap = KeyWrap.objects.filter(subject_key=row, kind=PASSWORD).first()
    if wrap is None:
        raise WrongKey(f"no password opens the keys of subject {subject_id}.")
    fits = key is not None and _is_from(key, wrap)
    used = key if key is not None and fits else _derive_again(password, wrap)
    unlocked = _open(row, wrap, used, share)
    wanted = key if key is not None else used
    if not _is_from(wanted, wrap) or wrap.root_key != keyring.root_keys().newest:
        # Only over the wrap just opened: a password changed meanwhile must not be undone.
        fresh = _sealed_wrap(row, wanted, unlocked.master_key, share)
        KeyWrap.objects.filter(pk=wrap.pk, salt=bytes(wrap.salt)).update(**fresh)
    return unlocked


@sensitive_variables()
def change_password(unlocked: Unlocked, *, key: PasswordKey) -> None:
    """Rewrite the one wrap by which a password opens the subject's keys.

    Call it in the transaction that stores the new hash: both or neither. Other devices stay
    unlocked until `forget_all`. Raises Locked if the keys were renewed meanwhile, KeyDestroyed.
    """
    row = _newest(unlocked.subject_id)
    if row is None or row.generation != unlocked.generation:
        raise Locked(f"the keys of subject {unlocked.subject_id} were renewed meanwhile.")
    share = keyring.read_share(keyring.SUBJECT, row.subject_id, row.generation)
    fresh = _sealed_wrap(row, key, unlocked.master_key, share)
    KeyWrap.objects.update_or_create(subject_key=row, kind=PASSWORD, defaults=fresh)


@sensitive_variables()
def renew(subject_id: UUID, *, key: PasswordKey) -> Unlocked:
    """Return the subject with keys of a new generation, after its password was forgotten.

    What the old ones open stays locked, and is not overwritten. All devices are forgotten.
    """
    row = _newest(subject_id)
    with transaction.atomic():
        unlocked = _make_generation(subject_id, row.generation + 1 if row else 1, key)
        forget_all(subject_id)
    return unlocked


def count_scopes(subject_id: UUID) -> int:
    """Return how many scopes the subject's present keys open."""
    return len(_scopes(subject_id, current=True))


def locked_scopes(subject_id: UUID) -> int:
    """Return how many scopes only a forgotten password would open."""
    return len(_scopes(subject_id, current=False) - _scopes(subject_id, current=True))


def forget_all(subject_id: UUID) -> int:
    """Return how many unlocked keys were dropped, on whatever device."""
    return UnlockedKey.objects.filter(subject_id=subject_id).delete()[0]


def lock_verifier(verifier: bytes) -> str:
    """Return a password's verifier under the newest root key, as `ID.BASE64URL`: 65 characters
    and the id. A stolen table of users is of no use for guessing without that key.
    """
    root_key = keyring.root_keys().newest
    locked = _verifier_cipher(root_key).encrypt(verifier, [root_key.encode()])
    return f"{root_key}.{base64.urlsafe_b64encode(locked).decode()}"


def open_verifier(locked: str) -> bytes:
    """Return the verifier that `lock_verifier` locked. Raises SealBroken, RootKeysWrong."""
    root_key, _, encoded = locked.partition(".")
    try:
        sealed = base64.urlsafe_b64decode(encoded)
        return _verifier_cipher(root_key).decrypt(sealed, [root_key.encode()])
    except (InvalidTag, ValueError) as error:
        raise SealBroken(
            "a password's stored verifier was damaged; reset the password."
        ) from error


def _verifier_cipher(root_key: str) -> AESSIV:
    # Deterministic, so no nonce can repeat; two equal verifiers do not occur, salts differ.
    return AESSIV(
        keyring.root_keys().derive(root_key, "dasite/v1/root/verifier", length=64).reveal()
    )


def _newest(subject_id: UUID) -> SubjectKey | None:
    return SubjectKey.objects.filter(subject_id=subject_id).order_by("-generation").first()


def _is_from(key: PasswordKey, wrap: KeyWrap) -> bool:
    return key.salt == bytes(wrap.salt) and key.params == _params(wrap)


def _params(wrap: KeyWrap) -> Argon2Params:
    return Argon2Params(wrap.memory_kib, wrap.passes, wrap.lanes)


def _derive_again(password: str, wrap: KeyWrap) -> PasswordKey:
    return derive(password, salt=bytes(wrap.salt), params=_params(wrap))[1]


def _make_generation(subject_id: UUID, generation: int, key: PasswordKey) -> Unlocked:
    """Return new keys: the share durable first, then key pair and wrap in one transaction."""
    share = keyring.make_share(keyring.SUBJECT, subject_id, generation)
    master_key, pair = Secret.random(), make_pair()
    sealed = seal_key(
        subject_kek(master_key, share, subject_id, generation),
        pair.private_key,
        table=SubjectKey._meta.db_table,
        subject_id=subject_id,
        generation=generation,
    )
    try:
        with transaction.atomic():
            row = SubjectKey.objects.create(
                subject_id=subject_id,
                generation=generation,
                public_key=pair.public_key,
                sealed_private_key=sealed,
            )
            fresh = _sealed_wrap(row, key, master_key, share)
            KeyWrap.objects.create(subject_key=row, kind=PASSWORD, **fresh)
    except IntegrityError as error:
        raise SubjectExists(f"keys of subject {subject_id} were made meanwhile.") from error
    return Unlocked(subject_id, generation, master_key, pair.private_key)


def _open(row: SubjectKey, wrap: KeyWrap, key: PasswordKey, share: Secret) -> Unlocked:
    """Return the subject unlocked: password key to master key to private key."""
    subject_id, generation = row.subject_id, row.generation
    master_key = open_key(
        password_kek(key.kek, _pepper(wrap.root_key), share, subject_id),
        bytes(wrap.sealed),
        table=KeyWrap._meta.db_table,
        subject_id=subject_id,
        generation=generation,
    )
    private_key = open_key(
        subject_kek(master_key, share, subject_id, generation),
        bytes(row.sealed_private_key),
        table=SubjectKey._meta.db_table,
        subject_id=subject_id,
        generation=generation,
    )
    return Unlocked(subject_id, generation, master_key, private_key)


def _sealed_wrap(
    row: SubjectKey, key: PasswordKey, master_key: Secret, share: Secret
) -> dict[str, Any]:
    """Return the columns of a wrap of `master_key` under a password's key."""
    root_key = keyring.root_keys().newest
    sealed = seal_key(
        password_kek(key.kek, _pepper(root_key), share, row.subject_id),
        master_key,
        table=KeyWrap._meta.db_table,
        subject_id=row.subject_id,
        generation=row.generation,
    )
    return {
        "salt": key.salt,
        "memory_kib": key.params.memory_kib,
        "passes": key.params.passes,
        "lanes": key.params.lanes,
        "root_key": root_key,
        "sealed": sealed,
        "changed_at": timezone.now(),
    }


def _pepper(root_key: str) -> Secret:
    return keyring.root_keys().derive(root_key, "dasite/v1/root/pepper")


def _scopes(subject_id: UUID, *, current: bool) -> set[UUID]:
    newest = SubjectKey.objects.filter(subject_id=subject_id).aggregate(n=Max("generation"))["n"]
    grants = Grant.objects.filter(recipient=subject_id)
    grants = grants.filter(generation=newest) if current else grants.exclude(generation=newest)
    return set(grants.values_list("scope", flat=True))
