"""What axes asks us: whose guess this is, from where, and what to say when it is one too many."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.guesses import ANYWHERE, factor_account, footprint, time_left
from accounts.unlocking import unlock_door

# Whoever has one IPv6 address has the whole /64 (RFC 6177) and could guess from each.
IPV6_HOUSEHOLD = 64
# A web server on a local socket names no address; all such clients share one count (RFC 6666).
NOWHERE = "100::"
# In the credentials of a guess: whose second factor it was at.
FACTOR_OF = "factor_of"


def axes_username(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """Return what axes' tables know the account by that somebody wants to get into."""
    if credentials and FACTOR_OF in credentials:
        return factor_account(credentials[FACTOR_OF])
    return footprint(str((credentials or {}).get("email") or ""))


def client_address(request: HttpRequest) -> str:
    """Return the address that a guess is counted under.

    Forwarded headers are believed only from proxies that the operator has named, and only as far
    as these go: what a client wrote itself stands left of what they added.
    """
    found = str(request.META.get("REMOTE_ADDR", ""))
    hops = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    while hops and _is_trusted(found):
        hop = hops.pop().strip()
        if not _is_address(hop):
            break
        found = hop
    return _household(found)


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: object = None
) -> HttpResponse:
    """Return the page of a ban: how long it lasts, in words and for machines."""
    # Whoever guesses in an open browser is not let at what is unlocked there.
    unlock_door(request).forget()
    known = credentials if isinstance(credentials, Mapping) else {}
    is_factor = FACTOR_OF in known
    address = ANYWHERE if is_factor else client_address(request)
    account = axes_username(request, known)
    left = time_left(address=address, account=account, now=timezone.now())
    context = {"time_left": in_words(left), "is_factor": is_factor}
    page = render(request, "accounts/locked_out.html", context, status=429)
    page["Retry-After"] = str(max(1, math.ceil(left.total_seconds())))
    return page


def in_words(left: timedelta) -> str:
    """Return a wait as one says it: rounded up, so that it is never too short."""
    minutes = max(1, math.ceil(left.total_seconds() / 60))
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def _household(address: str) -> str:
    if not _is_address(address):
        return NOWHERE
    parsed = ip_address(address)
    if not isinstance(parsed, IPv6Address):
        return address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ip_network((int(parsed), IPV6_HOUSEHOLD), strict=False).network_address)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_trusted(address: str) -> bool:
    if not _is_address(address):
        return False
    return any(ip_address(address) in ip_network(net) for net in settings.DASITE_TRUSTED_PROXIES)
