"""Notices in the administration: how far the ladders are, and what could not be told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from privacy import rights
from privacy.admin.read_only import ReadOnlyAdmin
from privacy.models import Notice
from privacy.retention import policies, undelivered
from privacy.retention.category import DataCategory
from privacy.retention.errors import UnknownCategory
from privacy.retention.labels import counted
from privacy.retention.registry import get_rows


class WithoutForm(forms.Form):
    """How many go untold, typed by whoever decides it."""

    typed = forms.CharField(max_length=12)

    use_required_attribute = False

    def __init__(self, *args: Any, count: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted = f"Type {count}, the number that go untold"
        self.count = count
        self.refusal = f"{self.wanted}. Nothing was decided."
        self.fields["typed"].label = self.wanted
        self.fields["typed"].error_messages["required"] = self.refusal

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"].strip()
        if typed != str(self.count):
            raise forms.ValidationError(self.refusal)
        return typed


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin[Notice]):
    change_list_template = "admin/privacy/notices.html"
    list_display = ("id", "category", "row", "step", "state", "due_at", "sent_at", "decided_by")
    list_filter = ("state", "category", "step")
    search_fields = ("=row",)
    ordering = ("-id",)

    def may_see(self, request: HttpRequest) -> bool:
        return rights.may_see_policies(request.user)

    def may_act(self, request: HttpRequest) -> bool:
        return rights.may_set_policies(request.user)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = path("untold/<str:key>/", view(self.untold_view), name="privacy_notice_untold")
        return [own, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        extra = {"ladders": undelivered.ladders(timezone.now()), **(extra_context or {})}
        return super().changelist_view(request, extra)

    def untold_view(self, request: HttpRequest, key: str) -> HttpResponse:
        """Show how many cannot be told, and do what the administrator decides about them."""
        self.refuse_readers(request)
        category, now = _category_or_404(key), timezone.now()
        rows = undelivered.untold(category, now)
        if rows and "again" in request.POST:
            count = undelivered.tell_again(category, rows, now=now)
            return self._decided(request, category, count, "told again")
        form = WithoutForm(request.POST or None, count=len(rows))
        if rows and form.is_valid():
            by = request.user.pk
            count = undelivered.let_go_without(category, rows, now=now, by=by)
            return self._decided(request, category, count, "let go without a notice")
        context = {
            **self.admin_site.each_context(request),
            "title": f"{category.label}: whose people could not be told".capitalize(),
            "category": category,
            "count": len(rows),
            "form": form,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/privacy/notices_untold.html", context)

    def _decided(
        self, request: HttpRequest, category: DataCategory, count: int, what: str
    ) -> HttpResponse:
        """Write down who decided what, on the rule by which the rows go."""
        in_force = policies.effective(timezone.now()).filter(category=category.key)
        said = f"{count} that could not be told: {what}"
        self.log_change(request, in_force.latest("version"), said)  # type: ignore[arg-type]  # a policy's history
        text = f"{counted(count, category.label)} {'is' if count == 1 else 'are'} {what}."
        self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:privacy_notice_changelist"))


def _category_or_404(key: str) -> DataCategory:
    try:
        category = get_rows(key)
    except UnknownCategory as error:
        raise Http404 from error
    if not category.tell:
        raise Http404
    return category
