"""Leaving in the administration: rules, roles that have to ask, their questions, requests."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from accounts.admin.actors import actor, tell
from accounts.models import (
    DeletionPermission,
    DeletionRequest,
    DeletionRules,
    RoleDeletionRule,
)
from accounts.services import leaving, permissions
from privacy import looks
from privacy.asking import AskingAdmin
from privacy.permissions import may

DECIDE = "accounts.decide_leaving"
State = DeletionPermission.State


class DecidingAdmin(AskingAdmin[Any]):
    """Seen and changed by whoever decides how people leave."""

    sees = (DECIDE,)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request.user, DECIDE)


@admin.register(DeletionRules)
class DeletionRulesAdmin(DecidingAdmin):
    """The one row: its list leads straight to it, with what holds today while it is not."""

    fields = ("when", "days")
    radio_fields: ClassVar[dict[str, Any]] = {"when": admin.VERTICAL}

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return HttpResponseRedirect(
            reverse("admin:accounts_deletionrules_change", args=[DeletionRules.ONLY])
        )

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> DeletionRules | None:
        """Return the row, or an unsaved one with what holds today."""
        return leaving.read_rules() if object_id == str(DeletionRules.ONLY) else None

    def save_model(self, request: HttpRequest, obj: DeletionRules, form: Any, change: Any) -> None:
        leaving.set_rules(obj, by=actor(request).pk, now=timezone.now())


@admin.register(RoleDeletionRule)
class RoleRuleAdmin(DecidingAdmin):
    """Roles whose people have to ask; to take one off the list lets them leave by themselves."""

    list_display = ("group", "why")
    list_select_related = ("group",)
    fields = ("group", "why")
    actions = None

    def save_model(self, request: HttpRequest, obj: RoleDeletionRule, *args: Any) -> None:
        super().save_model(request, obj, *args)
        leaving.note_role_rule(obj.group_id, by=actor(request).pk, now=timezone.now())

    def delete_model(self, request: HttpRequest, obj: RoleDeletionRule) -> None:
        role = obj.group_id
        super().delete_model(request, obj)
        leaving.note_role_rule(role, by=actor(request).pk, now=timezone.now())

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("group",) if obj else ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may(request.user, DECIDE)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request.user, DECIDE)


class AnswerForm(forms.ModelForm[DeletionPermission]):
    """Yes or no, and why not."""

    state = forms.ChoiceField(
        label="Your answer",
        choices=[
            (State.ALLOWED, "Yes: they may delete their account"),
            (State.DENIED, "No: for the reason below"),
        ],
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("state") == State.DENIED and not cleaned.get("answer"):
            self.add_error("answer", "Say why not: the person reads it.")
        return cleaned


@admin.register(DeletionPermission)
class QuestionAdmin(DecidingAdmin):
    """Questions whether somebody may leave; nobody answers their own."""

    form = AnswerForm
    list_display = ("person", "state", "asked_at", "answered_at")
    list_filter = ("state",)
    ordering = ("state", "asked_at")
    fields = ("person", "words", "asked_at", "state", "answer")
    readonly_fields = ("person", "words", "asked_at")
    actions = None

    @admin.display(description="person")
    def person(self, question: DeletionPermission) -> str:
        return f"person {question.user_id}"

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show what somebody asked, which they are told of."""
        answer = super().change_view(request, object_id, form_url, extra_context)
        if isinstance(answer, TemplateResponse):
            questions = self.get_queryset(request).filter(pk=object_id)
            tell(request, [one.user for one in questions], looks.What.ASKED)
        return answer

    def has_change_permission(
        self, request: HttpRequest, obj: DeletionPermission | None = None
    ) -> bool:
        if obj is not None and obj.user_id == request.user.pk:
            return False
        return super().has_change_permission(request, obj)

    def save_model(
        self, request: HttpRequest, obj: DeletionPermission, form: Any, change: Any
    ) -> None:
        said, by = form.cleaned_data, actor(request).pk
        permissions.answer(
            obj, state=said["state"], words=said["answer"], by=by, now=timezone.now()
        )
        messages.info(request, "The person is told by mail that there is an answer.")


@admin.register(DeletionRequest)
class RequestAdmin(AskingAdmin[DeletionRequest]):
    """Who is leaving, until when they can come back; afterwards only that it was done."""

    sees = (DECIDE,)
    list_display = ("id", "state", "who", "asked_at", "due_at", "held_by", "run", "ended_at")
    list_filter = ("state",)
    ordering = ("-id",)
    fields = ("id", "state", "who", "asked_at", "due_at", "held_by", "run", "ended_at")
    actions = None

    @admin.display(description="person")
    def who(self, found: DeletionRequest) -> str:
        return f"person {found.account}" if found.account else "not kept"
