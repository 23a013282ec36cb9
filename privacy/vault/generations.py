"""One generation of a subject's keys: made, opened by a password, put under another.

Principle: the share is durable before the keys are; key pair and wrap come in one transaction.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from privacy.models.keys import KeyWrap, SubjectKey
from privacy.vault import keyring, recipients
from privacy.vault.errors import Locked, NoSubject, SubjectExists, WrongKey
from privacy.vault.kdf import Argon2Params, PasswordKey, derive
from privacy.vault.secret import Secret
from privacy.vault.signing import public_half
from privacy.vault.unlocked import Unlocked
from privacy.vault.wrap import (
    make_pair,
    open_key,
    password_kek,
    seal_key,
    secret_kek,
    subject_kek,
)

PASSWORD = KeyWrap.Kind.PASSWORD


def newest(subject_id: UUID) -> SubjectKey | None:
    """Return the subject's present generation, or None if it never had keys."""
    return SubjectKey.objects.filter(subject_id=subject_id).order_by("-generation").first()


def require_newest(subject_id: UUID) -> SubjectKey:
    """Return the subject's present generation. Raises NoSubject."""
    row = newest(subject_id)
    if row is None:
        raise NoSubject(f"no keys were made for subject {subject_id}.")
    return row


def require_present(unlocked: Unlocked) -> SubjectKey:
    """Return the generation that `unlocked` is of. Raises Locked if there is a newer one."""
    row = newest(unlocked.subject_id)
    if row is None or row.generation != unlocked.generation:
        raise Locked(f"the keys of subject {unlocked.subject_id} were renewed meanwhile.")
    return row


def is_from(key: PasswordKey, wrap: KeyWrap) -> bool:
    """Return whether `key` was derived with the salt and parameters of `wrap`."""
    return key.salt == bytes(wrap.salt) and key.params == _params(wrap)


def _params(wrap: KeyWrap) -> Argon2Params:
    return Argon2Params(wrap.memory_kib, wrap.passes, wrap.lanes)


def make(subject_id: UUID, generation: int, way: PasswordKey | Secret) -> Unlocked:
    """Return new keys: the share durable first, then key pair and wrap in one transaction.

    `way` opens them: a password's key, or the installation's own secret.
    """
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
            row = SubjectKey(
                subject_id=subject_id,
                generation=generation,
                public_key=pair.public_key,
                signing_key=public_half(master_key),
                sealed_private_key=sealed,
            )
            row.proof = recipients.prove_subject(row)
            row.save(force_insert=True)
            if isinstance(way, PasswordKey):
                fresh = sealed_wrap(row, way, master_key)
                KeyWrap.objects.create(subject_key=row, kind=PASSWORD, **fresh)
            else:
                put_secret(row, KeyWrap.Kind.SERVER, way, master_key)
    except IntegrityError as error:
        raise SubjectExists(f"keys of subject {subject_id} were made meanwhile.") from error
    return Unlocked(subject_id, generation, master_key, pair.private_key)


def open_generation(
    row: SubjectKey, *, password: str = "", key: PasswordKey | None = None
) -> tuple[Unlocked, PasswordKey, KeyWrap]:
    """Return one generation unlocked by its password, the key that did it, and the wrap.

    `key` is used if it was derived as the wrap says; else Argon2 runs once for `password`.
    Raises WrongKey, KeyDestroyed, TooBusy.
    """
    share = keyring.read_share(keyring.SUBJECT, row.subject_id, row.generation)
    wrap = KeyWrap.objects.filter(subject_key=row, kind=PASSWORD).first()
    if wrap is None:
        raise WrongKey(f"no password opens the keys of subject {row.subject_id}.")
    if key is None or not is_from(key, wrap):
        key = derive(password, salt=bytes(wrap.salt), params=_params(wrap))[1]
    kek = password_kek(key.kek, _pepper(wrap.root_key), share, row.subject_id)
    return _open(row, wrap, kek, share), key, wrap


def open_by_secret(row: SubjectKey, kind: str, secret: Secret, *, name: str = "") -> Unlocked:
    """Return one generation unlocked by what another way than a password yields.

    Raises WrongKey if that way was never set up or `secret` is not its, KeyDestroyed.
    """
    share = keyring.read_share(keyring.SUBJECT, row.subject_id, row.generation)
    wrap = KeyWrap.objects.filter(subject_key=row, kind=kind, name=name).first()
    if wrap is None:
        raise WrongKey(f"no {kind} opens the keys of subject {row.subject_id}.")
    return _open(row, wrap, secret_kek(kind, secret, share, row.subject_id), share)


def put_secret(
    row: SubjectKey, kind: str, secret: Secret, master_key: Secret, *, name: str = ""
) -> None:
    """Let `secret` open the generation from now on, and what it replaces no more.

    Raises KeyDestroyed.
    """
    share = keyring.read_share(keyring.SUBJECT, row.subject_id, row.generation)
    sealed = seal_key(
        secret_kek(kind, secret, share, row.subject_id),
        master_key,
        table=KeyWrap._meta.db_table,
        subject_id=row.subject_id,
        generation=row.generation,
    )
    fresh = {"sealed": sealed, "changed_at": timezone.now()}
    KeyWrap.objects.update_or_create(subject_key=row, kind=kind, name=name, defaults=fresh)


def _open(row: SubjectKey, wrap: KeyWrap, kek: Secret, share: Secret) -> Unlocked:
    """Return the subject unlocked: the key over the wrap to master key to private key."""
    subject_id, generation = row.subject_id, row.generation
    master_key = open_key(
        kek,
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


def sealed_wrap(row: SubjectKey, key: PasswordKey, master_key: Secret) -> dict[str, Any]:
    """Return the columns of a wrap of `master_key` under a password's key.

    Raises KeyDestroyed.
    """
    share = keyring.read_share(keyring.SUBJECT, row.subject_id, row.generation)
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
