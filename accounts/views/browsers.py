"""Where one is logged in, and logging out there."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.login_sessions import SEEN_EVERY, device_of
from accounts.services import devices
from accounts.views.profile import person


@never_cache
@login_required
@require_safe
def browsers(request: HttpRequest) -> HttpResponse:
    """List the browsers in which the person is logged in."""
    found = devices.devices_of(person(request), request.session, now=timezone.now())
    context = {
        "devices": found,
        "has_others": any(not one.is_this for one in found),
        "seen_every": SEEN_EVERY.total_seconds() / 60,
    }
    return render(request, "accounts/browsers.html", context)


@require_POST
@login_required
def log_out_there(request: HttpRequest, uid: UUID) -> HttpResponse:
    """End one login of the person; a number that is not theirs is nowhere to be found."""
    if uid == device_of(request.session):
        return redirect("account_logout")
    if not devices.log_out(person(request), uid):
        raise Http404
    messages.success(request, "Logged out there. What was open there is locked.")
    return redirect("accounts:browsers")


@require_POST
@login_required
def log_out_others(request: HttpRequest) -> HttpResponse:
    """End all logins of the person but this one."""
    count = devices.log_out_others(person(request), request.session)
    places = "1 other browser" if count == 1 else f"{count} other browsers"
    messages.success(request, f"Logged out in {places}. What was open there is locked.")
    return redirect("accounts:browsers")
