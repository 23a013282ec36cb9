"""How often an address may ask for what costs us work; it is kept as a digest, for two minutes."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.module_loading import import_string

MINUTE = 60  # seconds


def is_too_often(request: HttpRequest, what: str, *, a_minute: int, now: datetime) -> bool:
    """Return whether this address asked for `what` more often than that; counts this time, too."""
    # Of accounts, so that an address is the same thing wherever something is counted.
    address_of: Callable[[HttpRequest], str] = import_string(settings.DASITE_ADDRESS_CALLABLE)
    asked = f"{what}\0{address_of(request)}\0{int(now.timestamp()) // MINUTE}".encode()
    key = hmac.digest(settings.SECRET_KEY.encode(), b"dasite/rate/" + asked, hashlib.sha256)
    name = f"rate:{key.hex()}"
    cache.add(name, 0, timeout=2 * MINUTE)
    return bool(cache.incr(name) > a_minute)
