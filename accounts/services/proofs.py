"""Fresh proof that it is still the same person at this browser, by any way that they have.

What allauth can ask for again (password, authenticator app, passkey), it lists itself, so that a
way that is added there stands here, too. A code by mail is ours: for whoever has nothing else, or
forgot the password and is logged in still. It stands in for no second factor.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from accounts.services import mailed_codes, social_logins
from accounts.services.providers import provider_names

PASSWORD = "reauthenticate"  # noqa: S105 - allauth's name for the way
MAILED_CODE = "mailed code"
PROVIDER = "another service"
ASKED_AT = "proof_asked_at"
WORDS = {
    PASSWORD: "Use my password",
    "mfa_reauthenticate": "Use my authenticator app",
    "mfa_reauthenticate:webauthn": "Use my passkey",
    MAILED_CODE: "Send a code to my address",
    PROVIDER: "Log in by another service again",
}


@dataclass(frozen=True)
class Proof:
    """One way to prove it; `url` leads to its page, which leads back to `?next=`."""

    key: str
    words: str
    url: str


def ways_of(user: User) -> list[Proof]:
    """Return the ways that this person has."""
    found = [
        Proof(one["id"], WORDS.get(one["id"], str(one["description"])), one["url"])
        for one in get_adapter().get_reauthentication_methods(user)
        if one["id"] != MAILED_CODE
    ]
    has_more, url = any(one.key != PASSWORD for one in found), reverse("accounts:mailed-code")
    if not has_more and mailed_codes.can_be_sent(user):
        found.append(Proof(MAILED_CODE, WORDS[MAILED_CODE], url))
    elif providers_of(user):  # where a code can be sent, its page offers these as well
        found.append(Proof(PROVIDER, WORDS[PROVIDER], url))
    return found


def providers_of(user: User) -> dict[str, str]:
    """Return the names of the services that could say again who a bare person is, by their ids."""
    if not is_bare(user):
        return {}
    names, logins = provider_names(), social_logins.logins_of(user)
    return {row.provider: name for row, name in logins if row.provider in names}


def is_bare(user: User) -> bool:
    """Return whether a mailed code or another service is all that they could prove it by.

    Allauth asks nothing of somebody who has neither password nor second factor.
    """
    return not user.has_usable_password() and not get_reauthentication_flows(user)


def require_code(request: HttpRequest) -> None:
    """Raise ReauthenticationRequired, unless one of these was given a moment ago."""
    oldest = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    records = get_authentication_records(request, request.user)
    if not any(one["at"] > oldest for one in records if one.get("reauthenticated")):
        raise ReauthenticationRequired


def begin(request: HttpRequest) -> None:
    """Remember that proof is asked for from now on: a password of before, as at login, is none."""
    request.session[ASKED_AT] = time.time()


def is_fresh(request: HttpRequest) -> bool:
    """Return whether the person proved it since it was asked for, and not long ago."""
    oldest = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    since = max(oldest, request.session.get(ASKED_AT, time.time()))
    records = get_authentication_records(request, request.user)
    return any(one["at"] > since for one in records if one.get("reauthenticated"))


def record(request: HttpRequest, user: User, *, method: str = MAILED_CODE) -> None:
    """Remember that the person proved it by a mailed code, or by another service."""
    begin(request)
    record_authentication(request, user, method=method, reauthenticated=True)
