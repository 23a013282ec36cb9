"""After how many wrong guesses somebody has to wait, and whether addresses are kept: one page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.ban_rules import Rules, read_rules
from accounts.models import BanRules
from accounts.models.bans import (
    FAILURES_AT_LEAST,
    FAILURES_AT_MOST,
    MINUTES_AT_LEAST,
    MINUTES_AT_MOST,
)
from accounts.services.ban_rules import set_rules
from privacy.asking import AskingAdmin, OnePageAdmin
from privacy.permissions import may

CHANGE = "privacy.change_settings"
VERSIONS_SHOWN = 50
GUESSES = f"Enter {FAILURES_AT_LEAST} to {FAILURES_AT_MOST} wrong guesses."
MINUTES = f"Enter {MINUTES_AT_LEAST} to {MINUTES_AT_MOST} minutes; {MINUTES_AT_MOST} are a day."
ALL_FAULTS = ("required", "invalid", "min_value", "max_value")


class BanRulesForm(forms.Form):
    """Three answers; `rules` is what they say once the form is valid."""

    failures = forms.IntegerField(
        label="Wrong guesses before somebody has to wait",
        min_value=FAILURES_AT_LEAST,
        max_value=FAILURES_AT_MOST,
        error_messages=dict.fromkeys(ALL_FAULTS, GUESSES),
        help_text=f"{FAILURES_AT_LEAST} to {FAILURES_AT_MOST}: of a password from one address, "
        "or of a second factor from all addresses together.",
    )
    minutes = forms.IntegerField(
        label="Minutes of the wait",
        min_value=MINUTES_AT_LEAST,
        max_value=MINUTES_AT_MOST,
        error_messages=dict.fromkeys(ALL_FAULTS, MINUTES),
        help_text=f"{MINUTES_AT_LEAST} to {MINUTES_AT_MOST}. Guesses during the wait are not "
        "looked at and do not prolong it.",
    )
    pseudonymous = forms.BooleanField(
        label="Keep pseudonyms instead of IP addresses",
        required=False,
        help_text="Bans work alike. Switching it on replaces the addresses that are kept; "
        "nobody can bring them back. Without it, administrators see from where somebody guesses.",
    )

    use_required_attribute = False

    @property
    def rules(self) -> Rules:
        """Return what was entered."""
        data = self.cleaned_data
        wait = timedelta(minutes=data["minutes"])
        return Rules(data["failures"], wait, data["pseudonymous"])


@admin.register(BanRules)
class BanRulesAdmin(OnePageAdmin[BanRules], AskingAdmin[BanRules]):
    """What holds, a form, and all versions."""

    sees = ("accounts.lift_bans", CHANGE)

    def page(self, request: HttpRequest) -> HttpResponse:
        if not self.may_see(request):
            raise PermissionDenied
        may_change, present = may(request.user, CHANGE), read_rules()
        form = BanRulesForm(initial=_initial(present))
        if request.method == "POST":
            if not may_change:
                raise PermissionDenied
            form = BanRulesForm(request.POST)
            if form.is_valid():
                changed = set_rules(form.rules, by=request.user.pk, now=timezone.now())
                said = "Saved. It holds from now on." if changed else "Nothing was changed."
                self.message_user(request, said, messages.SUCCESS)
                return self.to_page()
        context = {
            **self.admin_site.each_context(request),
            "title": "Rules for wrong guesses",
            "form": form,
            "errors": bool(form.errors),
            "present": present,
            "versions": BanRules.objects.order_by("-pk")[:VERSIONS_SHOWN],
            "may_change": may_change,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/accounts/ban_rules.html", context)


def _initial(present: Rules) -> dict[str, Any]:
    return {
        "failures": present.failures,
        "minutes": present.minutes,
        "pseudonymous": present.pseudonymous,
    }
