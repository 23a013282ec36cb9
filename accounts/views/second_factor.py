"""Leads somebody to a second factor where one is asked for, and away from a login half done."""

from __future__ import annotations

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts import factors
from accounts.unlocking import unlock_door
from accounts.views.profile import person, same_host

# In the login session: where somebody goes on once they have kept their spare codes.
GOES_ON = "after_factor"


@never_cache
@login_required
@require_GET
def second_factor(request: HttpRequest) -> HttpResponse:
    """Say why a second factor is needed, lead to one, and then on to where it was needed."""
    wanted = request.GET.get("next") or request.session.pop(GOES_ON, reverse("accounts:profile"))
    back = same_host(request, wanted)
    if factors.is_verified(request):
        return HttpResponseRedirect(back)
    request.session[GOES_ON] = back
    context = {"has_factor": factors.has_factor(person(request)), "next": back}
    return render(request, "accounts/second_factor.html", context)


@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Forget a login that waits for its second factor, with the key that waits for it."""
    unlock_door(request).forget()
    logout(request)
    return redirect("account_login")
