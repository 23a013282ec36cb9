"""What answers must not give away, and what somebody who is leaving is asked first."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers

from accounts import login_sessions, passkeys, seen
from accounts.services.mails import MailNotSent
from accounts.unlocking import unlock_door
from accounts.zones import language_of, zone_of

EVEN = frozenset(
    {
        "account_signup",
        "account_reset_password",
        "account_request_login_code",
        "account_confirm_login_code",
        "account_signup_by_mail",
        "socialaccount_signup",
        "account_login_phone",
    }
)


MAIL_RETRY_SECONDS = 300

# What somebody whose account waits for its deletion can open: the question whether it stays, and
# pages that are nobody's.
WHILE_LEAVING = frozenset(
    {"accounts:leaving", "account_logout", "privacy:receipts", "choose-theme"}
)


def may_be_logged_in(request: HttpRequest) -> bool:
    """Return False where nobody is: asking the session would cost a Vary header."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


class LeavingMiddleware:
    """Leads whoever logs in to an account that waits for its deletion to the one question."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        """Return the way to that page instead of any other."""
        if not may_be_logged_in(request):
            return None
        if getattr(request.user, "leaving_at", None) is None:
            return None
        match = request.resolver_match
        if match is not None and match.view_name in WHILE_LEAVING:
            return None
        return redirect("accounts:leaving")


class MailMiddleware:
    """Says calmly that a mail could not be sent without which a page is of no use."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return 503 when the mail server took none; whoever may have that address."""
        if not isinstance(exception, MailNotSent):
            return None
        page = render(request, "accounts/no_mail.html", status=503)
        page.headers["Retry-After"] = str(MAIL_RETRY_SECONDS)
        return page


class OwnZoneMiddleware:
    """Shows each person days and hours in their own time zone, and what is translated in theirs.

    The administration stays with the site's zone: its people speak with each other of the same
    days, and rules and runs go by them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()  # the next request of this thread is somebody else's

    def process_view(self, request: HttpRequest, *args: object) -> None:
        """Ask no more than the middleware before did: who this is has been read by then."""
        match = request.resolver_match
        if not may_be_logged_in(request):
            return
        if match is not None and "admin" in match.namespaces:
            return
        if zone := zone_of(request.user):
            timezone.activate(zone)
        if language := language_of(request.user):
            translation.activate(language)
            request.LANGUAGE_CODE = language


class DevicesMiddleware:
    """Tells what is unlocked in which login, and notes now and then that a browser was seen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        unlock_door(request).device = partial(login_sessions.device_of, request.session)
        response = self.get_response(request)
        # A session that nobody asked for was not seen; one that changed is about to be saved.
        if request.session.accessed and not request.session.modified:
            request.session.touch(timezone.now())  # type: ignore[attr-defined]  # ours
        return response


class SeenMiddleware:
    """Writes, once an hour, that somebody who is logged in is here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: object) -> None:
        if may_be_logged_in(request) and request.user.is_authenticated:
            seen.see(request.user, timezone.now())


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
