"""Passkeys: whose site they are made for, and what of a posted one may be kept.

Principle: the site is the one that the settings name, never the one that a request claims; and
what a passkey yields for the keys (the PRF of WebAuthn) is taken out of a request before anything
could store or log it.
"""

from __future__ import annotations

import hashlib
import json
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.http.request import validate_host
from fido2.utils import websafe_decode, websafe_encode

from privacy.vault.passkeys import prf_salt, read_prf
from privacy.vault.secret import Secret

PRF_FIELD = "passkey_prf"
LOCAL = "localhost"
# What the library reads of a credential; the rest of it is nobody's business.
KEPT = ("id", "rawId", "type")
KEPT_OF_RESPONSE = (
    "clientDataJSON",
    "attestationObject",
    "transports",
    "authenticatorData",
    "signature",
    "userHandle",
)


def site() -> str:
    """Return the name that passkeys are made for: the host of the configured address.

    A browser makes none for a number, so a site on this machine goes by its name.
    """
    host = urlsplit(settings.DASITE_URL).hostname or LOCAL
    return LOCAL if _is_number(host) and ip_address(host).is_loopback else host


def address() -> str:
    """Return the address at which passkeys of this site work."""
    own = urlsplit(settings.DASITE_URL)
    return own._replace(netloc=site() if own.port is None else f"{site()}:{own.port}").geturl()


def can_be_made() -> bool:
    """Return whether browsers make passkeys for this site: it needs a name and, unless it is on
    the same machine, https.
    """
    return site() == LOCAL or (settings.HTTPS and not _is_number(site()))


def is_own_origin(origin: str) -> bool:
    """Return whether a page of this origin is ours: scheme, host and port as configured.

    On the same machine any port will do.
    """
    try:
        parts, own = urlsplit(origin), urlsplit(settings.DASITE_URL)
        port, own_port = parts.port, own.port
    except ValueError:
        return False
    host = parts.hostname or ""
    if host == LOCAL == site():
        return parts.scheme in {"http", "https"}
    is_allowed = validate_host(host, settings.ALLOWED_HOSTS)
    return is_allowed and (parts.scheme, port) == ("https", own_port)


def require_own(credential: Any) -> None:
    """Raise ValueError or TypeError if a posted credential was not made on a page of ours."""
    spoken = websafe_decode(credential["response"]["clientDataJSON"])
    if not is_own_origin(str(json.loads(spoken)["origin"])):
        raise ValueError("the passkey was used on a page of another site.")


def for_script(options: dict[str, Any], *, only: Authenticator | None = None) -> dict[str, Any]:
    """Return what the page's script needs: the library's options, and the salt of the PRF.

    `only` leaves one passkey to be used, of those that the options allow.
    """
    public = dict(options["publicKey"])
    if only is not None:
        wanted = websafe_encode(credential_id(only))
        public["allowCredentials"] = [
            each for each in public["allowCredentials"] if each["id"] == wanted
        ]
    return {"publicKey": public, "salt": websafe_encode(prf_salt(site())), "address": address()}


def credential_id(row: Authenticator) -> bytes:
    """Return what a passkey is known by to the browser."""
    found: bytes = row.wrap().authenticator_data.credential_data.credential_id
    return found


def name_of(row: Authenticator) -> str:
    """Return what the vault knows a passkey by."""
    return hashlib.sha256(credential_id(row)).hexdigest()


def bare(credential: Any) -> Any:
    """Return a posted credential with nothing in it but what the library reads."""
    if not isinstance(credential, dict):
        return credential
    results = credential.get("clientExtensionResults")
    properties = results.get("credProps") if isinstance(results, dict) else None
    known = properties.get("rk") if isinstance(properties, dict) else None
    response = credential.get("response")
    return {
        **{key: credential[key] for key in KEPT if key in credential},
        "response": {key: response[key] for key in KEPT_OF_RESPONSE if key in response}
        if isinstance(response, dict)
        else response,
        "clientExtensionResults": {"credProps": {"rk": known}} if isinstance(known, bool) else {},
    }


def take_prf(request: HttpRequest) -> None:
    """Move what a passkey yielded out of the form that was posted, to where only we look."""
    if request.method != "POST" or not {PRF_FIELD, "credential"} & request.POST.keys():
        return
    posted = request.POST.copy()
    request.prf = read_prf(str(posted.pop(PRF_FIELD, [""])[-1]))  # type: ignore[attr-defined]  # ours
    try:
        credential = json.dumps(bare(json.loads(str(posted.get("credential", "")))))
    except (ValueError, RecursionError):
        credential = ""  # the form will say that none came
    posted["credential"] = credential
    request.POST = posted  # type: ignore[assignment]  # as Django's own tests do


def prf_of(request: HttpRequest) -> Secret | None:
    """Return what the passkey in this request yielded for the keys, if it did."""
    found: Secret | None = getattr(request, "prf", None)
    return found


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
