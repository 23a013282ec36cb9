"""Roles: what each permits, in words, and who is in it; nobody gives what they do not hold."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

import django.contrib.auth.admin  # noqa: F401 -- first, so that what it registers can be taken away
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from accounts.admin import role_tables
from accounts.admin.actors import actor, posted, tell, try_to
from accounts.admin.role_forms import MemberForm, RoleForm
from accounts.models import User
from accounts.services import granting
from accounts.services.granting import MANAGE, Wanted
from privacy import looks
from privacy.asking import AskingAdmin
from privacy.permissions import held_by, in_words, of_role

MEMBERS_SHOWN = 200

admin.site.unregister(Group)


@dataclass(frozen=True)
class Difference:
    """What a change would let members do, and no longer; `shown` names it, so that only what was
    seen is saved."""

    given: tuple[str, ...]
    taken: tuple[str, ...]
    members: int
    shown: str


@admin.register(Group)
class RoleAdmin(AskingAdmin[Group]):
    sees = (MANAGE,)
    actions = None
    list_display = ("name", "what_for", "how_many")
    list_display_links = ("name",)
    search_fields = ("name",)
    ordering = ("name",)
    change_list_template = "admin/accounts/roles.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        found = super().get_queryset(request).select_related("description")
        return found.annotate(members=Count("user"))

    @admin.display(description="what it is for")
    def what_for(self, role: Group) -> str:
        return role.description.text if hasattr(role, "description") else ""

    @admin.display(description="members", ordering="members")
    def how_many(self, role: Any) -> int:
        return int(role.members)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return obj is not None and granting.may_touch_role(actor(request), obj)

    def delete_model(self, request: HttpRequest, obj: Group) -> None:
        granting.delete_role(obj, by=actor(request), now=timezone.now())

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name what goes: the role and its memberships, whatever hangs on it in tables."""
        roles = list(objs)
        members = sum(role.user_set.count() for role in roles)
        counts = {"roles": len(roles), "memberships": members}
        return [str(role) for role in roles], counts, set(), []

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("matrix/", view(self.matrix_view), name="auth_group_matrix"),
            path("presets/", view(self.presets_view), name="auth_group_presets"),
            path("<int:pk>/members/", view(self.add_member_view), name="auth_group_add_member"),
            path(
                "<int:pk>/members/<int:number>/remove/",
                view(self.remove_member_view),
                name="auth_group_remove_member",
            ),
            *super().get_urls(),
        ]

    def matrix_view(self, request: HttpRequest) -> HttpResponse:
        self._need(request)
        return role_tables.matrix(self, request)

    def presets_view(self, request: HttpRequest) -> HttpResponse:
        self._need(request)
        return role_tables.offer(self, request)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        self._need(request)
        form = RoleForm(posted(request), held=held_by(request.user))
        if request.method == "POST" and form.is_valid():
            make = partial(_make, form.wanted, actor(request))
            if try_to(request, make):
                messages.success(request, "The role is made. Nobody is in it yet.")
                role = Group.objects.get(name=form.wanted.name)
                return _to_role(role.pk)
        return self._page(request, None, form)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        self._need(request)
        role = self.found(request, object_id)
        initial = {
            "name": role.name,
            "description": granting.description_of(role),
            "permissions": sorted(of_role(role)),
        }
        form = RoleForm(posted(request), held=held_by(request.user), role=role, initial=initial)
        difference = None
        if request.method == "POST" and form.is_valid():
            difference = _difference(role, form.wanted)
            if difference is None or request.POST.get("shown") == difference.shown:
                change = partial(
                    granting.change_role,
                    role,
                    form.wanted,
                    by=actor(request),
                    now=timezone.now(),
                )
                if try_to(request, change):
                    messages.success(request, "Saved. It counts from now on.")
                    return _to_role(role.pk)
        return self._page(request, role, form, difference=difference)

    @method_decorator(require_POST)
    def add_member_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._need(request)
        role = get_object_or_404(Group, pk=pk)
        form = MemberForm(request.POST)
        if not form.is_valid():
            return self._page(request, role, None, member_form=form)
        person = form.cleaned_data["person"]
        add = partial(granting.add_member, role, person, by=actor(request), now=timezone.now())
        if try_to(request, add):
            tell(request, [person], looks.What.CHANGED)
            messages.success(request, f"Person {person.pk} is in this role.")
        return _to_role(pk)

    @method_decorator(require_POST)
    def remove_member_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        self._need(request)
        role, person = get_object_or_404(Group, pk=pk), get_object_or_404(User, pk=number)
        remove = partial(
            granting.remove_member, role, person, by=actor(request), now=timezone.now()
        )
        if try_to(request, remove):
            tell(request, [person], looks.What.CHANGED)
            messages.success(request, f"Person {number} is not in this role any more.")
        return _to_role(pk)

    def _need(self, request: HttpRequest) -> None:
        if not self.may_see(request):
            raise PermissionDenied

    def _page(
        self,
        request: HttpRequest,
        role: Group | None,
        form: RoleForm | None,
        *,
        difference: Difference | None = None,
        member_form: MemberForm | None = None,
    ) -> HttpResponse:
        if form is None:
            assert role is not None
            form = RoleForm(
                held=held_by(request.user),
                role=role,
                initial={
                    "name": role.name,
                    "description": granting.description_of(role),
                    "permissions": sorted(of_role(role)),
                },
            )
        members = list(role.user_set.order_by("pk")[:MEMBERS_SHOWN]) if role else []
        tell(request, members, looks.What.LISTED)
        context = {
            **self.admin_site.each_context(request),
            "title": role.name if role else "Make a role",
            "role": role,
            "form": form,
            "may_act": role is None or granting.may_touch_role(actor(request), role),
            "difference": difference,
            "members": members,
            "member_form": member_form or MemberForm(),
            "errors": bool(form.errors or (member_form and member_form.errors)),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/accounts/role.html", context)


def _make(wanted: Wanted, by: User) -> None:
    granting.make_role(wanted, by=by, now=timezone.now())


def _difference(role: Group, wanted: Wanted) -> Difference | None:
    """Return what would change for the members, None if nothing does or nobody is in it."""
    present, members = of_role(role), role.user_set.count()
    given = tuple(in_words(name) for name in sorted(wanted.permissions - present))
    taken = tuple(in_words(name) for name in sorted(present - wanted.permissions))
    if not members or not (given or taken):
        return None
    shown = sha256(repr((role.pk, members, given, taken)).encode()).hexdigest()[:16]
    return Difference(given, taken, members, shown)


def _to_role(pk: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:auth_group_change", args=[pk]))
