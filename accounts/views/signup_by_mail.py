"""An account without a password, by a mailed link: what that means is said before."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.signup import complete_signup
from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.login_code_forms import SignupByMailForm
from accounts.models import User
from accounts.services import login_mails

PAGE, LINK_PAGE = "account/signup_by_mail.html", "account/signup_link.html"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def signup_by_mail(request: HttpRequest) -> HttpResponse:
    """Say what an account without a password means, and mail a link; known or not, alike."""
    if request.user.is_authenticated:
        return redirect("accounts:profile")
    if not get_adapter().is_open_for_signup(request):
        return render(request, "account/signup_closed.html")
    form = SignupByMailForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, PAGE, {"form": form})
    email = form.cleaned_data["email"]
    for limit in ({"action": "signup"}, {"action": "request_login_code", "key": email.lower()}):
        if refused := ratelimit.consume_or_429(request, **limit):
            answer: HttpResponse = refused
            return answer
    login_mails.send_signup(email, now=timezone.now())
    return render(request, PAGE, {"form": form, "sent_to": email})


@never_cache
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def signup_link(request: HttpRequest, token: str) -> HttpResponse:
    """Make the account when told to; a mail scanner that follows the link makes none."""
    now = timezone.now()
    email = login_mails.read_signup(token, now=now)
    is_open = get_adapter().is_open_for_signup(request)
    if not email or not is_open or request.user.is_authenticated:
        return render(request, LINK_PAGE, {"is_dead": True}, status=404)
    if request.method != "POST":
        return render(request, LINK_PAGE, {"email": email})
    if not login_mails.spend_signup(token, now=now):
        return render(request, LINK_PAGE, {"is_dead": True}, status=404)
    try:
        with transaction.atomic():
            user = User.objects.create_user(email)
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    except IntegrityError:  # they made an account in another way a moment ago
        return render(request, LINK_PAGE, {"is_dead": True}, status=404)
    answer = complete_signup(request, user=user)
    return answer  # type: ignore[no-any-return]  # allauth has no types
