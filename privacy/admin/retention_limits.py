"""What holds for all rules and runs: a second person, the wait, the hours in which runs go on."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from privacy import rights
from privacy.admin.read_only import ReadOnlyAdmin
from privacy.asking import OnePageAdmin
from privacy.models import RetentionLimits
from privacy.models.limits import DELAY_AT_LEAST, DELAY_AT_MOST
from privacy.retention import decisions, limits
from privacy.retention.limits import Limits, Window

VERSIONS_SHOWN = 50
BOUNDS = f"Enter {DELAY_AT_LEAST} to {DELAY_AT_MOST} hours."


class RetentionLimitsForm(forms.Form):
    """Four answers; `limits` is what they say once the form is valid."""

    second_person = forms.BooleanField(
        label="What one administrator proposes, another one approves",
        help_text="Rules, plans and these limits. Nobody approves what they proposed themselves.",
        required=False,
    )
    delay_hours = forms.IntegerField(
        label="Hours that a rule waits which lets data go sooner",
        min_value=DELAY_AT_LEAST,
        max_value=DELAY_AT_MOST,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), BOUNDS),
        help_text=f"{DELAY_AT_LEAST} to {DELAY_AT_MOST}. Until then it can be withdrawn.",
    )
    window_from = forms.TimeField(
        label="Runs go on from",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Enter a time like 01:00."},
    )
    window_until = forms.TimeField(
        label="until",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Enter a time like 05:00."},
    )

    use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        begins, ends = data.get("window_from"), data.get("window_until")
        if self.errors:
            return data
        if (begins is None) != (ends is None):
            self.add_error(
                "window_until" if ends is None else "window_from",
                "Enter both times, or leave both empty.",
            )
        elif begins is not None and begins == ends:
            self.add_error("window_until", "Enter another time than the one at which runs begin.")
        return data

    @property
    def limits(self) -> Limits:
        """Return what was entered."""
        data = self.cleaned_data
        window = None
        if data["window_from"] is not None:
            window = Window(data["window_from"], data["window_until"])
        return Limits(data["second_person"], timedelta(hours=data["delay_hours"]), window)


@admin.register(RetentionLimits)
class RetentionLimitsAdmin(OnePageAdmin[RetentionLimits], ReadOnlyAdmin[RetentionLimits]):
    """One page: what holds, what waits, a form, and all versions."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/approve/", view(self.approve_view), name="privacy_limits_approve"),
            path("<int:pk>/withdraw/", view(self.withdraw_view), name="privacy_limits_withdraw"),
            *super().get_urls(),
        ]

    def may_see(self, request: HttpRequest) -> bool:
        return rights.may_see_policies(request.user)

    def may_act(self, request: HttpRequest) -> bool:
        return rights.may_set_policies(request.user)

    def page(self, request: HttpRequest) -> HttpResponse:
        if not rights.may_see_policies(request.user):
            raise PermissionDenied
        now = timezone.now()
        present = limits.read_limits(now)
        form = RetentionLimitsForm(initial=_initial(present))
        if request.method == "POST":
            self.refuse_readers(request)
            form = RetentionLimitsForm(request.POST)
            if form.is_valid():
                row = limits.set_limits(form.limits, now=now, by=request.user.pk)
                self.log_change(request, row, "saved")
                self.message_user(request, _saved(row, now), messages.SUCCESS)
                return self.to_page()
        waiting = limits.waiting(now)
        context = {
            **self.admin_site.each_context(request),
            "title": "Limits for all rules and runs",
            "form": form,
            "present": present,
            "waiting": waiting,
            "versions": RetentionLimits.objects.order_by("-pk")[:VERSIONS_SHOWN],
            "may_act": self.may_act(request),
            "may_approve": rights.may_approve_policies(request.user),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/privacy/limits.html", context)

    @method_decorator(require_POST)
    def approve_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not rights.may_approve_policies(request.user):
            raise PermissionDenied
        row, now = get_object_or_404(RetentionLimits, pk=pk), timezone.now()
        approve = partial(limits.approve, row, now=now, by=request.user.pk)
        if self.decide(request, row, "approved", approve):
            self.message_user(request, f"Approved. {_begins(row, now)}", messages.SUCCESS)
        return self.to_page()

    @method_decorator(require_POST)
    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.refuse_readers(request)
        row = get_object_or_404(RetentionLimits, pk=pk)
        withdraw = partial(decisions.withdraw, row, now=timezone.now(), by=request.user.pk)
        if self.decide(request, row, "withdrawn", withdraw):
            text = "Withdrawn. The limits before go on."
            self.message_user(request, text, messages.SUCCESS)
        return self.to_page()


def _initial(present: Limits) -> dict[str, Any]:
    window = present.window
    return {
        "second_person": present.second_person,
        "delay_hours": present.hours,
        "window_from": window.begins if window else None,
        "window_until": window.ends if window else None,
    }


def _saved(row: RetentionLimits, now: datetime) -> str:
    if row.waits_for_approval:
        return "Saved. Nothing changes until somebody else has approved it."
    return f"Saved. {_begins(row, now)}"


def _begins(row: RetentionLimits, now: datetime) -> str:
    if row.effective_at <= now:
        return "In force from now on."
    day = timezone.localtime(row.effective_at)
    return f"It asks for less care, so it holds from {day:%-d %B, %H:%M}; it can be withdrawn."
