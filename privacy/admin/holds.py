"""Holds: what must stay, why, and until when somebody looks at it again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from privacy import looks, rights
from privacy.admin.hold_forms import HoldForm
from privacy.admin.read_only import ReadOnlyAdmin
from privacy.models import Hold
from privacy.retention import holding, reach
from privacy.retention.errors import LedgerUnavailable
from privacy.retention.holding import Placed
from privacy.retention.labels import counted
from privacy.retention.targets import holdable, in_words
from privacy.vault.errors import VaultError

NOT_NOW = "A hold stands on the ledger too, and that cannot be written just now."
PREFILLED = ("kind", "number", "chosen")


class HoldStateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("held", "held"), ("review", "to be reviewed"), ("released", "released")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Hold]) -> QuerySet[Hold]:
        if self.value() == "held":
            return queryset.filter(released_at=None)
        if self.value() == "review":
            return queryset.filter(released_at=None, review_on__lte=timezone.localdate())
        if self.value() == "released":
            return queryset.exclude(released_at=None)
        return queryset


class KindFilter(admin.SimpleListFilter):
    title = "what is held"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(one.kind, one.label) for one in holdable()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Hold]) -> QuerySet[Hold]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Hold)
class HoldAdmin(ReadOnlyAdmin[Hold]):
    change_list_template = "admin/privacy/holds.html"
    change_form_template = "admin/privacy/hold.html"
    list_display = ("id", "what", "review_on", "placed_at", "state")
    list_filter = (HoldStateFilter, KindFilter)
    ordering = ("-id",)

    def may_see(self, request: HttpRequest) -> bool:
        return rights.may_see_holds(request.user) or self.may_act(request)

    def may_act(self, request: HttpRequest) -> bool:
        return reach.may_place_some_holds(request.user)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Hold]:
        """Return the holds that this person may see: all, or those on what is theirs to hold."""
        found = super().get_queryset(request)
        if rights.may_see_holds(request.user):
            return found
        return found.filter(pk__in=_theirs(request, found))

    @admin.display(description="what")
    def what(self, hold: Hold) -> str:
        return "confidential" if hold.is_confidential else _what(hold)

    @admin.display(description="state")
    def state(self, hold: Hold) -> str:
        if hold.released_at:
            return "released"
        return "to be reviewed" if hold.review_on <= timezone.localdate() else "held"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("place/", view(self.place_view), name="privacy_hold_place"),
            path("<int:pk>/release/", view(self.release_view), name="privacy_hold_release"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        hold = self.get_object(request, object_id)
        extra = {
            "may_act": hold is not None and reach.may_release(request.user, hold),
            "hold": hold,
            **(_facts(request, hold) if hold else {}),
            "state": self.state(hold) if hold else "",
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, extra)

    def place_view(self, request: HttpRequest) -> HttpResponse:
        self.refuse_readers(request)
        initial = {name: request.GET[name] for name in PREFILLED if name in request.GET}
        form = HoldForm(
            request.POST or None, initial=initial, by=request.user, today=timezone.localdate()
        )
        caught = None
        if request.method == "POST" and form.is_valid():
            if "look" not in request.POST:
                with suppress(LedgerUnavailable):
                    return self._place(request, form)
                self.message_user(request, f"{NOT_NOW} It is not placed.", messages.ERROR)
            assert form.target is not None
            caught = holding.catches(form.target, *form.refs)
        context = {
            **self.admin_site.each_context(request),
            "title": "Place a hold",
            "form": form,
            "caught": caught,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/privacy/hold_place.html", context)

    def _place(self, request: HttpRequest, form: HoldForm) -> HttpResponse:
        assert form.target is not None
        now = timezone.now()
        placed = holding.place(
            form.target,
            *form.refs,
            reason=form.cleaned_data["reason"],
            review_on=form.cleaned_data["review_on"],
            now=now,
            by=request.user.pk,
            confidential=form.cleaned_data["confidential"],
            local=not rights.may_place_holds(request.user),
        )
        if not placed.hold.is_confidential:
            subjects = holding.subjects(form.target, *form.refs)
            looks.note(subjects, looks.What.HELD, by=request.user, now=now)
        self.log_change(request, placed.hold, "placed")
        level = messages.WARNING if placed.too_late else messages.SUCCESS
        self.message_user(request, _said(placed), level)
        return self.back_to(placed.hold.pk)

    @method_decorator(require_POST)
    def release_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.refuse_readers(request)
        hold = get_object_or_404(Hold, pk=pk)
        if not reach.may_release(request.user, hold):
            raise Http404
        try:
            is_new = holding.release(hold, now=timezone.now(), by=request.user.pk)
        except LedgerUnavailable:
            self.message_user(request, f"{NOT_NOW} It still holds.", messages.ERROR)
            return self.back_to(pk)
        if is_new:
            self.log_change(request, hold, "released")
            text = "Released. What is due goes with the next run; people can delete it again."
            self.message_user(request, text, messages.SUCCESS)
        else:
            self.message_user(request, "It was released before.", messages.WARNING)
        return self.back_to(pk)


def _theirs(request: HttpRequest, held: Iterable[Hold]) -> list[int]:
    """Return which of these holds somebody may place who may not place all."""
    refs: dict[str, set[str]] = defaultdict(set)
    for one in held:
        refs[one.kind] |= {one.ref, *one.aliases}
    within = {
        kind: reach.within_reach(request.user, reach.HOLD, kind, named)
        for kind, named in refs.items()
    }
    return [one.pk for one in held if {one.ref, *one.aliases} <= within[one.kind]]


def _what(hold: Hold) -> str:
    return "; ".join(in_words(hold.kind, ref) for ref in (hold.ref, *hold.aliases))


def _facts(request: HttpRequest, hold: Hold) -> dict[str, str]:
    """Return what is held and why, as far as this person may read it."""
    may_read = reach.may_read_why(request.user, hold)
    what = _what(hold) if may_read or not hold.is_confidential else "confidential"
    if not may_read:
        return {"what": what, "reason": "for those alone who may place holds"}
    try:
        return {"what": what, "reason": holding.reason_of(hold)}
    except VaultError:
        return {"what": what, "reason": "cannot be opened; see vault_check"}


def _said(placed: Placed) -> str:
    said = ["Placed. Nothing of it can be deleted until the hold is released."]
    if placed.brought_back:
        said.append(f"{counted(placed.brought_back, 'rows')} on the way out came back.")
    if placed.too_late:
        rows = counted(placed.too_late, "rows")
        said.append(f"For {rows} it came too late: their deletion had begun.")
    return " ".join(said)
