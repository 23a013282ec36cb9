"""The life of a password: makes, unlocks, changes and renews a subject's keys.

What may go wrong for ever: a master key that no wrap holds. Principle: the share comes first, key
pair and wrap are written in one transaction, and what an older password opens is not overwritten.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.db import transaction
from django.db.models import Max
from django.views.decorators.debug import sensitive_variables

from privacy.models.archives import Archive
from privacy.models.keys import Grant, KeyWrap, SubjectKey, UnlockedKey
from privacy.vault import forgotten, generations, keyring
from privacy.vault.errors import SealBroken, SubjectExists
from privacy.vault.generations import PASSWORD, is_from, sealed_wrap
from privacy.vault.kdf import PasswordKey
from privacy.vault.unlocked import Unlocked

# Finishes what stands outside the vault under an older root key, and returns how many that were.
Relock = Callable[[], int]
_relocks: dict[str, Relock] = {}


@sensitive_variables()
def create(subject_id: UUID, *, key: PasswordKey) -> Unlocked:
    """Return the subject with its first keys, opened by the password that `key` came from.

    Raises SubjectExists if it has keys.
    """
    if SubjectKey.objects.filter(subject_id=subject_id).exists():
        raise SubjectExists(f"subject {subject_id} has keys; change or renew them instead.")
    return generations.make(subject_id, 1, key)


@sensitive_variables()
def unlock(subject_id: UUID, *, password: str, key: PasswordKey | None) -> Unlocked:
    """Return the subject unlocked by `password`.

    `key`, what the hasher caught, spares a second Argon2 when it has the salt and parameters of
    the wrap; else the wrap is rewritten to them, so that the next login is spared it. A wrap
    under an older root key is rewritten, too.
    Raises WrongKey, KeyDestroyed, NoSubject, TooBusy.
    """
    row = generations.require_newest(subject_id)
    unlocked, used, wrap = generations.open_generation(row, password=password, key=key)
    wanted = key if key is not None else used
    if not is_from(wanted, wrap) or wrap.root_key != newest_root_key():
        # Only over the wrap just opened: a password changed meanwhile must not be undone.
        # The day stays: it says since when the password is the same.
        fresh = {
            **sealed_wrap(row, wanted, unlocked.master_key),
            "changed_at": wrap.changed_at,
        }
        KeyWrap.objects.filter(pk=wrap.pk, salt=bytes(wrap.salt)).update(**fresh)
    return unlocked


@sensitive_variables()
def change_password(unlocked: Unlocked, *, key: PasswordKey) -> None:
    """Rewrite the one wrap by which a password opens the subject's keys.

    Call it in the transaction that stores the new hash: both or neither. Other devices stay
    unlocked until `forget_all`. Raises Locked if the keys were renewed meanwhile, KeyDestroyed.
    """
    row = generations.require_present(unlocked)
    fresh = sealed_wrap(row, key, unlocked.master_key)
    KeyWrap.objects.update_or_create(subject_key=row, kind=PASSWORD, defaults=fresh)


@sensitive_variables()
def renew(subject_id: UUID, *, key: PasswordKey) -> Unlocked:
    """Return the subject with keys of a new generation, after its password was forgotten.

    What the old ones open stays locked, and is not overwritten. All devices are forgotten.
    """
    row = generations.newest(subject_id)
    with transaction.atomic():
        forgotten.forgetting(subject_id)
        unlocked = generations.make(subject_id, row.generation + 1 if row else 1, key)
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


def forget_devices(subject_id: UUID, devices: Collection[UUID]) -> int:
    """Return how many unlocked keys of the subject were dropped in these logins."""
    rows = UnlockedKey.objects.filter(subject_id=subject_id, device__in=devices)
    return rows.delete()[0]


def forget_other_devices(subject_id: UUID, device: UUID) -> int:
    """Return how many unlocked keys of the subject were dropped in all logins but `device`."""
    rows = UnlockedKey.objects.filter(subject_id=subject_id).exclude(device=device)
    return rows.delete()[0]


def unlocked_devices(subject_id: UUID, now: datetime) -> set[UUID]:
    """Return the logins in which the subject's keys are at hand; one query."""
    rows = UnlockedKey.objects.filter(
        subject_id=subject_id,
        pending=False,
        device__isnull=False,
        idle_until__gt=now,
        absolute_until__gt=now,
    )
    return {found for found in rows.values_list("device", flat=True) if found}


def lock_verifier(verifier: bytes) -> str:
    """Return a password's verifier under the newest root key, as `ID.BASE64URL`: 65 characters
    and the id. A stolen table of users is of no use for guessing without that key.
    """
    root_key = newest_root_key()
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


def relock_verifier(locked: str) -> str:
    """Return a locked verifier under the newest root key. Raises SealBroken, RootKeysWrong."""
    return lock_verifier(open_verifier(locked))


def newest_root_key() -> str:
    """Return the id of the root key that new things are locked under."""
    return keyring.root_keys().newest


def register_relock(name: str, relock: Relock) -> None:
    """Have `vault_rotate` call `relock` for what its caller keeps under a root key."""
    _relocks[name] = relock


def relock_all() -> dict[str, int]:
    """Return how many of each registered kind were moved to the newest root key."""
    return {name: relock() for name, relock in _relocks.items()}


def _verifier_cipher(root_key: str) -> AESSIV:
    # Deterministic, so no nonce can repeat; two equal verifiers do not occur, salts differ.
    return AESSIV(
        keyring.root_keys().derive(root_key, "dasite/v1/root/verifier", length=64).reveal()
    )


def _scopes(subject_id: UUID, *, current: bool) -> set[UUID]:
    newest = SubjectKey.objects.filter(subject_id=subject_id).aggregate(n=Max("generation"))["n"]
    grants = Grant.objects.filter(recipient=subject_id)
    grants = grants.filter(generation=newest) if current else grants.exclude(generation=newest)
    # An archive of one's data has a scope of its own; it is none of the things in it.
    archives = Archive.everything.filter(subject_id=subject_id).values_list("uid", flat=True)
    return set(grants.values_list("scope", flat=True)) - set(archives)
