"""Telephone numbers that log in: one number, one account; sealed, and found by a keyed digest."""

from __future__ import annotations

import re
from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from accounts import sms
from accounts.guesses import digest
from accounts.models import LoginCode, PhoneNumber, User
from accounts.services import lasting_words, login_codes, ways_in
from accounts.services.login_codes import Guess, Kind
from accounts.services.short_codes import LIVES
from privacy.vault.errors import SealBroken, WrongKey
from privacy.vault.texts import open_text, seal_text

TABLE = PhoneNumber._meta.db_table
E164 = re.compile(r"\+[1-9][0-9]{6,14}")
BETWEEN = re.compile(r"[\s\-./()\u00a0\u2010-\u2015]")
UNREADABLE = "a number that is damaged and cannot be read"
TEXT = "{code} is your code for {site}. It counts once, for {minutes} minutes. Give it to nobody."


class NumberTaken(Exception):
    """Another account has this number."""


class TooManyCodes(Exception):
    """No more codes are sent to this number, or asked for from this address, for a while."""


class NotSent(Exception):
    """The gateway did not take the message."""


def normalise(typed: str) -> str:
    """Return a number as E.164 writes it: +4915112345678. Raises ValidationError."""
    number = BETWEEN.sub("", typed)
    if number.startswith("00"):
        number = "+" + number[2:]
    if not E164.fullmatch(number):
        raise ValidationError(
            "Type the whole number with the code of its country, like +49 151 12345678."
        )
    return number


def key_of(number: str) -> str:
    """Return what a number is found by; it cannot be read from it."""
    return digest("phone number", number)


@sensitive_variables()
def number_of(user: User) -> str:
    """Return the person's number, "" if they have none that can be read."""
    row = PhoneNumber.objects.filter(user=user).first()
    return read(row) if row is not None else ""


@sensitive_variables()
def read(row: PhoneNumber) -> str:
    """Return the number of a row, "" if its seal is damaged or was made elsewhere."""
    try:
        return open_text(row.sealed, table=TABLE, row=str(row.pk))
    except (SealBroken, WrongKey):
        return ""


@sensitive_variables()
def say(row: PhoneNumber) -> str:
    """Return the number of a row for its person, or that it cannot be read."""
    return read(row) or UNREADABLE


@sensitive_variables()
def say_number_of(user: User) -> str:
    """Return the person's number for them, or that it cannot be read; "" if they have none."""
    row = PhoneNumber.objects.filter(user=user).first()
    return say(row) if row is not None else ""


@sensitive_variables()
def seal(user: User, number: str) -> str:
    """Return a number sealed for the row of its person."""
    return seal_text(number, table=TABLE, row=str(user.pk))


@sensitive_variables()
def find_person(number: str) -> User | None:
    """Return whose number it is, if they may log in."""
    row = PhoneNumber.objects.filter(
        key=key_of(number), user__is_active=True, user__erasing_at=None
    )
    found = row.select_related("user").first()
    return found.user if found is not None else None


@sensitive_variables()
def require_few(request: HttpRequest, number: str) -> None:
    """Raise TooManyCodes if too many codes went to a number, or were asked for from an address.

    Counts this time, too, and a number that nobody has like any other.
    """
    if not ratelimit.consume(request, action="send_phone_code", key=key_of(number)):
        raise TooManyCodes


def words(code: str) -> str:
    """Return the text of a message."""
    minutes = LIVES.seconds // 60
    return TEXT.format(code=code, site=settings.DASITE_SITE_NAME, minutes=minutes)


@sensitive_variables()
def begin(request: HttpRequest, user: User, *, number: str, now: datetime) -> None:
    """Send a code that confirms a number of the person's. Raises TooManyCodes, NotSent.

    Whether another account has it is said to who holds the phone, and to nobody else.
    """
    require_few(request, number)
    made = login_codes.make(user, Kind.NUMBER, now=now, about=number)
    try:
        sms.send(number, words(made.spoken))
    except OSError as error:
        raise NotSent from error


@sensitive_variables()
def confirm(request: HttpRequest, user: User, *, number: str, code: str, now: datetime) -> bool:
    """Return whether this is the code, and keep the number in the place of any before.

    Raises NoGuessLeft, NumberTaken.
    """
    guess = Guess(user, Kind.NUMBER, account=number, about=number)
    if not login_codes.take_code(request, guess, code=code, now=now):
        return False
    fresh = {
        "sealed": seal(user, number),
        "key": key_of(number),
        "confirmed_at": now,
    }
    try:
        with transaction.atomic():
            _, is_first = PhoneNumber.objects.update_or_create(user=user, defaults=fresh)
            if not is_first:
                lasting_words.number_is_removed(user, now=now)
    except IntegrityError as error:
        raise NumberTaken from error
    _drop_codes(user)
    get_adapter().send_notification_mail("accounts/email/phone_added", user)
    return True


def remove(user: User, *, now: datetime) -> None:
    """Forget the person's number; no code logs them in by it any more, after a restore neither.

    Raises LastWayIn.
    """
    with ways_in.removing(user, ways_in.PHONE):
        _drop_codes(user)
        gone = PhoneNumber.objects.filter(user=user).delete()[0]
        if gone:
            lasting_words.number_is_removed(user, now=now)
    if gone:
        get_adapter().send_notification_mail("accounts/email/phone_removed", user)


def _drop_codes(user: User) -> None:
    LoginCode.objects.filter(user=user, kind=Kind.PHONE).delete()
