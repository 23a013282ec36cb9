"""Ways to a subject's keys besides the password: recovery code, passkey, the installation itself.

Each yields a secret that nobody can guess, and wraps the same master key under it and the
subject's share: whoever is erased is not recovered by a code either.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.views.decorators.debug import sensitive_variables

from privacy.models.keys import KeyWrap, SubjectKey
from privacy.vault import generations, keyring
from privacy.vault.errors import SubjectExists
from privacy.vault.passkeys import way_secret
from privacy.vault.recovery import read_code
from privacy.vault.secret import Secret
from privacy.vault.unlocked import Unlocked

RECOVERY, PASSKEY, SERVER = KeyWrap.Kind.RECOVERY, KeyWrap.Kind.PASSKEY, KeyWrap.Kind.SERVER
PASSWORD = KeyWrap.Kind.PASSWORD


@sensitive_variables()
def set_code(unlocked: Unlocked, *, code: str) -> None:
    """Let a recovery code open the subject's keys, and the one of before no more.

    Raises CodeMistyped, Locked if the keys were renewed meanwhile, KeyDestroyed.
    """
    row = generations.require_present(unlocked)
    generations.put_secret(row, RECOVERY, read_code(code), unlocked.master_key)


@sensitive_variables()
def unlock_with_code(subject_id: UUID, *, code: str) -> Unlocked:
    """Return the subject unlocked by its recovery code; `spend_code` makes it useless.

    Raises CodeMistyped, WrongKey, KeyDestroyed, NoSubject.
    """
    return generations.open_by_secret(
        generations.require_newest(subject_id), RECOVERY, read_code(code)
    )


def spend_code(unlocked: Unlocked) -> None:
    """Let the recovery code open nothing any more: it was used."""
    KeyWrap.objects.filter(
        subject_key=generations.require_present(unlocked), kind=RECOVERY
    ).delete()


def password_set_at(subject_id: UUID) -> datetime | None:
    """Return since when the present keys are under the password they are under now, or None."""
    return _made_at(subject_id, PASSWORD)


def code_made_at(subject_id: UUID) -> datetime | None:
    """Return when the present recovery code was made, or None if there is none."""
    return _made_at(subject_id, RECOVERY)


@sensitive_variables()
def set_passkey(unlocked: Unlocked, *, name: str, prf: Secret) -> None:
    """Let what a passkey yields (the PRF of WebAuthn) open the subject's keys.

    `name` tells a person's passkeys apart: at most 64 characters, no secret.
    Raises Locked if the keys were renewed meanwhile, KeyDestroyed.
    """
    row = generations.require_present(unlocked)
    secret = way_secret(prf, unlocked.subject_id)
    generations.put_secret(row, PASSKEY, secret, unlocked.master_key, name=name)


@sensitive_variables()
def unlock_with_passkey(subject_id: UUID, *, name: str, prf: Secret) -> Unlocked:
    """Return the subject unlocked by a passkey. Raises WrongKey, KeyDestroyed, NoSubject."""
    return generations.open_by_secret(
        generations.require_newest(subject_id), PASSKEY, way_secret(prf, subject_id), name=name
    )


def forget_passkey(subject_id: UUID, *, name: str) -> None:
    """Let a passkey open nothing any more, what was locked before included."""
    KeyWrap.objects.filter(subject_key__subject_id=subject_id, kind=PASSKEY, name=name).delete()


def passkeys(subject_id: UUID) -> set[str]:
    """Return the names of the passkeys that open the subject's present keys; one query."""
    return set(_present(subject_id, PASSKEY).values_list("name", flat=True))


@sensitive_variables()
def create_served(subject_id: UUID) -> Unlocked:
    """Return a subject with its first keys, which this installation can open by itself.

    For people who log in without a password; tell them. Raises SubjectExists.
    """
    if SubjectKey.objects.filter(subject_id=subject_id).exists():
        raise SubjectExists(f"subject {subject_id} has keys already.")
    return generations.make(subject_id, 1, keyring.server_secret("wrap"))


@sensitive_variables()
def unlock_served(subject_id: UUID) -> Unlocked:
    """Return the subject unlocked by this installation alone.

    Raises WrongKey if a password guards its keys, KeyDestroyed, NoSubject.
    """
    return generations.open_by_secret(
        generations.require_newest(subject_id), SERVER, keyring.server_secret("wrap")
    )


def is_served(subject_id: UUID) -> bool:
    """Return whether this installation can open the subject's keys by itself."""
    return _made_at(subject_id, SERVER) is not None


def _made_at(subject_id: UUID, kind: str) -> datetime | None:
    """Return when a way was made, if it leads to the present keys; one query."""
    return _present(subject_id, kind).values_list("changed_at", flat=True).first()


def _present(subject_id: UUID, kind: str) -> QuerySet[KeyWrap]:
    """Return the ways of one kind that lead to the present keys."""
    keys = SubjectKey.objects.filter(subject_id=subject_id).order_by("-generation")
    return KeyWrap.objects.filter(subject_key__in=keys.values("pk")[:1], kind=kind)
