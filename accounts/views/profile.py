"""The profile: who one is here, and the password once more when the key has lapsed."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import bans, keys
from accounts.forms import ProfileForm, ProofForm, RecoverForm, ReopenForm
from accounts.models import User
from accounts.passkey_forms import UnlockByPasskeyForm, options_for
from accounts.services import api_keys, passwords, people
from accounts.unlocking import own_keys
from accounts.ways.base import ways_of


def person(request: HttpRequest) -> User:
    """Return who is logged in; the views here let nobody else in."""
    assert isinstance(request.user, User)
    return request.user


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show the account, and save name, time zone and language."""
    form = ProfileForm(request.POST or None, instance=person(request))
    if request.method == "POST" and form.is_valid():
        people.save_profile(person(request), said=form.cleaned_data)
        messages.success(request, "Your profile is saved.")
        return redirect("accounts:profile")
    context = {
        "form": form,
        "is_unlocked": _is_unlocked(request),
        "locked": keys.count_locked(person(request)),
        "code_made_at": keys.code_made_at(person(request)),
        "is_served": keys.is_served(person(request)),
        "ways": ways_of(person(request)),
        "has_api": api_keys.is_shown(person(request)),
    }
    return render(request, "accounts/profile.html", context)


def _is_unlocked(request: HttpRequest) -> bool:
    return own_keys(request, person(request).subject_id) is not None


@never_cache
@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """Ask for the password in place, and go back to where it was needed."""
    back = same_host(request, request.POST.get("next") or request.GET.get("next") or "")
    form = ProofForm(person(request), request.POST or None)
    if request.method == "POST" and "old" in request.POST:
        return _recover(request, back)
    if request.method == "POST" and "credential" in request.POST:
        return _unlock_by_passkey(request, back)
    if request.method == "POST" and form.is_valid():
        if _is_unlocked(request):
            return HttpResponseRedirect(back, status=303)
        return _unlock_page(request, RecoverForm(person(request)), back)
    return _unlock_page(request, form, back)


def _unlock_by_passkey(request: HttpRequest, back: str) -> HttpResponse:
    passkey = UnlockByPasskeyForm(request.POST, user=person(request))
    if passkey.is_valid():
        return HttpResponseRedirect(back, status=303)
    return _unlock_page(request, ProofForm(person(request)), back, passkey=passkey)


def _recover(request: HttpRequest, back: str) -> HttpResponse:
    form = RecoverForm(person(request), request.POST)
    if form.is_valid():
        try:
            if passwords.recover_keys(
                request,
                person(request),
                old=form.cleaned_data["old"],
                present=form.cleaned_data["password"],
                now=timezone.now(),
            ):
                return HttpResponseRedirect(back, status=303)
        except passwords.NoGuessLeft:
            return bans.locked_out(request, credentials=passwords.guess_at_keys(person(request)))
        form.add_error(
            "old", "Your answers are not locked with this password or code. Try another one."
        )
    return _unlock_page(request, form, back)


@never_cache
@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest) -> HttpResponse:
    """Ask for a password of before, which opens what it locked."""
    if not _is_unlocked(request):
        return redirect(f"{reverse('accounts:unlock')}?{urlencode({'next': request.path})}")
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            count = passwords.reopen_locked(
                request, person(request), old=form.cleaned_data["old"], now=timezone.now()
            )
        except passwords.NoGuessLeft:
            return bans.locked_out(request, credentials=passwords.guess_at_keys(person(request)))
        if count:
            messages.success(
                request, f"Open again: {count} {'interview' if count == 1 else 'interviews'}."
            )
            return redirect("accounts:profile")
        form.add_error(
            "old", "Nothing of yours is locked with this password or code. Try another one."
        )
    context = {"form": form, "locked": keys.count_locked(person(request))}
    return render(request, "accounts/reopen.html", context)


def _unlock_page(
    request: HttpRequest, form: ProofForm, back: str, *, passkey: UnlockByPasskeyForm | None = None
) -> HttpResponse:
    has_passkey = bool(keys.opening_passkeys(person(request)))
    context = {
        "form": form,
        "next": back,
        "stuck": isinstance(form, RecoverForm),
        "passkey": passkey,
        "options": options_for(person(request)) if has_passkey else None,
    }
    return render(request, "accounts/unlock.html", context)


def same_host(request: HttpRequest, url: str) -> str:
    """Return `url` if it stays here, else where a person begins."""
    if url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return url
    return resolve_url(settings.LOGIN_REDIRECT_URL)
