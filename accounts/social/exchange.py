"""The talk with a provider: where a person is sent, and what the code they bring back is worth.

Allauth's own would check neither nonce nor, for a token that comes straight from the provider,
its signature; would take more of the query than it should, and follow wherever it is led.
Imported when somebody logs in by a provider, not before: a site without one never pays for it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus, urlencode

from django.views.decorators.debug import sensitive_variables
from requests.auth import AuthBase, HTTPBasicAuth

from accounts.social.discovery import Endpoints, discover, keys_at
from accounts.social.errors import AnswerRefused
from accounts.social.fetching import Bearer, Line
from accounts.social.tokens import KeyUnknown, read_id_token, require_anew

SCOPE = "openid email profile"


@dataclass(frozen=True)
class Site:
    """What this site is to one provider."""

    issuer: str
    client_id: str
    secret: str = field(repr=False)
    callback: str


@dataclass(frozen=True, repr=False)
class Login:
    """What one login began with, known to us and, in part, to the provider."""

    state: str
    nonce: str
    verifier: str
    anew_since: float | None = None  # set where it is a fresh proof; seconds as `time` counts them


def address(site: Site, login: Login, *, challenge: str) -> str:
    """Return where the person logs in. Raises ProviderSilent, AnswerRefused."""
    place = discover(Line(), site.issuer).authorization
    query = {
        "response_type": "code",
        "client_id": site.client_id,
        "redirect_uri": site.callback,
        "scope": SCOPE,
        "state": login.state,
        "nonce": login.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    if login.anew_since is not None:
        query |= {"prompt": "login", "max_age": "0"}
    return f"{place}{'&' if '?' in place else '?'}{urlencode(query)}"


@dataclass(repr=False)
class Answer:
    """Who the provider says has logged in; more is asked for only where it is needed."""

    claims: dict[str, Any]
    _token: str
    _userinfo: str
    _line: Line

    @sensitive_variables()
    def more(self) -> dict[str, Any]:
        """Return the claims with those that stand outside the token, about the same person.

        Raises ProviderSilent, AnswerRefused.
        """
        if "email" in self.claims or not self._userinfo or not self._token:
            return self.claims
        said = self._line.get(self._userinfo, auth=Bearer(self._token))
        if said.get("sub") != self.claims["sub"]:
            raise AnswerRefused("it tells of another person")
        return {**said, **self.claims}


@sensitive_variables()
def redeem(site: Site, login: Login, *, code: str, said_issuer: str | None) -> Answer:
    """Return who brought `code` back. Raises ProviderSilent, AnswerRefused."""
    line = Line()
    place = discover(line, site.issuer)
    if said_issuer != site.issuer and (said_issuer is not None or place.names_itself):
        raise AnswerRefused("the way back names another issuer")  # RFC 9207
    form, auth = _with_secret(place, site)
    form |= {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": site.callback,
        "code_verifier": login.verifier,
    }
    tokens = line.post(place.token, form, auth=auth)
    token, access = tokens.get("id_token"), tokens.get("access_token")
    if not isinstance(token, str):
        raise AnswerRefused("it sent no token")
    claims = _read(line, place, token, site, login)
    if login.anew_since is not None:
        require_anew(claims, since=login.anew_since, now=time.time())
    return Answer(claims, access if isinstance(access, str) else "", place.userinfo, line)


@sensitive_variables()
def _read(line: Line, place: Endpoints, token: str, site: Site, login: Login) -> dict[str, Any]:
    """Return the token's claims; a list of keys that lacks its key is asked for once more."""
    known = {"issuer": site.issuer, "client_id": site.client_id, "nonce": login.nonce}
    try:
        return read_id_token(token, keys=keys_at(line, place.keys), **known)
    except KeyUnknown:
        return read_id_token(token, keys=keys_at(line, place.keys, fresh=True), **known)


@sensitive_variables()
def _with_secret(place: Endpoints, site: Site) -> tuple[dict[str, str], AuthBase | None]:
    """Return how the site shows its secret: in the form, or in a header (RFC 6749, 2.3.1)."""
    if place.takes_posted_secret:
        return {"client_id": site.client_id, "client_secret": site.secret}, None
    return {}, HTTPBasicAuth(quote_plus(site.client_id), quote_plus(site.secret))
