"""Who is kept from guessing, and letting them guess again; nobody's address stands here."""

from __future__ import annotations

from typing import Any

from axes.models import AccessAttempt
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.services import bans
from privacy.asking import AskingAdmin
from privacy.permissions import may


@admin.register(AccessAttempt)
class BanAdmin(AskingAdmin[AccessAttempt]):
    """Wrong guesses that still count. The account is a footprint: nobody's address stands here."""

    sees = ("accounts.lift_bans",)
    list_display = ("ip_address", "username", "failures_since_start", "attempt_time")
    list_per_page = 50
    search_fields = ("ip_address",)
    search_help_text = "IP address"
    fields = readonly_fields = (
        "ip_address",
        "username",
        "failures_since_start",
        "attempt_time",
        "path_info",
    )
    actions = ("lift",)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        title = {"list_title": "Wrong guesses"}
        return super().changelist_view(request, {**title, **(extra_context or {})})

    def has_lift_permission(self, request: HttpRequest) -> bool:
        return may(request.user, "accounts.lift_bans")

    @admin.action(description="Lift: let guess again at once", permissions=["lift"])
    def lift(self, request: HttpRequest, chosen: QuerySet[AccessAttempt]) -> None:
        found = list(chosen)
        bans.lift(found, by=request.user.pk, now=timezone.now())
        self.message_user(request, f"{len(found)} bans lifted.", messages.SUCCESS)
