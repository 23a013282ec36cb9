"""Switching the login by mail on and off, for oneself, after a fresh proof."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.services import mail_login as mails
from accounts.services import ways_in
from accounts.views.profile import person


@never_cache
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
@require_http_methods(["GET", "HEAD", "POST"])
def mail_login(request: HttpRequest) -> HttpResponse:
    """Say what it does to log in by mail, and switch it; links that were sent work no more."""
    user = person(request)
    is_on, words = "on" in request.POST, "off: no mail logs you in"
    if request.method != "POST":
        return _page(request, is_only_way=ways_in.is_last(user, ways_in.MAIL))
    try:
        mails.switch(user, is_on=is_on, now=timezone.now())
    except ways_in.LastWayIn:
        return _page(request, is_only_way=True)
    if is_on:
        words = "on: a mailed link logs you in"
    messages.success(request, f"Logging in by mail is {words}.")
    return redirect("accounts:profile")


def _page(request: HttpRequest, *, is_only_way: bool) -> HttpResponse:
    return render(request, "accounts/mail_login.html", {"is_only_way": is_only_way})
