"""Changes passwords together with the keys that they open: both or neither.

Argon2 runs before the transaction begins: SQLite has one writer, and must not wait for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.signals import user_login_failed
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from accounts import keys, login_sessions
from accounts.ban_rules import rules_of
from accounts.bans import KEYS_OF, axes_username, client_address
from accounts.guesses import forgive, give_back, reserve
from accounts.models import User
from accounts.services.lasting_words import password_is_replaced
from accounts.unlocking import own_keys
from privacy.vault.errors import KeyDestroyed, NoSubject, PasswordTooLong, TooBusy, WrongKey
from privacy.vault.recovery import read_code
from privacy.vault.unlocked import Unlocked


@sensitive_variables()
def change_password(
    request: HttpRequest, user: User, *, password: str, unlocked: Unlocked | None = None
) -> None:
    """Set a new password, put the keys under it, and sign every other browser out.

    The keys are those at hand, unless others are given that a passkey has just opened.
    """
    if unlocked is None:
        unlocked = own_keys(request, user.subject_id)
    with keys.catch() as caught:
        user.set_password(password)
    with transaction.atomic():
        user.save(update_fields=["password"])
        password_is_replaced(user, now=timezone.now())
        if unlocked is not None:
            keys.rewrap(request, user, unlocked, caught=caught)
        login_sessions.sign_out(user, but=request.session.session_key)


@sensitive_variables()
def replace_keys(request: HttpRequest, user: User, unlocked: Unlocked, *, password: str) -> None:
    """Set a new password and put new keys in the place of those that somebody may know a way to.

    What these opened is moved after the transaction; should that be cut short, the next login
    goes on with it.
    """
    with keys.catch() as caught:
        user.set_password(password)
    with transaction.atomic():
        user.save(update_fields=["password"])
        password_is_replaced(user, now=timezone.now())
        fresh = keys.replace(request, user, unlocked, caught=caught)
        login_sessions.sign_out(user, but=request.session.session_key)
    keys.finish(fresh)


@sensitive_variables()
def set_first_password(request: HttpRequest, user: User, *, password: str) -> None:
    """Set the first password of somebody who is logged in without one.

    Their keys, which the server can open, are replaced by new ones that only the password opens;
    what the old ones opened is moved after the transaction. Should that be cut short, the next
    login goes on with it. Every other browser is signed out.
    """
    with keys.catch() as caught:
        user.set_password(password)
    with transaction.atomic():
        user.save(update_fields=["password"])
        fresh = keys.replace_served(request, user, caught=caught)
        login_sessions.sign_out(user, but=request.session.session_key)
    keys.finish(fresh)


class LinkUsed(Exception):
    """Another request has set a password by the same link meanwhile; nothing was changed."""


@sensitive_variables()
def reset_password(
    request: HttpRequest,
    user: User,
    *,
    password: str,
    code: str = "",
    unlocked: Unlocked | None = None,
) -> None:
    """Set a password for somebody who forgot it or had none; all browsers are signed out.

    With the recovery code, or unlocked by a passkey, the keys stay, and without they are new ones.
    What the server could open is moved under keys that only the password opens.
    The link came out of the person's mailbox, so the address is theirs. Raises LinkUsed.
    """
    fresh, before = None, user.password
    with keys.catch() as caught:
        user.set_password(password)
    with transaction.atomic():
        # Link and code count once, also where many bring them at the same moment.
        if User._base_manager.select_for_update().get(pk=user.pk).password != before:
            raise LinkUsed
        user.save(update_fields=["password"])
        password_is_replaced(user, now=timezone.now())
        if code:
            keys.take_code(request, user, code=code, caught=caught)
        elif unlocked is not None:
            keys.rewrap(request, user, unlocked, caught=caught)
        elif keys.is_served(user):
            fresh = keys.replace_served(request, user, caught=caught)
        else:
            keys.renew(request, user, caught=caught)
        login_sessions.sign_out(user)
        EmailAddress.objects.filter(user=user, email=user.email).update(verified=True)
    if fresh is not None:
        keys.finish(fresh)
    forgive(address=client_address(request), account=axes_username(request, {"email": user.email}))


class NoGuessLeft(Exception):
    """Too many wrong passwords of before or codes; axes' page says when the next may be tried."""


@sensitive_variables()
def recover_keys(
    request: HttpRequest, user: User, *, old: str, present: str, now: datetime
) -> bool:
    """Put keys that an earlier password still locks under the present one.

    Return whether `old` was that password. A guess is counted before it is looked at: whoever got
    the present password set for them must not try out the old one. Raises NoGuessLeft.
    """
    with _guess_at_keys(request, user, now=now) as where:
        with keys.catch() as caught:
            if not user.check_password(present):
                return False
        try:
            keys.recover(request, user, old=old, caught=caught)
        except (WrongKey, PasswordTooLong):
            return _note_wrong(request, user)
        forgive(**where)
    return True


@sensitive_variables()
def reopen_locked(request: HttpRequest, user: User, *, old: str, now: datetime) -> int:
    """Open again what a password of before locked, and return how many interviews; 0 if none.

    It counts as a guess. Raises NoGuessLeft.
    """
    with _guess_at_keys(request, user, now=now) as where:
        try:
            count = keys.reopen(request, user, old=old)
        except (WrongKey, PasswordTooLong):
            return int(_note_wrong(request, user))
        forgive(**where)
    return count


@sensitive_variables()
def check_code(request: HttpRequest, user: User, *, code: str, now: datetime) -> bool:
    """Return whether this is the person's recovery code; a slip is no guess.

    Raises CodeMistyped, NoGuessLeft.
    """
    read_code(code)
    with _guess_at_keys(request, user, now=now) as where:
        try:
            keys.check_code(user, code=code)
        except (WrongKey, KeyDestroyed, NoSubject):
            return _note_wrong(request, user)
        forgive(**where)
    return True


def guess_at_keys(user: User) -> dict[str, str]:
    """Return what a guess at a person's earlier keys is known by, for the page of the ban."""
    return {KEYS_OF: str(user.subject_id)}


def _note_wrong(request: HttpRequest, user: User) -> bool:
    """Let administrators see that it was wrong; return False."""
    user_login_failed.send(sender=__name__, credentials=guess_at_keys(user), request=request)
    return False


@contextmanager
def _guess_at_keys(request: HttpRequest, user: User, *, now: datetime) -> Iterator[dict[str, str]]:
    """Count a guess at passwords of before, and yield where it was counted.

    It is given back if nobody had the time to look at it.
    """
    where = {
        "address": client_address(request),
        "account": axes_username(request, guess_at_keys(user)),
    }
    if not reserve(**where, now=now, rules=rules_of(request)):
        raise NoGuessLeft
    try:
        yield where
    except TooBusy:
        give_back(**where)
        raise
