"""What a provider says of itself: where it is asked what, and its keys; kept for some minutes.

It is no secret and names nobody, so it lies in the memory of the process.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from accounts.social.errors import AnswerRefused
from accounts.social.fetching import Line

KEPT = 600  # seconds; providers announce new keys long before they sign with them
WELL_KNOWN = "/.well-known/openid-configuration"

_kept: dict[str, tuple[float, dict[str, Any]]] = {}


@dataclass(frozen=True)
class Endpoints:
    """Where a provider is asked."""

    authorization: str
    token: str
    keys: str
    userinfo: str  # empty where it has none
    takes_posted_secret: bool
    names_itself: bool  # in the way back, so that another's answer cannot be taken for its own


def discover(line: Line, issuer: str) -> Endpoints:
    """Return where `issuer` is asked what. Raises ProviderSilent, AnswerRefused."""
    said = _get(line, issuer.rstrip("/") + WELL_KNOWN)
    if said.get("issuer") != issuer:
        raise AnswerRefused("its discovery document names another issuer")
    methods = said.get("token_endpoint_auth_methods_supported")
    return Endpoints(
        authorization=_address(said, "authorization_endpoint", issuer),
        token=_address(said, "token_endpoint", issuer),
        keys=_address(said, "jwks_uri", issuer),
        userinfo=_address(said, "userinfo_endpoint", issuer)
        if "userinfo_endpoint" in said
        else "",
        takes_posted_secret="client_secret_post" in (methods if isinstance(methods, list) else []),
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
    )


def keys_at(line: Line, url: str, *, fresh: bool = False) -> list[dict[str, Any]]:
    """Return the provider's public keys; `fresh` asks again.

    Raises ProviderSilent, AnswerRefused.
    """
    if fresh:
        _kept.pop(url, None)
    found = _get(line, url).get("keys")
    if not isinstance(found, list):
        raise AnswerRefused("its list of keys is none")
    return [key for key in found if isinstance(key, dict)]


def forget() -> None:
    """Forget all that was kept."""
    _kept.clear()


def _get(line: Line, url: str) -> dict[str, Any]:
    at, found = _kept.get(url, (0.0, {}))
    if not found or time.monotonic() - at > KEPT:
        found = line.get(url)
        _kept[url] = (time.monotonic(), found)
    return found


def _address(said: dict[str, Any], name: str, issuer: str) -> str:
    """Return an address that is as safe as the issuer's own."""
    address = said.get(name)
    if not isinstance(address, str):
        raise AnswerRefused(f"its discovery document has no {name}")
    if urlsplit(address).scheme not in {"https", urlsplit(issuer).scheme}:
        raise AnswerRefused(f"its {name} has no https://")
    return address
