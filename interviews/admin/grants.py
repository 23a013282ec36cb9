"""The pages "Who may do what with this interview": a table to read, and one form a holder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from interviews.models import InterviewSource
from interviews.services import granting
from interviews.services.granting import MANAGE, BeyondOwn, NotYours, Row
from privacy import looks
from privacy.permissions import Permitted, all_permissions, held_by, may

EVERYWHERE, HERE, NO = "everywhere", "here", "no"


@dataclass(frozen=True)
class Line:
    """One holder in the table, and a word for each permission."""

    row: Row
    words: tuple[str, ...]

    @property
    def url_name(self) -> str:
        return f"admin:{'auth_group' if self.row.kind == 'role' else 'accounts_user'}_change"


class HolderForm(forms.Form):
    """A person by their number here."""

    number = forms.IntegerField(
        label="Or a person, by their number",
        min_value=1,
        error_messages={"required": "Type a number."},
    )

    use_required_attribute = False


class GrantForm(forms.Form):
    """What a holder may do with one interview; what `by` does not hold cannot be chosen."""

    permissions = forms.MultipleChoiceField(
        label="May, with this interview",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any, *, held: frozenset[str], given: frozenset[str]) -> None:
        super().__init__(data, initial={"permissions": sorted(given & held)})
        self.kept = given - held
        field = self.fields["permissions"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (one.name, one.words) for one in all_permissions(on_one=True) if one.name in held
        ]

    @property
    def wanted(self) -> frozenset[str]:
        """Return what the holder shall hold, once the form is valid."""
        return frozenset(self.cleaned_data["permissions"]) | self.kept


def show(page: ModelAdmin[InterviewSource], request: HttpRequest, pk: int) -> HttpResponse:
    source = _source(page, request, pk)
    return _table(page, request, source, HolderForm())


def find_person(page: ModelAdmin[InterviewSource], request: HttpRequest, pk: int) -> HttpResponse:
    source = _source(page, request, pk)
    if not may(request.user, MANAGE):
        raise PermissionDenied
    form = HolderForm(request.POST)
    if form.is_valid():
        number = form.cleaned_data["number"]
        if get_user_model().objects.filter(pk=number).exists():
            return HttpResponseRedirect(
                reverse("admin:interviews_source_grant", args=[pk, "person", number])
            )
        form.add_error("number", "There is no account with this number.")
    return _table(page, request, source, form)


def change(
    page: ModelAdmin[InterviewSource], request: HttpRequest, pk: int, kind: str, number: int
) -> HttpResponse:
    source = _source(page, request, pk)
    if not may(request.user, MANAGE):
        raise PermissionDenied
    holder = _holder(kind, number)
    data = request.POST if request.method == "POST" else None
    given = granting.given_to(source, holder)
    form = GrantForm(data, held=held_by(request.user, on=source), given=given)
    if data is not None and form.is_valid():
        try:
            granting.give(source, holder, form.wanted, by=request.user, now=timezone.now())
        except (BeyondOwn, NotYours) as refused:
            messages.error(request, str(refused))
        else:
            if kind == "person":
                changed = looks.What.CHANGED
                looks.note([holder.subject_id], changed, by=request.user, now=timezone.now())
            messages.success(request, "Saved. It counts from now on.")
        return HttpResponseRedirect(reverse("admin:interviews_source_grants", args=[pk]))
    context = {
        **page.admin_site.each_context(request),
        "title": f"What {holder} may do with {source}",
        "source": source,
        "form": form,
        "errors": bool(form.errors),
        "opts": page.opts,
    }
    return TemplateResponse(request, "interviews/admin/grant.html", context)


def _table(
    page: ModelAdmin[InterviewSource],
    request: HttpRequest,
    source: InterviewSource,
    form: HolderForm,
) -> HttpResponse:
    columns = all_permissions(on_one=True)
    lines = [
        Line(row, tuple(_word(row, one) for one in columns)) for row in granting.rows_of(source)
    ]
    context = {
        **page.admin_site.each_context(request),
        "title": f"Who may do what with {source}",
        "source": source,
        "columns": columns,
        "lines": lines,
        "form": form,
        "errors": bool(form.errors),
        "may_give": may(request.user, MANAGE),
        "opts": page.opts,
    }
    return TemplateResponse(request, "interviews/admin/grants.html", context)


def _word(row: Row, one: Permitted) -> str:
    if one.name in row.everywhere:
        return EVERYWHERE
    return HERE if one.name in row.here else NO


def _source(page: ModelAdmin[InterviewSource], request: HttpRequest, pk: int) -> InterviewSource:
    if not page.has_view_permission(request):
        raise PermissionDenied
    return get_object_or_404(page.get_queryset(request), pk=pk)


def _holder(kind: str, number: int) -> Any:
    if kind == "role":
        return get_object_or_404(Group, pk=number)
    if kind == "person":
        return get_object_or_404(get_user_model(), pk=number)
    raise Http404
