"""The keys of a person and the password that opens them: where a password is known, call here."""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager

from django.http import HttpRequest

from accounts.models import User
from accounts.unlocking import unlock_door
from privacy.vault import subjects
from privacy.vault.errors import KeyDestroyed, NoSubject, SubjectExists, WrongKey
from privacy.vault.kdf import PasswordKey, catch_keys
from privacy.vault.unlocked import Unlocked

logger = logging.getLogger(__name__)


def catch() -> AbstractContextManager[list[PasswordKey]]:
    """Return a block that gathers the keys of the passwords found right inside it."""
    return catch_keys()


def make(request: HttpRequest, user: User, *, caught: list[PasswordKey]) -> None:
    """Make the keys of a new person; they wait for the end of the login."""
    unlocked = subjects.create(user.subject_id, key=caught[-1])
    unlock_door(request).remember(unlocked, pending=True)


def unlock(
    request: HttpRequest, user: User, *, password: str, caught: list[PasswordKey]
) -> Unlocked | None:
    """Unlock the keys of the person whose right password this is; return None if it cannot.

    Who is logged in has them at hand at once; for others they wait for the end of the login.
    A password that was set in a shell is right but opens nothing: the page `accounts:unlock` says
    what can be done.
    """
    try:
        unlocked = _open(user, password=password, key=caught[-1] if caught else None)
    except (WrongKey, KeyDestroyed) as error:
        logger.info("person %s: right password, locked keys: %s", user.pk, type(error).__name__)
        # This browser may still hold keys of somebody who used it before.
        held = unlock_door(request).current()
        if held is not None and held.subject_id != user.subject_id:
            unlock_door(request).forget()
        return None
    unlock_door(request).remember(unlocked, pending=not _is_here(request, user))
    return unlocked


def rewrap(request: HttpRequest, unlocked: Unlocked, *, caught: list[PasswordKey]) -> None:
    """Put the keys under a new password; every other browser has to unlock them again."""
    subjects.change_password(unlocked, key=caught[-1])
    subjects.forget_all(unlocked.subject_id)
    unlock_door(request).remember(unlocked)


def renew(request: HttpRequest, user: User, *, caught: list[PasswordKey]) -> None:
    """Give a person who forgot the password new keys; what the old ones locked stays locked."""
    unlocked = subjects.renew(user.subject_id, key=caught[-1])
    unlock_door(request).remember(unlocked, pending=not _is_here(request, user))


def lock_everywhere(user: User) -> int:
    """Drop the person's unlocked keys on every device and return how many there were."""
    return subjects.forget_all(user.subject_id)


def count_locked_by_password(user: User) -> int:
    """Return how many interviews nobody can open any more once the password is forgotten."""
    return subjects.count_scopes(user.subject_id)


def recover(request: HttpRequest, user: User, *, old: str, caught: list[PasswordKey]) -> None:
    """Open the keys with the password of before, and put them under the present one.

    Raises WrongKey if `old` was not that password.
    """
    rewrap(request, subjects.unlock(user.subject_id, password=old, key=None), caught=caught)


def _is_here(request: HttpRequest, user: User) -> bool:
    return request.user.is_authenticated and request.user.pk == user.pk


def _open(user: User, *, password: str, key: PasswordKey | None) -> Unlocked:
    try:
        return subjects.unlock(user.subject_id, password=password, key=key)
    except NoSubject:
        if key is None:
            raise
    try:
        return subjects.create(user.subject_id, key=key)
    except SubjectExists:  # another browser of theirs was quicker
        return subjects.unlock(user.subject_id, password=password, key=key)
