"""Pages of passkeys: added, listed, renamed, removed, logged in with, shown once more as proof.

Allauth's views with our pages; what is posted goes through the forms of `accounts.passkey_forms`.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views as allauth_views
from allauth.mfa.webauthn.internal import auth, flows
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import factors, keys, passkeys
from accounts.forgotten_forms import NewPasswordForm
from accounts.passkey_forms import FULL, OpeningForm, has_most, options_for
from accounts.services import ways_in
from accounts.unlocking import own_keys
from accounts.views.pending import NotStuck
from accounts.views.profile import person, same_host

OPENS = "Your passkey is ready: it logs you in and opens your answers."
OPENS_NOT = (
    "This device can log you in but cannot open your answers: you will be asked for your password."
)
LOCKED = (
    "Your passkey is ready to log you in. Your answers were locked when you added it, so it opens "
    "them only after you let it, on this page."
)

secret = method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")


class WithOptions:
    """Puts what the script needs into the page, and keeps the form that was posted."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Allauth's own drop what they are given, and would check a posted form twice.
        context = {**super().get_context_data(), **kwargs}  # type: ignore[misc]
        (options,) = context["js_data"].values()
        return {**context, "options": passkeys.for_script(options)}


@method_decorator([never_cache, login_required], name="dispatch")
class PasskeyList(allauth_views.ListWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """A person's passkeys, and what each can do."""

    template_name = "accounts/passkeys.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        opening = keys.opening_passkeys(person(self.request))
        rows = [(row, passkeys.name_of(row) in opening) for row in self.object_list]
        return {
            **super().get_context_data(**kwargs),
            "passkeys": rows,
            "opening": opening,
            "is_served": keys.is_served(person(self.request)),
        }


@secret
class AddPasskey(WithOptions, allauth_views.AddWebAuthnView):  # type: ignore[misc]  # no types
    """Adds a passkey, and lets it open the keys if it can and they are at hand."""

    template_name = "accounts/passkey_add.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "can_be_made": passkeys.can_be_made(),
            "full": FULL if has_most(person(self.request)) else "",
        }

    def form_valid(self, form: Any) -> HttpResponse:
        row, codes = flows.add_authenticator(
            self.request,
            name=form.cleaned_data["name"],
            credential=form.cleaned_data["credential"],
        )
        then = reverse("mfa_view_recovery_codes" if codes else "mfa_list_webauthn")
        return _after_adding(self.request, row, then, may_open=form.cleaned_data["prf_enabled"])


def _after_adding(
    request: HttpRequest, row: Authenticator, then: str, *, may_open: bool
) -> HttpResponse:
    """Let a new passkey open the keys, or ask it once more, or say that it cannot."""
    user, prf = person(request), passkeys.prf_of(request)
    if own_keys(request, user.subject_id) is None:
        messages.warning(request, LOCKED)
    elif prf is not None:
        keys.use_passkey(request, user, name=passkeys.name_of(row), prf=prf)
        messages.success(request, OPENS)
    elif may_open:
        query = urlencode({"next": then})
        return redirect(f"{reverse('accounts:passkey-opens', args=[row.pk])}?{query}")
    else:
        messages.warning(request, OPENS_NOT)
    return redirect(then)


@never_cache
@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def let_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a passkey once more, so that it opens the answers: some yield nothing when made."""
    user = person(request)
    row = get_object_or_404(Authenticator, pk=pk, user=user, type=Authenticator.Type.WEBAUTHN)
    if own_keys(request, user.subject_id) is None:
        query = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('accounts:unlock')}?{query}")
    back = reverse("mfa_list_webauthn")
    if given := request.POST.get("next") or request.GET.get("next"):
        back = same_host(request, given)
    form = OpeningForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        if form.opened:
            messages.success(request, OPENS)
        else:
            messages.warning(request, OPENS_NOT)
        return HttpResponseRedirect(back, status=303)
    context = {"form": form, "passkey": row, "next": back, "options": options_for(user, row)}
    return render(request, "accounts/passkey_opens.html", context)


@secret
class EditPasskey(allauth_views.EditWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """Another name for a passkey."""

    template_name = "accounts/passkey_edit.html"


@secret
class RemovePasskey(allauth_views.RemoveWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """Removes a passkey; with it goes its way to the keys."""

    template_name = "accounts/passkey_remove.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        opening = keys.opening_passkeys(person(self.request))
        others = Authenticator.objects.filter(user=self.request.user).exclude(
            type=Authenticator.Type.RECOVERY_CODES
        )
        return {
            **super().get_context_data(**kwargs),
            "opens": passkeys.name_of(self.object) in opening,
            "is_last": others.count() == 1,
            "is_only_way": ways_in.is_last(person(self.request), ways_in.passkey(self.object)),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        """Remove it, unless it is the last way in."""
        user, gone = person(self.request), ways_in.passkey(self.object)
        try:
            with ways_in.removing(user, gone):
                answer: HttpResponse = super().form_valid(form)
        except ways_in.LastWayIn:
            answer = self.render_to_response(self.get_context_data())
        return answer


@secret
class LoginByPasskey(NotStuck, allauth_views.LoginWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """Logs somebody in by a passkey alone, on a page of its own."""

    template_name = "accounts/passkey_login.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = self.render_to_response(self.get_context_data())
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "options": passkeys.for_script(auth.begin_authentication(None)),
            "next": self.request.POST.get("next") or self.request.GET.get("next"),
        }


@secret
class ProveByPasskey(WithOptions, allauth_views.ReauthenticateWebAuthnView):  # type: ignore[misc]  # no types
    """A passkey once more, as proof."""

    template_name = "accounts/passkey_proof.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        return answer


@secret
class SecondFactor(WithOptions, AuthenticateView):  # type: ignore[misc]  # allauth has no types
    """The page after the password, for who has a second factor; with a passkey it is another."""

    def get_template_names(self) -> list[str]:
        has_passkey = factors.passkeys_of(self.stage.login.user)
        return ["accounts/passkey_authenticate.html"] if has_passkey else [self.template_name]


@never_cache
@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    """Take a new password from somebody who forgot theirs; a passkey opens the keys.

    Keys that the server can open have to be replaced by a first password, which a reset does.
    """
    user = person(request)
    if keys.is_served(user) or not keys.opening_passkeys(user):
        return redirect("mfa_list_webauthn")
    form = NewPasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        update_session_auth_hash(request, user)
        get_adapter().send_notification_mail("account/email/password_changed", user)
        messages.success(request, "You have a new password. Everything stays readable for you.")
        return redirect("accounts:profile")
    context = {"form": form, "options": options_for(user)}
    return render(request, "accounts/new_password.html", context)
