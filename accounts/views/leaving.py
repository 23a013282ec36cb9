"""While an account waits for its deletion: until when, and whether it stays after all."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import DeletionRequest, User
from accounts.services import deletion
from accounts.services import leaving as services
from accounts.unlocking import unlock_door
from accounts.views.carrying_out import REFUSALS, carry_out

# So long a browser can show until when one can come back, after it was logged out.
TOLD_SECONDS = 3600
TOLD = "leaving_until"


def say_until(request: HttpRequest, found: DeletionRequest) -> HttpResponse:
    """Log out, and lead to the page that says until when one can come back."""
    unlock_door(request).forget()
    logout(request)
    request.session[TOLD] = found.due_at.isoformat()
    request.session.set_expiry(TOLD_SECONDS)
    return redirect("accounts:leaving")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leaving(request: HttpRequest) -> HttpResponse:
    """Ask who comes back whether the account stays; tell who asked until when they can."""
    user = request.user
    if isinstance(user, User) and user.leaving_at is not None:
        return _decide(request, user) if request.method == "POST" else _ask(request, user)
    if TOLD not in request.session:
        return redirect("accounts:profile")
    due_at = parse_datetime(request.session[TOLD])
    return render(request, "accounts/leaving_begun.html", {"due_at": due_at})


def _ask(request: HttpRequest, user: User, *, refusal: str = "") -> HttpResponse:
    context = {
        "found": services.request_of(user),
        "is_held": services.is_held(user),
        "preview": deletion.preview(user),
        "refusal": refusal,
    }
    page = "accounts/leaving.html"
    return render(request, page, context, status=409 if refusal else 200)


def _decide(request: HttpRequest, user: User) -> HttpResponse:
    if "delete" in request.POST:
        try:
            return carry_out(request, user)
        except (services.LastAdministrator, services.Held) as error:
            return _ask(request, user, refusal=REFUSALS[type(error)])
    if "keep" not in request.POST:
        return _ask(request, user)
    if not services.keep(user, now=timezone.now()):
        return _ask(request, user, refusal="too late")
    messages.success(request, "Your account stays, with all that belongs to it.")
    return redirect("accounts:profile")
