"""Mails with a link that logs in, or that makes an account without a password.

Whoever asks sees the same page whatever the address is; the mail tells the rest to whoever reads
it there. An address without an account gets one, too: else the time, and a mistyped address,
would stay a riddle.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables

from accounts import guesses
from accounts.models import User
from accounts.services import login_codes, mailed_codes
from accounts.services.login_codes import Kind
from accounts.services.short_codes import LIVES
from privacy.vault.errors import VaultError
from privacy.vault.texts import open_text, seal_text

TABLE, ROW = "sign-up link", "0"
UNKNOWN = "account/email/unknown_account"


def find_person(email: str) -> User | None:
    """Return whose account an address is, whether or not they may use it."""
    return User.objects.filter(email=email.strip().lower(), is_active=True).first()


@sensitive_variables()
def send(user: User | None, email: str, *, now: datetime, with_code: bool = False) -> None:
    """Mail a link to log in, or why there is none. A code is of use only where it was asked for.

    An address that was never confirmed may have been taken by somebody else, with a password of
    theirs: its owner is led to choose a new one instead.
    """
    if user is None:
        _mail(UNKNOWN, email, {})
    elif not mailed_codes.can_be_sent(user):
        _mail("accounts/email/login_unconfirmed", email, {})
    elif not user.mail_login:
        _mail("accounts/email/login_off", email, {})
    else:
        made = login_codes.make(user, Kind.MAIL, now=now)
        said = {"code": made.spoken if with_code else ""}
        _mail("accounts/email/login_link", email, said, "account_login_link", made.token)


@sensitive_variables()
def send_signup(email: str, *, now: datetime) -> None:
    """Mail a link that makes an account without a password; to who has one, a link to log in.

    The link holds the address, sealed: of somebody who has no account yet, nothing is kept here.
    """
    user = find_person(email)
    if user is not None or User.objects.filter(email=email.strip().lower()).exists():
        send(user, email, now=now)
        return
    until = (now + LIVES).timestamp()
    token = seal_text(json.dumps([email.strip().lower(), until]), table=TABLE, row=ROW)
    _mail("accounts/email/signup_link", email, {}, "account_signup_link", token.rstrip("="))


@sensitive_variables()
def read_signup(token: str, *, now: datetime) -> str:
    """Return whose sign-up link this is, or "" if it is none, is too old, or was used."""
    try:
        email, until = json.loads(open_text(token + "=" * (-len(token) % 4), table=TABLE, row=ROW))
    except VaultError:
        return ""
    if now.timestamp() >= until or User.objects.filter(email=email).exists():
        return ""
    return str(email)


def spend_signup(token: str, *, now: datetime) -> bool:
    """Return whether a sign-up link is used for the first time."""
    return guesses.take_once("sign-up link", token, now=now)


@sensitive_variables()
def _mail(template: str, to: str, said: dict[str, Any], page: str = "", token: str = "") -> None:
    if page:
        said = {**said, "link": f"{settings.DASITE_URL}{reverse(page, args=[token])}"}
    minutes = LIVES.seconds // 60
    get_adapter().send_mail(template, to, {**said, "minutes": minutes})
