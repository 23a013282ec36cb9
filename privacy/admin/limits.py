"""How long answers stay unlocked, for administrators to set."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from privacy.asking import AskingAdmin
from privacy.audit import Concerning, What, record
from privacy.models import UnlockLimits
from privacy.permissions import may
from privacy.vault.limits import Limits, read_limits, set_limits

SAYS = (
    "People log in once; their answers lock again sooner, and the page asks for the password in "
    "place: what was typed is kept. Shorter limits bind at once what is open now; longer ones "
    "hold for whoever unlocks from now on."
)


class LimitsForm(forms.ModelForm[UnlockLimits]):
    """Two numbers, of which one bounds the other."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        idle, absolute = cleaned.get("idle_minutes"), cleaned.get("absolute_hours")
        if idle and absolute and idle > 60 * absolute:
            self.add_error("idle_minutes", "This is longer than the answers stay open at most.")
        return cleaned


@admin.register(UnlockLimits)
class UnlockLimitsAdmin(AskingAdmin[UnlockLimits]):
    """The one row: its list leads straight to it, with the settings' numbers while it is not."""

    form = LimitsForm
    fieldsets = ((None, {"fields": ("idle_minutes", "absolute_hours"), "description": SAYS}),)
    sees = ("privacy.change_settings",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request.user, "privacy.change_settings")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return HttpResponseRedirect(
            reverse("admin:privacy_unlocklimits_change", args=[UnlockLimits.ONLY])
        )

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> UnlockLimits | None:
        """Return the row, or an unsaved one with what holds today."""
        if object_id != str(UnlockLimits.ONLY):
            return None
        limits = read_limits()
        return UnlockLimits(
            idle_minutes=limits.idle // timedelta(minutes=1),
            absolute_hours=limits.absolute // timedelta(hours=1),
        )

    def save_model(
        self, request: HttpRequest, obj: UnlockLimits, form: forms.ModelForm[Any], change: Any
    ) -> None:
        limits = Limits(timedelta(minutes=obj.idle_minutes), timedelta(hours=obj.absolute_hours))
        now = timezone.now()
        with transaction.atomic():
            set_limits(limits, now=now)
            record(What.SETTING, Concerning(about="unlock limits"), by=request.user.pk, now=now)
