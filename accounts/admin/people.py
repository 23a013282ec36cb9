"""People and bans in the administration: no password, no key, no answer is ever shown."""

from __future__ import annotations

from typing import Any, ClassVar

import allauth.account.admin  # first, so that what they register can be taken away again
import allauth.mfa.admin  # noqa: F401 -- the same
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.db.models import Field, QuerySet
from django.forms import Field as FormField
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.guesses import forgive
from accounts.models import User
from accounts.services import people
from privacy import looks
from privacy.asking import AskingAdmin
from privacy.permissions import may

for hidden in (EmailAddress, EmailConfirmation, Authenticator):
    if admin.site.is_registered(hidden):
        admin.site.unregister(hidden)


@admin.register(User)
class PersonAdmin(AskingAdmin[User]):
    """A person's account; erasing it is the business of retention, signing up that of people."""

    list_display = ("id", "email", "name", "is_active", "is_staff", "joined_at", "last_login")
    sees = ("accounts.see_people", "accounts.manage_roles", "accounts.deactivate_people")
    list_display_links = ("id", "email")
    list_filter = ("is_active", "is_staff", "groups")
    list_per_page = 50
    search_fields = ("=id", "email")
    search_help_text = "Number or e-mail address"
    ordering = ("-id",)
    fields = (
        "id",
        "email",
        "name",
        "is_active",
        "is_staff",
        "is_superuser",
        "groups",
        "joined_at",
        "last_login",
    )
    readonly_fields = ("id", "email", "name", "is_active", "joined_at", "last_login")
    filter_horizontal = ("groups",)
    actions = ("send_reset_links", "deactivate", "reactivate")
    words: ClassVar[dict[str, dict[str, str]]] = {
        "is_superuser": {"label": "Every right", "help_text": "May do all, also hand out rights."},
        "groups": {"help_text": "What a role permits, its holders may do."},
    }

    def formfield_for_dbfield(
        self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> FormField | None:
        words = self.words.get(db_field.name, {})
        return super().formfield_for_dbfield(db_field, request, **kwargs, **words)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request.user, "accounts.manage_roles")

    def has_switch_permission(self, request: HttpRequest) -> bool:
        return may(request.user, "accounts.deactivate_people")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the page, which the person is told of."""
        shown = super().change_view(request, object_id, form_url, extra_context)
        person = self.get_object(request, object_id)
        if person is not None:
            looks.note([person.subject_id], looks.What.PERSON, by=request.user, now=timezone.now())
        return shown

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Let only administrators with every right hand out rights."""
        if request.user.is_superuser:
            return self.readonly_fields
        return (*self.readonly_fields, "is_staff", "is_superuser", "groups")

    @admin.action(description="Send a link to choose a new password", permissions=["switch"])
    def send_reset_links(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        sent = sum(people.send_reset_link(request, person) for person in chosen)
        self.message_user(
            request,
            f"{sent} mails sent. With a new password, what was answered before stays locked: "
            "the mail says so.",
            messages.SUCCESS,
        )

    @admin.action(
        description="Switch off: no login, all devices logged out", permissions=["switch"]
    )
    def deactivate(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        others = [person for person in chosen if self._may_switch(request, person)]
        for person in others:
            people.deactivate(person)
        self.message_user(request, f"{len(others)} accounts switched off.", messages.SUCCESS)

    @admin.action(description="Switch on again", permissions=["switch"])
    def reactivate(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        others = [person for person in chosen if self._may_switch(request, person)]
        for person in others:
            people.reactivate(person)
        self.message_user(request, f"{len(others)} accounts switched on.", messages.SUCCESS)

    @staticmethod
    def _may_switch(request: HttpRequest, person: User) -> bool:
        """Nobody switches off themselves, nor somebody with more rights."""
        if person.pk == request.user.pk:
            return False
        return request.user.is_superuser or not person.is_superuser


admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    """Roles: who could change one could give themselves any right, so administrators only."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request.user, "accounts.manage_roles")

    def has_view_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return may(request.user, "accounts.manage_roles")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return self.has_add_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return self.has_add_permission(request)


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
        for row in found:
            forgive(address=row.ip_address or "", account=row.username or "")
        self.message_user(request, f"{len(found)} bans lifted.", messages.SUCCESS)
