"""What answers must not give away: pages to a cache, and by their time who has an account."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from accounts import passkeys

EVEN = frozenset({"account_signup", "account_reset_password"})


class PrivatePagesMiddleware:
    """Keeps what somebody who is logged in was shown out of caches and the back button.

    A page that says something itself keeps its word.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Asking a session that nobody touched would cost a query and a Vary header.
        asked = request.session.accessed
        if asked and request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response


class EvenAnswersMiddleware:
    """Lets forms that must not tell who has an account answer after the same time for everybody.

    A new person's keys cost a few milliseconds that a known one's are spared: enough to tell them
    apart by asking often.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        response = self.get_response(request)
        place = request.resolver_match.view_name if request.resolver_match else ""
        if request.method == "POST" and place in EVEN:
            time.sleep(max(0.0, began + settings.ACCOUNT_EVEN_SECONDS - time.monotonic()))
        return response


class PasskeyMiddleware:
    """Takes what a passkey yields for the keys out of each form that brings it.

    A suspended request is written into the session whole, error reports show what was posted.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: object) -> None:
        """Look only at what a view is about to see: the form was read by then."""
        passkeys.take_prf(request)
