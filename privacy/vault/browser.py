"""Keeps a subject's keys between two requests: the server has the ciphertext, the browser its key.

Principle: neither half is of use without the other, and the token is never stored, logged or
handed on: what reaches the rest of the program is this object.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.views.decorators.debug import sensitive_variables

from privacy.models.keys import UnlockedKey
from privacy.prepared import Prepared
from privacy.vault.aead import Place, SealKey, seal, unseal
from privacy.vault.binding import bind, expand
from privacy.vault.errors import VaultError
from privacy.vault.limits import Limits, read_limits
from privacy.vault.secret import Guarded, Secret
from privacy.vault.unlocked import Unlocked

TOKEN_BYTES = 32
KEY_BYTES = 32
# As long as allauth keeps a half-finished login (its ACCOUNT_LOGIN_TIMEOUT).
PENDING = timedelta(minutes=15)
# Each request moves the idle limit; writing that down more often would buy nothing.
TOUCH_EVERY = timedelta(minutes=1)

_unlocked_keys = Prepared(UnlockedKey.objects)


class Unlock(Guarded):
    """`request.unlock`: the keys that this browser has unlocked."""

    def __init__(self, token: str | None, *, clock: Callable[[], datetime]) -> None:
        """Keep the token of the request's cookie; nothing is read before it is asked for."""
        self._token = _read_token(token)
        self._clock = clock
        # Says which login a row belongs to, so that it goes when that is ended from elsewhere.
        self.device: Callable[[], UUID | None] = _nowhere
        self._row: UnlockedKey | None = None
        self._was_read = False
        # What the response must do to the cookie: nothing (None), remove it (""), set it.
        self.cookie: str | None = "" if token is not None and self._token is None else None

    @sensitive_variables()
    def current(self) -> Unlocked | None:
        """Return the unlocked subject, or None if there is none or its time is over.

        Makes one query at the first call of a request, none without a cookie; once a minute a
        second one moves the idle limit.
        """
        row = self._read()
        if row is None or row.pending or self._token is None:
            return None
        self._touch(row)
        return self._open(row, self._token)

    @sensitive_variables()
    def remember(self, unlocked: Unlocked, *, pending: bool = False) -> None:
        """Put `unlocked` into a new row under a new token; an older one of this browser goes.

        A `pending` one serves nobody until `promote`: the login still wants a second factor.
        """
        self._delete()
        token, now = Secret.random(TOKEN_BYTES), self._clock()
        limits = Limits(PENDING, PENDING) if pending else read_limits()
        row_id = _row_id(token)
        plain = unlocked.master_key.reveal() + unlocked.private_key.reveal()
        key, place = _seal_key(token, unlocked.generation), _place(row_id, unlocked.subject_id)
        self._row = UnlockedKey.objects.create(
            id=row_id,
            subject_id=unlocked.subject_id,
            generation=unlocked.generation,
            sealed=seal(key, plain, place),
            device=None if pending else self.device(),
            pending=pending,
            idle_minutes=limits.idle // timedelta(minutes=1),
            idle_until=now + min(limits.idle, limits.absolute),
            absolute_until=now + limits.absolute,
        )
        self._token, self._was_read = token, True
        self.cookie = base64.urlsafe_b64encode(token.reveal()).rstrip(b"=").decode()

    @sensitive_variables()
    def promote(self, subject_id: UUID) -> bool:
        """Return whether a pending row of `subject_id` was made current, under a new token."""
        row = self._read()
        if row is None or not row.pending or row.subject_id != subject_id or self._token is None:
            return False
        unlocked = self._open(row, self._token)
        if unlocked is None:
            return False
        self.remember(unlocked)
        return True

    def forget(self) -> None:
        """Drop this browser's row and its cookie; the keys of other devices stay."""
        self._delete()
        self._token, self._row, self._was_read = None, None, True
        self.cookie = ""

    def _read(self) -> UnlockedKey | None:
        """Return the row of this browser's token while its time lasts."""
        if not self._was_read and self._token is not None:
            row = _unlocked_keys.first(id=_row_id(self._token))
            if row is None or min(row.idle_until, row.absolute_until) <= self._clock():
                self.forget()
            else:
                self._row = row
        self._was_read = True
        return self._row

    def _open(self, row: UnlockedKey, token: Secret) -> Unlocked | None:
        key, place = _seal_key(token, row.generation), _place(row.id, row.subject_id)
        try:
            plain = unseal(key, bytes(row.sealed), place)
        except VaultError:
            # A damaged row is worth no more than an expired one: the password opens again.
            self.forget()
            return None
        master_key, private_key = Secret(plain[:KEY_BYTES]), Secret(plain[KEY_BYTES:])
        return Unlocked(row.subject_id, row.generation, master_key, private_key)

    def _touch(self, row: UnlockedKey) -> None:
        idle = timedelta(minutes=row.idle_minutes)
        idle_until = min(self._clock() + idle, row.absolute_until)
        if idle_until - row.idle_until >= TOUCH_EVERY:
            # Not `save`: another request of this browser may have logged out meanwhile.
            UnlockedKey.objects.filter(pk=row.pk).update(idle_until=idle_until)
            row.idle_until = idle_until

    def _delete(self) -> None:
        if self._token is not None:
            UnlockedKey.objects.filter(pk=_row_id(self._token)).delete()


def _nowhere() -> None:
    """Return that nobody has said which login this is."""


def _read_token(text: str | None) -> Secret | None:
    """Return the token in a cookie's value, or None if there is none."""
    try:
        value = base64.urlsafe_b64decode((text or "") + "=")
    except (binascii.Error, ValueError):
        return None
    return Secret(value) if len(value) == TOKEN_BYTES else None


def _row_id(token: Secret) -> str:
    return hashlib.sha256(bind("dasite/v1/unlocked/id", token.reveal())).hexdigest()


def _seal_key(token: Secret, generation: int) -> SealKey:
    return SealKey(expand(token, "dasite/v1/unlocked/key"), epoch=generation)


def _place(row_id: str, subject_id: UUID) -> Place:
    return Place(UnlockedKey._meta.db_table, row_id, "sealed", subject_id)
