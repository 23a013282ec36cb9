"""What people decide about their accounts and no older copy of the database may forget."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from accounts.models import User
from privacy.retention import lasting
from privacy.retention.lasting import Word

IN, OUT = "in", "out"
FACTOR, LEAVING, PASSWORD = "factor", "leaving", "password"
NUMBER, MAIL, API_KEY = "number", "mail login", "API key"


def factor_is_removed(subject_id: UUID, number: int, *, now: datetime) -> None:
    """Say that a passkey, an app or spare codes count no more."""
    lasting.say(Word(FACTOR, OUT, about=(number,), subject_id=subject_id), now=now)


def password_is_replaced(user: User, *, now: datetime) -> None:
    """Say that the password of before counts no more; of the password itself, nothing."""
    lasting.say(Word(PASSWORD, OUT, subject_id=user.subject_id), now=now)


def leaves(
    user: User, request: UUID, *, due_at: datetime, copies: Iterable[UUID], now: datetime
) -> None:
    """Say that a person asked to leave, when they will be gone, and what stays open until then."""
    details = (str(request), due_at.isoformat(), *sorted(map(str, copies)))
    lasting.say(Word(LEAVING, OUT, details=details, subject_id=user.subject_id), now=now)


def stays(subject_id: UUID, *, now: datetime) -> None:
    """Say that a person wants to stay after all."""
    lasting.say(Word(LEAVING, IN, subject_id=subject_id), now=now)


def number_is_removed(user: User, *, now: datetime) -> None:
    """Say that the telephone number of before logs nobody in; of the number itself, nothing."""
    lasting.say(Word(NUMBER, OUT, subject_id=user.subject_id), now=now)


def mail_login_is(user: User, *, now: datetime) -> None:
    """Say whether mails log this person in."""
    word = IN if user.mail_login else OUT
    lasting.say(Word(MAIL, word, subject_id=user.subject_id), now=now)


def api_key_is_revoked(user: User, uid: UUID, *, now: datetime) -> None:
    """Say that a key for the API counts no more."""
    lasting.say(Word(API_KEY, OUT, about=(str(uid),), subject_id=user.subject_id), now=now)
