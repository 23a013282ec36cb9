"""The one admin site: opens to logins that gave a second factor, with a dashboard of cards."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from accounts.factors import is_verified
from dasite.dashboard import all_cards
from privacy.dashboard import may_stop, runs_going

MENU = {label: place for place, label in enumerate(("privacy", "interviews", "accounts", "axes"))}


class DasiteAdminSite(AdminSite):
    """Django's admin with our front page and without a login form of its own."""

    site_header = site_title = "Administration"
    index_title = "How things stand"

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Order the menu by how often an administrator needs it, not by letters."""
        shelves = super().get_app_list(request, app_label)
        return sorted(shelves, key=lambda shelf: MENU.get(shelf["app_label"], len(MENU)))

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        return super().index(request, {**(extra_context or {}), "cards": all_cards(request)})

    def has_permission(self, request: HttpRequest) -> bool:
        """Let nobody in by a password alone."""
        return super().has_permission(request) and not _lacks_factor(request)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Say on each page whether something is being deleted, with a button to stop it."""
        going = runs_going(request) if self.has_permission(request) else []
        extra = {"going": going, "may_stop_all": may_stop(request)}
        return {**super().each_context(request), **extra}

    @method_decorator(secure_admin_login)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead who is logged in on, to their second factor if it was not given.

        Django's own form is never shown: it would log in without a second factor.
        """
        back = request.GET.get(REDIRECT_FIELD_NAME, "")
        if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
            back = reverse("admin:index")
        if _lacks_factor(request):
            query = urlencode({REDIRECT_FIELD_NAME: back})
            return HttpResponseRedirect(f"{reverse('accounts:second-factor')}?{query}")
        return HttpResponseRedirect(back)

    def password_change(  # type: ignore[override]  # Django promises a page, we lead to one
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to our own page: Django's counts no guesses and knows nothing of keys."""
        return redirect("account_change_password")


def _lacks_factor(request: HttpRequest) -> bool:
    return settings.DASITE_ADMIN_SECOND_FACTOR and not is_verified(request)
