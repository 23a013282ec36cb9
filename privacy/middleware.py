"""Takes the unlock token out of a request; keeps the site shut while it is not in order, or the
database with the key shares does not answer.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.db import Error, OperationalError, connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_cache_control

from privacy import restoring
from privacy.retention import restore_gate
from privacy.retention.errors import LedgerUnavailable
from privacy.vault.browser import Unlock
from privacy.vault.errors import TooBusy

logger = logging.getLogger(__name__)

HEALTH = "/health/"
UNTIL_LATER = {"Retry-After": "60", "Cache-Control": "no-store"}


class RestoreGateMiddleware:
    """Answers 503 to everything but static files until a restored site is in order.

    An older copy of the database that was put back holds people who had been erased since: nobody
    may see them before the ledger was replayed. Looks again every few seconds, not at each page.
    Who has a link of `restore_check --link` is shown how far it is.
    """

    LOOK_AGAIN = 5.0  # seconds

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.looked_at = float("-inf")
        self.is_shut = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if time.monotonic() - self.looked_at >= self.LOOK_AGAIN:
            try:
                self.is_shut = restore_gate.is_shut(timezone.now())
            except OperationalError:
                if not is_down("vault"):
                    raise
                # Nobody can say whether an older copy was put back, and no answer opens.
                return keys_unavailable(request)
            self.looked_at = time.monotonic()
        # Young links are told how far it is, also when it has just ended.
        if restoring.is_opened_by(request.path):
            return restoring.page()
        if not self.is_shut:
            return self.get_response(request)
        return shut(request, "restoring", "privacy/shut.html")


class UnlockMiddleware:
    """Gives each request its `unlock`. Stands before all that stores or logs requests.

    allauth writes META of a suspended request into the session, error reports show COOKIES:
    neither may hold the token, for with it and the row the keys are open.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = settings.DASITE_UNLOCK_COOKIE_NAME
        unlock = Unlock(_take_cookie(request, name), clock=timezone.now)
        request.unlock = unlock  # type: ignore[attr-defined]  # views find it without an import
        response = self.get_response(request)
        if unlock.cookie is not None:
            response.set_cookie(
                name,
                unlock.cookie,
                # Until the browser is closed; at once, when there is nothing to keep.
                max_age=None if unlock.cookie else 0,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
            patch_cache_control(response, private=True)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return 503 when too many passwords are being checked at once, or no keys can be read."""
        if isinstance(exception, TooBusy):
            page = render_to_string("503.html")
            return HttpResponse(page, status=503, headers={"Retry-After": "5"})
        if isinstance(exception, Error) and is_down("vault"):
            return keys_unavailable(request)
        if isinstance(exception, LedgerUnavailable):
            logger.error("the ledger cannot be written: nothing is deleted until it can")
            return shut_page("privacy/ledger_unavailable.html")
        return None


def is_down(alias: str) -> bool:
    """Return whether a database does not answer."""
    connection = connections[alias]
    try:
        connection.ensure_connection()
    except OperationalError:
        return True
    return not connection.is_usable()


def keys_unavailable(request: HttpRequest) -> HttpResponse:
    """Return the page for the time in which the database with the key shares does not answer.

    Nothing is read or written in its place: there is no way around it.
    """
    logger.error("the database with the key shares does not answer")
    return shut(request, "keys unavailable", "privacy/keys_unavailable.html")


def shut(request: HttpRequest, status: str, template: str) -> HttpResponse:
    """Return what everybody gets while the site is shut: the page, or its status as JSON."""
    if request.path.startswith(HEALTH):
        return JsonResponse({"status": status}, status=503, headers=UNTIL_LATER)
    return shut_page(template)


def shut_page(template: str) -> HttpResponse:
    """Return a page for a time in which something cannot be done; nobody keeps a copy of it."""
    return HttpResponse(render_to_string(template), status=503, headers=UNTIL_LATER)


def _take_cookie(request: HttpRequest, name: str) -> str | None:
    """Return the cookie `name` and remove every trace of it from the request."""
    value: str | None = request.COOKIES.pop(name, None)
    header = request.META.get("HTTP_COOKIE", "")
    kept = [part for part in header.split(";") if part.partition("=")[0].strip() != name]
    if len(kept) != len(header.split(";")):
        request.META["HTTP_COOKIE"] = ";".join(kept).strip()
    return value
