"""Logging in without a password: a link or a code by mail, a code by phone.

A link is looked at by mail scanners before the person sees it: only its button logs in. It works
in whichever browser it is opened, for mails are often read on another device than the one that
asked; the page says whose account it opens, so that nobody is led into somebody else's.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.account.utils import get_login_redirect_url
from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods
from django.views.generic.edit import FormView

from accounts import bans, guesses, keys
from accounts.login_by_code import CodeLogin
from accounts.login_code_forms import ConfirmCodeForm
from accounts.services import login_codes
from accounts.services.login_codes import Kind
from accounts.views.pending import NotStuck

ASK = "account_request_login_code"
LINK_PAGE = "account/login_link.html"


@method_decorator([never_cache], name="dispatch")
class AskForLink(NotStuck, RequestLoginCodeView):  # type: ignore[misc]  # allauth has no types
    """Takes an address, and answers alike whether anybody has it."""

    def form_valid(self, form: Any) -> HttpResponse:
        CodeLogin.begin(self.request, form.user, email=form.cleaned_data["email"])
        return redirect(self.get_success_url())


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class ConfirmCode(ConfirmLoginCodeView):  # type: ignore[misc]  # allauth has no types
    """Takes the code in the browser that asked for it."""

    _process: CodeLogin

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            return redirect(get_login_redirect_url(request))
        self.stage = LoginStageController.enter(request, LoginByCodeStage.key)
        process = CodeLogin(self.stage).abort_if_invalid() if self.stage else None
        if process is None:
            return redirect(ASK)
        self._process = process
        return FormView.dispatch(self, request, *args, **kwargs)

    def get_form_class(self) -> type[ConfirmCodeForm]:
        return ConfirmCodeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**FormView.get_form_kwargs(self), "process": self._process}

    def form_invalid(self, form: ConfirmCodeForm) -> HttpResponse:
        if form.is_banned:
            return bans.locked_out(self.request, credentials=self._process.guess.credentials)
        answer: HttpResponse
        if form.was_wrong:
            answer = super().form_invalid(form)
        else:  # no code at all is no guess
            answer = self.render_to_response(self.get_context_data(form=form))
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_phone = self._process.guess.kind == Kind.PHONE
        return {**super().get_context_data(**kwargs), "is_phone": is_phone}


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def login_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show whom a mailed link logs in, and log them in when told to."""
    now = timezone.now()
    find = login_codes.take_link if request.method == "POST" else login_codes.find_link
    user = find(token, now=now)
    if user is None:
        return render(request, LINK_PAGE, {"is_dead": True}, status=404)
    if request.method != "POST":
        context = {"owner": user, "is_served": keys.is_served(user)}
        return render(request, LINK_PAGE, context)
    if request.user.is_authenticated:
        if request.user.pk == user.pk:
            return redirect(settings.LOGIN_REDIRECT_URL)
        get_adapter().logout(request)
    clear_login(request)
    account = bans.axes_username(request, {"email": user.email})
    guesses.forgive(address=bans.client_address(request), account=account)
    record_authentication(request, user, method="code", email=user.email)
    answer: HttpResponse = perform_login(request, Login(user=user, email=user.email))
    return answer
