"""For how long a key for the API lives at most, and how many there are: one page."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.models import ApiKeyRules
from accounts.models.api_key_rules import DAYS_AT_LEAST, DAYS_AT_MOST
from accounts.services import api_key_rules
from privacy.asking import AskingAdmin, OnePageAdmin

VERSIONS_SHOWN = 50
DAYS = f"Enter {DAYS_AT_LEAST} to {DAYS_AT_MOST} days."


class ApiKeyRulesForm(forms.Form):
    """One number."""

    days = forms.IntegerField(
        label="Days that a key lives at most",
        min_value=DAYS_AT_LEAST,
        max_value=DAYS_AT_MOST,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), DAYS),
        help_text=f"{DAYS_AT_LEAST} to {DAYS_AT_MOST}, from the day it is made. Fewer bind at "
        "once: a key that is older already counts no more.",
    )

    use_required_attribute = False


@admin.register(ApiKeyRules)
class ApiKeyRulesAdmin(OnePageAdmin[ApiKeyRules], AskingAdmin[ApiKeyRules]):
    """What holds, how many keys there are, a form, and all versions; never whose a key is."""

    sees = ("privacy.change_settings",)

    def page(self, request: HttpRequest) -> HttpResponse:
        if not self.may_see(request):
            raise PermissionDenied
        now, present = timezone.now(), api_key_rules.most_days()
        form = ApiKeyRulesForm(request.POST or None, initial={"days": present})
        if request.method == "POST" and form.is_valid():
            days = form.cleaned_data["days"]
            changed = api_key_rules.set_days(days, by=request.user.pk, now=now)
            said = "Saved. It holds from now on." if changed else "Nothing was changed."
            self.message_user(request, said, messages.SUCCESS)
            return self.to_page()
        keys, people = api_key_rules.count_live(now)
        context = {
            **self.admin_site.each_context(request),
            "title": "Rules for API keys",
            "form": form,
            "errors": bool(form.errors),
            "present": present,
            "keys": keys,
            "people": people,
            "versions": ApiKeyRules.objects.order_by("-pk")[:VERSIONS_SHOWN],
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/accounts/api_key_rules.html", context)
