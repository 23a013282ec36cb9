"""A first password for somebody who logged in without one: new keys that only it opens."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.views import PasswordSetView
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import keys
from accounts.views.profile import person


@method_decorator(
    [never_cache, sensitive_post_parameters(), login_required, reauthentication_required],
    name="dispatch",
)
class FirstPassword(PasswordSetView):  # type: ignore[misc]  # allauth has no types
    """Asks for the password once more after a fresh proof, then shows a recovery code.

    Keys that an earlier password guards are a forgotten password's matter.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = person(request)
        if not user.has_usable_password() and not keys.is_served(user):
            return redirect("account_reset_password")
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        interviews = keys.count_open(person(self.request))
        return {**super().get_context_data(**kwargs), "interviews": interviews}

    def get_success_url(self) -> str:
        query = urlencode({"next": reverse("accounts:profile"), "new": "1"})
        return f"{reverse('accounts:recovery-code')}?{query}"
