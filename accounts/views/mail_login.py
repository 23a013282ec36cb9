"""Switching the login by mail on and off, for oneself, after a fresh proof."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import factors, sms
from accounts.models import LoginCode, PhoneNumber, User
from accounts.services import lasting_words
from accounts.views.profile import person


def is_last_way(user: User) -> bool:
    """Return whether this person could not log in any more without mails."""
    if user.has_usable_password() or factors.passkeys_of(user):
        return False
    return not (sms.is_on() and PhoneNumber.objects.filter(user=user).exists())


@never_cache
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
@require_http_methods(["GET", "HEAD", "POST"])
def mail_login(request: HttpRequest) -> HttpResponse:
    """Say what it does to log in by mail, and switch it; links that were sent work no more."""
    user = person(request)
    is_stuck = user.mail_login and is_last_way(user)
    if request.method != "POST" or is_stuck:
        return render(request, "accounts/mail_login.html", {"is_stuck": is_stuck})
    user.mail_login = "on" in request.POST
    with transaction.atomic():
        user.save(update_fields=["mail_login"])
        LoginCode.objects.filter(user=user, kind=LoginCode.Kind.MAIL).delete()
        lasting_words.mail_login_is(user, now=timezone.now())
    words = "on: a mailed link logs you in" if user.mail_login else "off: no mail logs you in"
    messages.success(request, f"Logging in by mail is {words}.")
    return redirect("accounts:profile")
