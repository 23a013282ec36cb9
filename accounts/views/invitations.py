"""The page behind the link of an invitation: a new account, or more for one that is there."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import SignupView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.forms import InvitedForm
from accounts.models import User
from accounts.services import invitations
from accounts.views.profile import person

TEMPLATE = "accounts/invitation.html"


class InvitedView(SignupView):  # type: ignore[misc]  # allauth has no types
    """Sign-up with an address that the link has proved."""

    template_name = TEMPLATE

    def get_form_class(self) -> Any:
        return InvitedForm

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        email = self.kwargs["email"]
        if "data" in kwargs:
            kwargs["data"] = {**kwargs["data"].dict(), "email": email}
        return {**kwargs, "token": self.kwargs["token"]}

    def form_valid(self, form: InvitedForm) -> HttpResponse:
        get_adapter().stash_verified_email(self.request, self.kwargs["email"])
        try:
            answer: HttpResponse = super().form_valid(form)
        except invitations.AddressTaken:
            return render(self.request, TEMPLATE, {"state": "known"})
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "state": "new", "email": self.kwargs["email"]}


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Let who bears the link make an account, or get roles for the one they have."""
    try:
        row = invitations.find(token, now=timezone.now())
        if request.user.is_authenticated:
            return _of_account(request, token, row.footprint)
    except invitations.LinkDead:
        return render(request, TEMPLATE, {"state": "dead"}, status=404)
    email = invitations.address_of(row)
    if User.objects.filter(email=email.lower()).exists():
        return render(request, TEMPLATE, {"state": "known"})
    answer: HttpResponse = InvitedView.as_view()(request, token=token, email=email)
    return answer


def _of_account(request: HttpRequest, token: str, wanted: str) -> HttpResponse:
    if invitations.footprint(person(request).email) != wanted:
        return render(request, TEMPLATE, {"state": "other"})
    if request.method != "POST":
        return render(request, TEMPLATE, {"state": "own"})
    roles = invitations.accept(token, person(request), now=timezone.now())
    names = ", ".join(role.name for role in roles)
    messages.success(request, f"Accepted. New roles of yours: {names or 'none'}.")
    return redirect("accounts:profile")
