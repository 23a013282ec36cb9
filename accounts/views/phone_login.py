"""Logging in by a code that is sent to a telephone; every number is answered alike."""

from __future__ import annotations

from typing import Any

from allauth.account.utils import get_login_redirect_url
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts import sms
from accounts.login_by_code import CodeLogin
from accounts.phone_forms import NumberForm
from accounts.services import phones

TOO_MANY = (
    "Too many codes were sent to this number, or asked for from here. Wait a quarter hour, or log "
    "in another way."
)


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def phone_login(request: HttpRequest) -> HttpResponse:
    """Ask for a number, and send a code to whoever logs in by it."""
    if not sms.is_on():
        raise Http404
    if request.user.is_authenticated:
        return redirect(get_login_redirect_url(request))
    form, back = NumberForm(request.POST or None), request.POST or request.GET
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["phone"]
        try:
            phones.require_few(request, number)
        except phones.TooManyCodes:
            form.add_error("phone", TOO_MANY)
        else:
            CodeLogin.begin(request, phones.find_person(number), phone=number)
            return _to_code(back)
    return render(
        request, "account/phone_login.html", {"form": form, "next": back.get("next", "")}
    )


def _to_code(given: Any) -> HttpResponse:
    query = f"?{urlencode({'next': given['next']})}" if given.get("next") else ""
    return redirect(f"{reverse('account_confirm_login_code')}{query}")
