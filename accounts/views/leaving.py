"""While an account waits for its deletion: until when, and whether it stays after all."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
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
# Why neither of the two could be done, for the next page that is shown.
REFUSED = "staying_refused"


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


def _ask(request: HttpRequest, user: User) -> HttpResponse:
    context = {
        "found": services.request_of(user),
        "preview": deletion.preview(user),
        "refusal": request.session.pop(REFUSED, ""),
    }
    return render(request, "accounts/leaving.html", context)


def _refuse(request: HttpRequest, why: str) -> HttpResponse:
    """Lead to the question that says why; by GET, as no browser sends again by itself."""
    request.session[REFUSED] = why
    return HttpResponseRedirect(reverse("accounts:leaving"), status=303)


def _decide(request: HttpRequest, user: User) -> HttpResponse:
    if "delete" in request.POST:
        try:
            return carry_out(request, user)
        except (services.LastAdministrator, services.Held) as error:
            return _refuse(request, REFUSALS[type(error)])
    if "keep" not in request.POST:
        return redirect("accounts:leaving")
    if not services.keep(user, now=timezone.now()):
        return _refuse(request, "too late")
    messages.success(request, "Your account stays, with all that belongs to it.")
    return redirect("accounts:profile")
