"""One's keys for the API: made with a fresh proof and shown once, listed, revoked."""

from __future__ import annotations

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import factors
from accounts.api_key_forms import ApiKeyForm
from accounts.keys import is_served
from accounts.services import api_keys
from accounts.services.api_keys import TooManyKeys
from accounts.views.profile import person
from privacy.scopes import in_words


@never_cache
@login_required
@require_safe
def key_list(request: HttpRequest) -> HttpResponse:
    """List the person's keys, also once they may make none any more."""
    user, now = person(request), timezone.now()
    rows, may_use = api_keys.keys_of(user), api_keys.may_use(user)
    if not rows and not may_use:
        raise Http404
    listed = [
        (row, api_keys.is_live(row, now), sorted(map(in_words, row.allowed))) for row in rows
    ]
    context = {"keys": listed, "may_use": may_use, "is_served": is_served(user)}
    return render(request, "accounts/api_keys.html", context)


@never_cache
@sensitive_variables()
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
@require_http_methods(["GET", "HEAD", "POST"])
def make_key(request: HttpRequest) -> HttpResponse:
    """Ask what the key is for, make it, and show it this once."""
    user, has_factor = person(request), factors.is_verified(request)
    if not api_keys.may_use(user):
        raise Http404
    is_of_office = user.is_staff or user.is_superuser
    if settings.DASITE_ADMIN_SECOND_FACTOR and is_of_office and not has_factor:
        query = urlencode({"next": request.path})
        return HttpResponseRedirect(f"{reverse('accounts:second-factor')}?{query}")
    form = ApiKeyForm(user, request.POST or None, has_factor=has_factor)
    if request.method == "POST" and form.is_valid():
        try:
            key, written = api_keys.make(
                user, form.wanted, has_factor=has_factor, now=timezone.now()
            )
        except TooManyKeys:
            form.add_error(None, f"You have {api_keys.MOST_KEYS} keys. Revoke one first.")
        else:
            context = {"key": key, "written": written}
            return render(request, "accounts/api_key_made.html", context)
    return render(request, "accounts/api_key_new.html", {"form": form})


@require_POST
@login_required
def revoke(request: HttpRequest, uid: UUID) -> HttpResponse:
    """End a key of the person; one that is not theirs is nowhere to be found."""
    if not api_keys.revoke(person(request), uid, now=timezone.now()):
        raise Http404
    messages.success(request, "Revoked. Whatever comes with this key is refused from now on.")
    return redirect("accounts:api-keys")
