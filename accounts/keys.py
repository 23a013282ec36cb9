"""The keys of a person and the password that opens them: where a password is known, call here."""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from uuid import UUID, uuid4

from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from accounts.hashers import is_weaker
from accounts.models import User
from accounts.roles import say_roles_of
from accounts.unlocking import own_keys, unlock_door
from privacy.vault import recovery, renewal, roles, subjects, ways
from privacy.vault.errors import (
    CodeMistyped,
    KeyDestroyed,
    Locked,
    NoSubject,
    SubjectExists,
    TooBusy,
    WrongKey,
)
from privacy.vault.kdf import PasswordKey, catch_keys
from privacy.vault.secret import Secret
from privacy.vault.unlocked import Unlocked

logger = logging.getLogger(__name__)

KEY_BYTES = 32  # as each of a person's keys has


def catch() -> AbstractContextManager[list[PasswordKey]]:
    """Return a block that gathers the keys of the passwords found right inside it."""
    return catch_keys()


def make(request: HttpRequest, user: User, *, caught: list[PasswordKey]) -> None:
    """Make the keys of a new person; they wait for the end of the login."""
    unlocked = subjects.create(user.subject_id, key=caught[-1])
    unlock_door(request).remember(unlocked, pending=True)


def pretend(request: HttpRequest) -> None:
    """Leave in this browser what `make` leaves there: its cookie must not tell who is new here.

    What waits is nobody's, opens nothing, and goes when its quarter hour is over.
    """
    nobody = Unlocked(uuid4(), 1, Secret.random(KEY_BYTES), Secret.random(KEY_BYTES))
    unlock_door(request).remember(nobody, pending=True)


@sensitive_variables()
def strengthen(user: User, *, password: str, caught: list[PasswordKey]) -> None:
    """Store a right password anew if guessing it is cheaper than settings want by now.

    Only over what was just checked: a password changed meanwhile must not be undone. Keys are put
    under it by `unlock`. The person's other logins end. When many log in at once it waits.
    """
    if not is_weaker(user.password):
        return
    with suppress(TooBusy), catch() as fresh:
        encoded = make_password(password)
        if User.objects.filter(pk=user.pk, password=user.password).update(password=encoded):
            user.password = encoded
            caught.extend(fresh)


@sensitive_variables()
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
        own_keys(request, user.subject_id)  # and no foreign ones
        return None
    _settle(request, user, unlocked)
    return unlocked


def _settle(request: HttpRequest, user: User, unlocked: Unlocked) -> None:
    """Do what was waiting for the person's keys, and have them at hand from now on."""
    renewal.finish(unlocked)  # what a crash may have left of new keys being made
    roles.settle(unlocked)  # who joined their roles meanwhile
    unlock_door(request).remember(unlocked, pending=not _is_here(request, user))


def rewrap(
    request: HttpRequest, user: User, unlocked: Unlocked, *, caught: list[PasswordKey]
) -> None:
    """Put the keys under a new password; every other browser has to unlock them again."""
    subjects.change_password(unlocked, key=caught[-1])
    subjects.forget_all(unlocked.subject_id)
    unlock_door(request).remember(unlocked, pending=not _is_here(request, user))


def unlock_served(request: HttpRequest, user: User) -> bool:
    """Unlock the keys of somebody who logs in without a password, if the server can open them.

    Keys are made for those who have none and no password that could guard them.
    """
    unlocked = _open_served(user)
    if unlocked is not None:
        unlock_door(request).remember(unlocked)
    return unlocked is not None


def is_served(user: User) -> bool:
    """Return whether the server can open the person's keys without them."""
    return ways.is_served(user.subject_id)


@sensitive_variables()
def replace(
    request: HttpRequest, user: User, unlocked: Unlocked, *, caught: list[PasswordKey]
) -> Unlocked:
    """Put new keys in the place of the person's present ones, in the caller's transaction.

    After it, `finish` moves what they open; until then the new ones open the old.
    """
    fresh = renewal.begin(unlocked, key=caught[-1])
    unlock_door(request).remember(fresh, pending=not _is_here(request, user))
    return fresh


def replace_served(request: HttpRequest, user: User, *, caught: list[PasswordKey]) -> Unlocked:
    """Put keys that only the new password opens in the place of those that the server opened."""
    return replace(request, user, ways.unlock_served(user.subject_id), caught=caught)


def finish(unlocked: Unlocked) -> int:
    """Move what replaced keys opened under the new ones; return how many interviews."""
    return renewal.finish(unlocked)


def make_code() -> str:
    """Return a fresh recovery code, which opens nothing until `set_code`."""
    return recovery.make_code()


@sensitive_variables()
def set_code(request: HttpRequest, user: User, *, code: str) -> bool:
    """Let a recovery code open the person's keys; return False if these are not at hand.

    Raises CodeMistyped.
    """
    unlocked = own_keys(request, user.subject_id)
    if unlocked is None:
        return False
    ways.set_code(unlocked, code=code)
    return True


def password_set_at(user: User) -> datetime | None:
    """Return since when the person's keys are under the present password, if they are."""
    return ways.password_set_at(user.subject_id)


def code_made_at(user: User) -> datetime | None:
    """Return when the person's recovery code was made, or None if there is none."""
    return ways.code_made_at(user.subject_id)


@sensitive_variables()
def check_code(user: User, *, code: str) -> None:
    """Raise CodeMistyped, WrongKey, KeyDestroyed or NoSubject if the code opens nothing."""
    ways.unlock_with_code(user.subject_id, code=code)


@sensitive_variables()
def take_code(request: HttpRequest, user: User, *, code: str, caught: list[PasswordKey]) -> None:
    """Open the keys with the recovery code, put them under the new password, spend the code.

    Raises CodeMistyped, WrongKey, KeyDestroyed, NoSubject.
    """
    unlocked = ways.unlock_with_code(user.subject_id, code=code)
    ways.spend_code(unlocked)
    rewrap(request, user, unlocked, caught=caught)


def opening_passkeys(user: User) -> set[str]:
    """Return the names of the passkeys that open the person's present keys."""
    return ways.passkeys(user.subject_id)


@sensitive_variables()
def open_with_passkey(user: User, *, name: str, prf: Secret) -> Unlocked | None:
    """Return the person's keys opened by what a passkey yields, or None if it opens nothing."""
    try:
        return ways.unlock_with_passkey(user.subject_id, name=name, prf=prf)
    except (WrongKey, KeyDestroyed, NoSubject) as error:
        logger.info("person %s: right passkey, locked keys: %s", user.pk, type(error).__name__)
        return None


@sensitive_variables()
def use_passkey(request: HttpRequest, user: User, *, name: str, prf: Secret) -> bool:
    """Let a passkey open the keys; return whether they are at hand now, or after the login.

    Where the keys are at hand already, a passkey that opened nothing opens them from now on: it
    may be one that yields nothing when it is made, or keys were renewed since. What it opened
    before that is open again, too.
    """
    held = own_keys(request, user.subject_id)
    if held is not None:
        if name not in opening_passkeys(user):
            with suppress(Locked):  # the keys were renewed in another browser a moment ago
                ways.set_passkey(held, name=name, prf=prf)
                renewal.reopen_with_passkey(held, name=name, prf=prf)
        return True
    unlocked = open_with_passkey(user, name=name, prf=prf)
    if unlocked is None:
        return False
    _settle(request, user, unlocked)
    return True


def forget_passkey(subject_id: UUID, *, name: str) -> None:
    """Let a passkey that was removed open nothing any more."""
    ways.forget_passkey(subject_id, name=name)


def renew(request: HttpRequest, user: User, *, caught: list[PasswordKey]) -> None:
    """Give a person who forgot the password new keys; what the old ones locked stays locked."""
    unlocked = subjects.renew(user.subject_id, key=caught[-1])
    unlock_door(request).remember(unlocked, pending=not _is_here(request, user))


def lock_everywhere(user: User) -> int:
    """Drop the person's unlocked keys on every device and return how many there were."""
    return subjects.forget_all(user.subject_id)


def count_open(user: User) -> int:
    """Return how many interviews the person's password opens, and would lock if forgotten."""
    return subjects.count_scopes(user.subject_id)


def count_locked(user: User) -> int:
    """Return how many interviews only a password of before would open."""
    return subjects.locked_scopes(user.subject_id)


@sensitive_variables()
def reopen(request: HttpRequest, user: User, *, old: str) -> int:
    """Let the present keys open what a password of before locked; return how many interviews.

    Raises WrongKey if `old` was never the password.
    """
    unlocked = own_keys(request, user.subject_id)
    if unlocked is None:
        raise WrongKey("the present keys are not at hand.")
    return renewal.reopen(unlocked, password=old)


@sensitive_variables()
def recover(request: HttpRequest, user: User, *, old: str, caught: list[PasswordKey]) -> None:
    """Open the keys with the password of before or the recovery code, and put them under the
    present password. A code that was used is spent.

    Raises WrongKey if `old` was neither.
    """
    with suppress(CodeMistyped, WrongKey):
        take_code(request, user, code=old, caught=caught)
        return
    unlocked = subjects.unlock(user.subject_id, password=old, key=None)
    rewrap(request, user, unlocked, caught=caught)


def _is_here(request: HttpRequest, user: User) -> bool:
    return request.user.is_authenticated and request.user.pk == user.pk


def _open_served(user: User) -> Unlocked | None:
    try:
        return ways.unlock_served(user.subject_id)
    except (WrongKey, KeyDestroyed):
        return None
    except NoSubject:
        return None if user.has_usable_password() else ways.create_served(user.subject_id)


@sensitive_variables()
def _open(user: User, *, password: str, key: PasswordKey | None) -> Unlocked:
    try:
        return subjects.unlock(user.subject_id, password=password, key=key)
    except NoSubject:
        if key is None:
            raise
    try:
        made = subjects.create(user.subject_id, key=key)
    except SubjectExists:  # another browser of theirs was quicker
        return subjects.unlock(user.subject_id, password=password, key=key)
    say_roles_of(user)
    return made
