"""The page behind the link on the console, where the first administrator is made."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.forms import FirstAdministratorForm
from accounts.services import first_administrator

TEMPLATE = "accounts/first_administrator.html"


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def first_admin(request: HttpRequest, token: str) -> HttpResponse:
    """Take address and password of the first administrator, once."""
    try:
        first_administrator.check_token(token)
        form = FirstAdministratorForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            first_administrator.make(
                token,
                email=form.cleaned_data["email"],
                password=form.cleaned_data["password1"],
                now=timezone.now(),
            )
            messages.success(request, "The first administrator is made. Log in to begin.")
            query = urlencode({"next": reverse("admin:index")})
            return redirect(f"{reverse('account_login')}?{query}")
    except first_administrator.LinkDead:
        return render(request, TEMPLATE, {"dead": True}, status=404)
    return render(request, TEMPLATE, {"form": form})
