"""Checks a provider's ID token (OpenID Connect Core 1.0, section 3.1.3.7).

What may go wrong for ever: whoever makes us believe a token of their own is somebody else here.
Principle: signature, issuer, audience, nonce and times are checked always, also of a token that
came straight from the provider; algorithms are an allow-list without shared secrets and `none`.
"""

from __future__ import annotations

import hmac
from typing import Any

import jwt
from django.views.decorators.debug import sensitive_variables

from accounts.social.errors import AnswerRefused, NotAnew

ALGORITHMS = {
    "RSA": ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    "EC": ("ES256", "ES384", "ES512"),
    "OKP": ("EdDSA",),
}
LEEWAY = 60  # seconds that clocks may differ
REQUIRED = ["iss", "sub", "aud", "exp", "iat"]
SUBJECT_CHARS = 255  # of the specification


class KeyUnknown(AnswerRefused):
    """The token was signed with a key that is not on the list; a newer list may have it."""


@sensitive_variables()
def read_id_token(
    token: str, *, keys: list[dict[str, Any]], issuer: str, client_id: str, nonce: str
) -> dict[str, Any]:
    """Return the claims of a token that this provider made for this login.

    Raises KeyUnknown, AnswerRefused.
    """
    key, algorithm = _key_of(token, keys)
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            audience=client_id,
            issuer=issuer,
            leeway=LEEWAY,
            options={"require": REQUIRED},
        )
    except jwt.PyJWTError as error:
        raise AnswerRefused(f"its token is not to be believed ({type(error).__name__})") from None
    _check_party(claims, client_id)
    said = claims.get("nonce")
    if not isinstance(said, str) or not hmac.compare_digest(said.encode(), nonce.encode()):
        raise AnswerRefused("its token was made for another login")
    if not claims["sub"] or len(claims["sub"]) > SUBJECT_CHARS:
        raise AnswerRefused("its token names nobody")
    return claims


def require_anew(claims: dict[str, Any], *, since: float, now: float) -> None:
    """Raise NotAnew unless the person logged in there after `since`, in seconds of the epoch."""
    at = claims.get("auth_time")
    if isinstance(at, bool) or not isinstance(at, int | float):
        raise NotAnew("its token does not say when the person logged in")
    if not since - LEEWAY <= at <= now + LEEWAY:
        raise NotAnew("its token is of a login of before")


def _check_party(claims: dict[str, Any], client_id: str) -> None:
    """Raise AnswerRefused for a token that was issued to somebody else, or to several."""
    audience, party = claims["aud"], claims.get("azp")
    is_shared = isinstance(audience, list) and len(audience) > 1
    if (is_shared and party is None) or party not in {None, client_id}:
        raise AnswerRefused("its token was made for another site")


def _key_of(token: str, keys: list[dict[str, Any]]) -> tuple[jwt.PyJWK, str]:
    """Return the public key that a token says it was signed with, and how."""
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError:
        raise AnswerRefused("its token is none") from None
    algorithm, kid = str(header.get("alg")), header.get("kid")
    kinds = [kind for kind, known in ALGORITHMS.items() if algorithm in known]
    if not kinds:
        raise AnswerRefused("its token is signed by a method that is not taken")
    fitting = [
        key
        for key in keys
        if key.get("kty") in kinds
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
        and (kid is None or key.get("kid") == kid)
    ]
    if len(fitting) != 1:
        raise KeyUnknown("its token is signed with a key that it does not list")
    try:
        return jwt.PyJWK(fitting[0], algorithm), algorithm
    except jwt.PyJWTError:
        raise AnswerRefused("its key cannot be read") from None
