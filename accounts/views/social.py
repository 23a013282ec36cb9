"""Logging in by another service: there, back, signing up, and what is connected."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.core.internal.httpkit import add_query_params
from allauth.socialaccount import views as allauth_views
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.internal.flows.signup import clear_pending_signup
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods

from accounts.services import proofs, social_logins, ways_in
from accounts.social.errors import NotAnew, ProviderFailed, ProviderSilent
from accounts.social.forms import RemoveForm, SocialSignupForm
from accounts.social.provider import CONNECT, LOGIN, PROVE, OpenIDConnect
from accounts.views.profile import person
from accounts.views.proving import go_on

CANCELLED = "access_denied"  # RFC 6749, 4.1.2.1
APP = "allauth.socialaccount"
SOMEBODY_ELSE = "You logged in there as somebody who has no login here by it. Nothing was proved."


def find(request: HttpRequest, provider_id: str) -> OpenIDConnect:
    """Return the configured provider, or answer 404."""
    provider: OpenIDConnect = get_adapter(request).get_provider(request, provider=provider_id)
    return provider


@never_cache
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send the person on their way; never by a mere link, which anybody could make them follow."""
    provider = find(request, provider_id)
    given = request.POST or request.GET
    process = given["process"] if given.get("process") in {CONNECT, PROVE} else LOGIN
    here = {"provider": provider, "process": process, "next": get_next_redirect_url(request)}
    if process != LOGIN and not request.user.is_authenticated:
        return redirect(add_query_params(reverse("account_login"), {"next": request.path}))
    if process == LOGIN and request.user.is_authenticated:
        return redirect(here["next"] or resolve_url("accounts:profile"))
    if process == PROVE and provider.sub_id not in proofs.providers_of(person(request)):
        raise Http404
    if request.method == "GET":
        return render(request, "socialaccount/login.html", here)
    if process == CONNECT:
        raise_if_reauthentication_required(request, app=APP)
    if not ratelimit.consume(request, action="begin_social_login"):
        return _too_often(request, provider)
    try:
        url = provider.begin(process=process, next_url=here["next"])
    except ProviderFailed as error:
        return _failed(request, provider, error)
    # A redirect would be refused by `form-action`, which names nobody but this site.
    return render(request, "socialaccount/on_the_way.html", {**here, "url": url})


@never_cache
@require_GET
@sensitive_variables()
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take the person back: once, in the browser that they went away from."""
    provider = find(request, provider_id)
    try:
        state = provider.unstash_redirect_state(request, request.GET.get("state", ""))
    except PermissionDenied:
        return _failed(request, provider, None)
    if "code" not in request.GET:
        template = "login_cancelled" if request.GET.get("error") == CANCELLED else "login_refused"
        context = {"provider": provider, "process": state["process"], "next": state.get("next")}
        return render(request, f"socialaccount/{template}.html", context)
    try:
        login = provider.end(state)
    except ProviderFailed as error:
        return _failed(request, provider, error, state=state)
    if state["process"] == PROVE:
        return _take_proof(request, login, state.get("next") or reverse("accounts:profile"))
    answer: HttpResponse = complete_social_login(request, login)
    return answer


def _take_proof(request: HttpRequest, login: SocialLogin, back: str) -> HttpResponse:
    """Remember that it is still the same person, and go on with what it was asked for."""
    user, account = person(request), login.account
    mine = SocialAccount.objects.filter(user=user, provider=account.provider, uid=account.uid)
    # Whoever has a password or a factor by now proves it by that.
    if not mine.exists() or not proofs.is_bare(user):
        messages.error(request, SOMEBODY_ELSE)
        return redirect(f"{reverse('accounts:mailed-code')}?{urlencode({'next': back})}")
    proofs.record(request, user, method=proofs.PROVIDER)
    request.GET = QueryDict(urlencode({"next": back}))  # where what was posted is looked for
    return go_on(request, back)


def _too_often(request: HttpRequest, provider: OpenIDConnect) -> HttpResponse:
    context = {"provider": provider, "is_often": True}
    page = render(request, "socialaccount/authentication_error.html", context, status=429)
    page.headers["Retry-After"] = "60"
    return page


def _failed(
    request: HttpRequest,
    provider: OpenIDConnect,
    error: ProviderFailed | None,
    *,
    state: dict[str, Any] | None = None,
) -> HttpResponse:
    """Say calmly what happened: nothing, and what can be done."""
    is_silent = isinstance(error, ProviderSilent)
    context = {"provider": provider, "is_silent": is_silent, "is_old": error is None}
    context |= {"is_not_anew": isinstance(error, NotAnew)}
    context |= {name: state[name] for name in ("process", "next") if state and name in state}
    status = 503 if is_silent else 400
    return render(request, "socialaccount/authentication_error.html", context, status=status)


@method_decorator(never_cache, name="dispatch")
class SocialSignup(allauth_views.SignupView):  # type: ignore[misc]  # allauth has no types
    """The last step of somebody new: who could open their answers, and their address."""

    form_class = SocialSignupForm
    template_name = "socialaccount/signup.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Tell whoever a trusted provider vouches for that their address is known here."""
        address = social_logins.vouched_address(self.sociallogin)
        if address and social_logins.is_taken(address):
            clear_pending_signup(request)
            context = {"address": address, "provider": self.sociallogin.provider}
            return render(request, "socialaccount/known_address.html", context)
        answer: HttpResponse = super().get(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "provider": self.sociallogin.provider,
            "name": self.sociallogin.user.name,
        }


@method_decorator([never_cache, login_required], name="dispatch")
class Connections(allauth_views.ConnectionsView):  # type: ignore[misc]  # allauth has no types
    """A person's logins by other services: removed and added here, each with a fresh proof."""

    form_class = RemoveForm
    template_name = "socialaccount/connections.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = person(self.request)
        ways = ways_in.ways_in_of(user)
        return {
            **super().get_context_data(**kwargs),
            "logins": [
                (row, name, not ways - {ways_in.social(row)})
                for row, name in social_logins.logins_of(user)
            ],
            "providers": get_adapter().list_providers(self.request),
        }

    def form_valid(self, form: RemoveForm) -> HttpResponse:
        """Remove it, unless another was removed just now and it is the last."""
        try:
            answer: HttpResponse = super().form_valid(form)
        except ways_in.LastWayIn:
            form.add_error(None, get_adapter().validation_error("last_way"))
            answer = self.form_invalid(form)
        return answer
