"""Pages about one's keys: the recovery code, and new keys when somebody may know the password."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts import factors, keys
from accounts.forms import CODE_SLIP, CodeForm, NewKeysForm
from accounts.unlocking import own_keys
from accounts.views.profile import person, same_host
from privacy.vault.errors import CodeMistyped


@never_cache
@login_required
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "POST"])
def recovery_code(request: HttpRequest) -> HttpResponse:
    """Show a fresh code once; it counts when its end was typed, and is stored nowhere before.

    Of no use to somebody without a password: nothing can be forgotten.
    """
    if keys.is_served(person(request)):
        return redirect("accounts:profile")
    if own_keys(request, person(request).subject_id) is None:
        return _to_unlock(request)
    given = request.POST or request.GET
    back = same_host(request, given.get("next") or reverse("accounts:profile"))
    is_new = "new" in given
    if request.method == "POST" and "code" in request.POST:
        return _keep_code(request, back, is_new=is_new)
    form = None
    if request.method == "POST" or is_new:
        form = CodeForm(initial={"code": keys.make_code()})
    return _code_page(request, form, back, is_new=is_new)


@sensitive_variables()
def _keep_code(request: HttpRequest, back: str, *, is_new: bool) -> HttpResponse:
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            keys.set_code(request, person(request), code=form.cleaned_data["code"])
        except CodeMistyped:
            form.add_error("proof", CODE_SLIP)
        else:
            messages.success(request, "Your recovery code counts from now on. Keep it safe.")
            return HttpResponseRedirect(back, status=303)
    return _code_page(request, form, back, is_new=is_new)


def _code_page(
    request: HttpRequest, form: CodeForm | None, back: str, *, is_new: bool
) -> HttpResponse:
    context = {
        "form": form,
        "code": form["code"].value() if form else "",
        "made_at": keys.code_made_at(person(request)),
        "next": back,
        "is_new": is_new,
    }
    return render(request, "accounts/recovery_code.html", context)


@never_cache
@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def new_keys(request: HttpRequest) -> HttpResponse:
    """Put new keys in the place of those that somebody may know a way to."""
    held = own_keys(request, person(request).subject_id)
    if held is None:
        return _to_unlock(request)
    form = NewKeysForm(user=person(request), data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.replace_keys(held)
        update_session_auth_hash(request, person(request))
        get_adapter().send_notification_mail("account/email/password_changed", person(request))
        messages.success(request, "You have new keys. Nobody can use the old ones any more.")
        return redirect("accounts:recovery-code")
    context = {
        "form": form,
        "interviews": keys.count_open(person(request)),
        "passkeys": len(factors.passkeys_of(person(request))),
    }
    return render(request, "accounts/new_keys.html", context)


def _to_unlock(request: HttpRequest) -> HttpResponse:
    query = urlencode({"next": request.get_full_path()})
    return redirect(f"{reverse('accounts:unlock')}?{query}")
