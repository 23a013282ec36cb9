"""Who is kept from guessing, and letting them guess again; whose account it is stands nowhere."""

from __future__ import annotations

from typing import Any

from axes.models import AccessAttempt
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import DateTimeField, ExpressionWrapper, F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.addresses import short
from accounts.ban_rules import rules_of
from accounts.services import bans
from privacy.asking import AskingAdmin
from privacy.permissions import may

LIFT = "accounts.lift_bans"
FOUND = 50
FOOTPRINT_SHOWN = 8


class FindForm(forms.Form):
    """From where somebody guesses."""

    words = forms.CharField(
        label="IP address, or a pseudonym as the list shows it",
        max_length=50,
        error_messages={"required": "Enter an IP address or a pseudonym."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


@admin.register(AccessAttempt)
class BanAdmin(AskingAdmin[AccessAttempt]):
    """Wrong guesses that still count. The account is a footprint, the address a pseudonym."""

    sees = (LIFT,)
    list_display = ("address", "account", "guesses", "page", "last_at", "ends_at")
    list_per_page = 50
    fields = readonly_fields = list_display
    actions = ("lift",)
    change_list_template = "admin/accounts/bans.html"
    change_form_template = "admin/accounts/ban.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        find = path("find/", view(self.find_view), name="axes_accessattempt_find")
        return [find, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[AccessAttempt]:
        """Let each row know until when it counts by the rules of today."""
        ends_at = ExpressionWrapper(
            F("attempt_time") + rules_of(request).wait, output_field=DateTimeField()
        )
        found: QuerySet[AccessAttempt] = super().get_queryset(request).annotate(ends_at=ends_at)
        return found

    @admin.display(description="from", ordering="ip_address")
    def address(self, row: AccessAttempt) -> str:
        return short(row.ip_address or "")

    @admin.display(description="at account", ordering="username")
    def account(self, row: AccessAttempt) -> str:
        """Return enough of the footprint to tell accounts apart; no address is behind it."""
        return (row.username or "")[:FOOTPRINT_SHOWN]

    @admin.display(description="wrong guesses", ordering="failures_since_start")
    def guesses(self, row: AccessAttempt) -> int:
        return int(row.failures_since_start)

    @admin.display(description="on the page", ordering="path_info")
    def page(self, row: AccessAttempt) -> str:
        return str(row.path_info)

    @admin.display(description="last one", ordering="attempt_time")
    def last_at(self, row: AccessAttempt) -> str:
        return date_format(timezone.localtime(row.attempt_time), "DATETIME_FORMAT")

    @admin.display(description="counts until", ordering="ends_at")
    def ends_at(self, row: Any) -> str:
        return date_format(timezone.localtime(row.ends_at), "DATETIME_FORMAT")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        extra = {"list_title": "Wrong guesses", "find": FindForm(), "rules": rules_of(request)}
        return super().changelist_view(request, {**extra, **(extra_context or {})})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Call the page by from where it was guessed; axes would by a moment."""
        row = self.get_object(request, object_id)
        source = self.address(row) if row else ""
        extra = {"title": f"Wrong guesses from {source}", "subtitle": None, "from": source}
        return super().change_view(
            request, object_id, form_url, {**extra, **(extra_context or {})}
        )

    @method_decorator(sensitive_post_parameters())
    @method_decorator(require_POST)
    def find_view(self, request: HttpRequest) -> HttpResponse:
        """Lead to the guesses from an address, which no address bar keeps."""
        if not self.may_see(request):
            raise PermissionDenied
        form, back = FindForm(request.POST), reverse("admin:axes_accessattempt_changelist")
        if not form.is_valid():
            self.message_user(request, "Enter an IP address or a pseudonym.", messages.ERROR)
            return HttpResponseRedirect(back)
        numbers = bans.find(form.cleaned_data["words"])[:FOUND]
        if not numbers:
            said = "Nobody has guessed wrong from there, or the wait is over."
            self.message_user(request, said, messages.WARNING)
            return HttpResponseRedirect(back)
        query = urlencode({"id__in": ",".join(map(str, numbers))})
        return HttpResponseRedirect(f"{back}?{query}")

    def has_lift_permission(self, request: HttpRequest) -> bool:
        return may(request.user, LIFT)

    @admin.action(description="Lift: let guess again at once", permissions=["lift"])
    def lift(self, request: HttpRequest, chosen: QuerySet[AccessAttempt]) -> None:
        found = list(chosen)
        bans.lift(found, by=request.user.pk, now=timezone.now())
        self.message_user(request, f"{len(found)} bans lifted.", messages.SUCCESS)
