"""Takes the unlock token out of a request, and keeps a restored site shut until it is in order."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_cache_control

from privacy import restoring
from privacy.retention import restore_gate
from privacy.vault.browser import Unlock
from privacy.vault.errors import TooBusy


class RestoreGateMiddleware:
    """Answers 503 to everything but static files until a restored site is in order.

    An older copy of the database that was put back holds people who had been erased since: nobody
    may see them before the ledger was replayed. Looks again every few seconds, not at each page.
    Who has a link of `restore_check --link` is shown how far it is.
    """

    LOOK_AGAIN = 5.0  # seconds
    HEALTH = "/health/"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.looked_at = float("-inf")
        self.is_shut = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if time.monotonic() - self.looked_at >= self.LOOK_AGAIN:
            self.is_shut = restore_gate.is_shut(timezone.now())
            self.looked_at = time.monotonic()
        # Young links are told how far it is, also when it has just ended.
        if restoring.is_opened_by(request.path):
            return restoring.page()
        if not self.is_shut:
            return self.get_response(request)
        headers = {"Retry-After": "60", "Cache-Control": "no-store"}
        if request.path.startswith(self.HEALTH):
            return JsonResponse({"status": "restoring"}, status=503, headers=headers)
        return HttpResponse(render_to_string("privacy/shut.html"), status=503, headers=headers)


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
        """Return 503 when too many passwords are being checked at once."""
        if not isinstance(exception, TooBusy):
            return None
        page = render_to_string("503.html")
        return HttpResponse(page, status=503, headers={"Retry-After": "5"})


def _take_cookie(request: HttpRequest, name: str) -> str | None:
    """Return the cookie `name` and remove every trace of it from the request."""
    value: str | None = request.COOKIES.pop(name, None)
    header = request.META.get("HTTP_COOKIE", "")
    kept = [part for part in header.split(";") if part.partition("=")[0].strip() != name]
    if len(kept) != len(header.split(";")):
        request.META["HTTP_COOKIE"] = ";".join(kept).strip()
    return value
