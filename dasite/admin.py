"""The one admin site: logs in where everybody does, and opens with a dashboard of cards."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator

from dasite.dashboard import all_cards

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

    @method_decorator(secure_admin_login)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().login(request, extra_context)
