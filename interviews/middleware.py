"""Takes the keys of interviews begun without a login out of a request before anybody sees them."""

from __future__ import annotations

import base64
import binascii
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# A cookie has room for 4,096 bytes; one key takes 66 of them.
MOST_TOKENS = 12


class Guest:
    """`request.guest`: the keys that this browser holds, the newest last."""

    def __init__(self, cookie: str) -> None:
        self.tokens = dict(filter(None, map(_read_pair, cookie.split("~"))))
        self.has_changed = False

    def __repr__(self) -> str:
        return f"<Guest with {len(self.tokens)} keys>"

    def keep(self, uid: uuid.UUID, token: str) -> None:
        """Keep the key of one more interview; beyond the most, the oldest is forgotten."""
        self.tokens[uid] = token
        for oldest in list(self.tokens)[:-MOST_TOKENS]:
            del self.tokens[oldest]
        self.has_changed = True

    def drop(self, uid: uuid.UUID) -> None:
        """Forget the key of an interview that was erased or adopted."""
        if self.tokens.pop(uid, None):
            self.has_changed = True

    @property
    def cookie(self) -> str:
        return "~".join(f"{_encode(uid.bytes)}.{token}" for uid, token in self.tokens.items())


class GuestMiddleware:
    """Gives each request its `guest`. Stands before all that stores or logs requests."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = settings.DASITE_GUEST_COOKIE_NAME
        guest = Guest(request.COOKIES.pop(name, ""))
        header = request.META.get("HTTP_COOKIE", "").split(";")
        kept = [part for part in header if part.partition("=")[0].strip() != name]
        if len(kept) != len(header):
            request.META["HTTP_COOKIE"] = ";".join(kept).strip()
        request.guest = guest  # type: ignore[attr-defined]  # views find it without an import
        response = self.get_response(request)
        if guest.has_changed:
            # Without an age: it ends with the browser, which may not be this person's alone.
            response.set_cookie(
                name,
                guest.cookie,
                max_age=None if guest.tokens else 0,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


def _read_pair(pair: str) -> tuple[uuid.UUID, str] | None:
    """Return an interview's uid and key, or None for what is not one."""
    uid, _, token = pair.partition(".")
    try:
        return (uuid.UUID(bytes=base64.urlsafe_b64decode(uid + "==")), token) if token else None
    except (binascii.Error, ValueError):
        return None


def _encode(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
