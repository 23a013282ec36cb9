"""Where a request comes from, and the pseudonym that stands for it in our tables.

A pseudonym is a keyed digest in the shape of an IPv6 address, because libraries keep addresses in
columns that take nothing else. It lies in the block for packets that are thrown away (RFC 6666),
where no request can come from, and is the same for the same address as long as our secret is.
"""

from __future__ import annotations

import hashlib
import hmac
from ipaddress import IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

# Whoever has one IPv6 address has the whole /64 (RFC 6177) and could guess from each.
IPV6_HOUSEHOLD = 64
# A web server on a local socket names no address; all such clients share one count.
NOWHERE = "100::"
PSEUDONYMS = IPv6Network("100::/64")
PSEUDONYM_BYTES = 8


def read_address(request: HttpRequest) -> str:
    """Return the address that a request comes from; of an IPv6 one the household.

    Forwarded headers are believed only from proxies that the operator has named, and only as far
    as these go: what a client wrote itself stands left of what they added.
    """
    found = str(request.META.get("REMOTE_ADDR", ""))
    hops = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    while hops and _is_trusted(found):
        hop = _without_port(hops.pop().strip())
        if not is_address(hop):
            break
        found = hop
    return household(found)


def household(address: str) -> str:
    """Return what guesses of an address are counted under, before it becomes a pseudonym."""
    if not is_address(address):
        return NOWHERE
    parsed = ip_address(address)
    if not isinstance(parsed, IPv6Address):
        return address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ip_network((int(parsed), IPV6_HOUSEHOLD), strict=False).network_address)


def pseudonym(address: str) -> str:
    """Return what stands for a household's address; a pseudonym stays what it is."""
    if is_pseudonym(address):
        return address
    key, said = settings.SECRET_KEY.encode(), b"dasite/address/" + address.encode()
    tail = hmac.digest(key, said, hashlib.sha256)[:PSEUDONYM_BYTES]
    return str(PSEUDONYMS[int.from_bytes(tail)])


def is_pseudonym(address: str) -> bool:
    """Return whether an address is one that `pseudonym` made."""
    return address != NOWHERE and is_address(address) and ip_address(address) in PSEUDONYMS


def short(address: str) -> str:
    """Return how an address is shown: of a pseudonym enough to know it again by."""
    if not is_pseudonym(address):
        return address
    digits = f"{int(ip_address(address)) - int(PSEUDONYMS.network_address):016x}"
    return f"{digits[:4]}-{digits[4:8]}"


def is_address(text: str) -> bool:
    """Return whether a text is an IP address."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_trusted(address: str) -> bool:
    if not is_address(address):
        return False
    # A server that listens on IPv6 as well sees an IPv4 proxy in the clothes of an IPv6 one.
    found = ip_address(address)
    bare = (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
    return any(bare in ip_network(net) for net in settings.DASITE_TRUSTED_PROXIES)


def _without_port(hop: str) -> str:
    """Return an address without the port that some proxies write behind it."""
    if hop.startswith("[") and "]" in hop:
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop
