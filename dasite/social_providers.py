"""Reads from the environment by which OpenID Connect providers people may log in here.

`DASITE_OIDC_PROVIDERS` names them; `DASITE_OIDC_<NAME>_…` says the rest of each.
"""

from __future__ import annotations

import os
import re
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from dasite.env import env_bool, env_list, env_secret, env_text

NAME = re.compile(r"[a-z][a-z0-9]{0,29}")
PREFIX = "DASITE_OIDC_"
NAMES = "DASITE_OIDC_PROVIDERS"
PARTS = ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "CLIENT_SECRET_FILE", "LABEL", "TRUSTS_EMAIL")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def read_providers() -> list[dict[str, Any]]:
    """Return the providers as allauth wants its `APPS`.

    Raises ImproperlyConfigured for a provider that is half described, or not named.
    """
    names = env_list("DASITE_OIDC_PROVIDERS")
    for name in names:
        if not NAME.fullmatch(name) or names.count(name) > 1:
            raise ImproperlyConfigured(
                f"{NAMES} names {name!r}; write each name once, in small letters and digits, "
                "beginning with a letter, at most 30."
            )
    _refuse_strangers(names)
    return [_read(name) for name in names]


def _read(name: str) -> dict[str, Any]:
    prefix = f"{PREFIX}{name.upper()}_"
    client_id = env_text(f"{prefix}CLIENT_ID")
    if not client_id:
        raise ImproperlyConfigured(
            f"{prefix}CLIENT_ID is not set; write what the provider calls this site."
        )
    return {
        "provider_id": name,
        "name": env_text(f"{prefix}LABEL", name.title())[:40],
        "client_id": client_id,
        "secret": env_secret(f"{prefix}CLIENT_SECRET"),
        "settings": {
            "issuer": _issuer(f"{prefix}ISSUER"),
            "trusts_email": env_bool(f"{prefix}TRUSTS_EMAIL", default=False),
        },
    }


def _issuer(variable: str) -> str:
    """Return the provider's address, exactly as its tokens will have to name it."""
    issuer = env_text(variable)
    try:
        url = urlsplit(issuer)
        is_safe = url.scheme == "https" or (url.scheme == "http" and url.hostname in LOOPBACK)
    except ValueError:
        is_safe, url = False, urlsplit("")
    if not is_safe or not url.hostname or url.query or url.fragment or "@" in url.netloc:
        raise ImproperlyConfigured(
            f"{variable} is {issuer!r}; write the issuer's address with https:// "
            "as the provider's discovery document names it, without ? and #."
        )
    return issuer


def _refuse_strangers(names: list[str]) -> None:
    """Raise ImproperlyConfigured for a variable of a provider that the list does not name."""
    known = {f"{PREFIX}{name.upper()}_{part}" for name in names for part in PARTS}
    for variable in sorted(os.environ):
        if variable.startswith(PREFIX) and variable not in {*known, NAMES, f"{NAMES}_FILE"}:
            raise ImproperlyConfigured(
                f"{variable} is set, but belongs to no provider that {NAMES} names, "
                f"or ends in none of {', '.join(PARTS)}."
            )
