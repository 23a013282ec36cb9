"""Who may what, as a table to read; and roles that others have found useful, to be made."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from guardian.models import GroupObjectPermission, UserObjectPermission

from accounts.admin.actors import actor, try_to
from accounts.services import presets
from privacy.permissions import Permitted, all_permissions, in_words, of_role


@dataclass(frozen=True)
class Line:
    """One permission, and for each role whether it holds it."""

    permitted: Permitted
    ticks: tuple[bool, ...]


@dataclass(frozen=True)
class OnOne:
    """What somebody may do with one thing."""

    thing: str
    thing_url: str
    holder: str
    holder_url: str
    words: str


def matrix(page: ModelAdmin[Group], request: HttpRequest) -> HttpResponse:
    roles = list(Group.objects.order_by("name"))
    held = [of_role(role) for role in roles]
    shelves: dict[str, list[Line]] = {}
    for one in all_permissions():
        ticks = tuple(one.name in names for names in held)
        shelves.setdefault(one.shelf, []).append(Line(one, ticks))
    context = {
        **page.admin_site.each_context(request),
        "title": "Who may what",
        "roles": roles,
        "shelves": list(shelves.items()),
        "on_one": _on_one(),
        "opts": page.opts,
    }
    return TemplateResponse(request, "admin/accounts/matrix.html", context)


def offer(page: ModelAdmin[Group], request: HttpRequest) -> HttpResponse:
    by = actor(request)
    if request.method == "POST":
        made: list[str] = []
        if try_to(request, lambda: made.extend(presets.make(by=by, now=timezone.now()))):
            said = f"Made: {', '.join(made)}." if made else "They are all there already."
            messages.success(request, said)
        return HttpResponseRedirect(reverse("admin:auth_group_changelist"))
    context = {
        **page.admin_site.each_context(request),
        "title": "Roles as docassemble knows them",
        "planned": presets.plan(by),
        "opts": page.opts,
    }
    return TemplateResponse(request, "admin/accounts/presets.html", context)


def _on_one() -> list[OnOne]:
    """Return what was given on single things, thing by thing; a few queries a thing."""
    found: dict[tuple[Any, str, str], list[str]] = defaultdict(list)
    for model, holder, kind in (
        (GroupObjectPermission, "group", "auth_group"),
        (UserObjectPermission, "user", "accounts_user"),
    ):
        for row in model.objects.select_related("permission", "content_type", holder):
            thing, who = row.content_object, getattr(row, holder)
            if thing is not None:
                name = f"{row.content_type.app_label}.{row.permission.codename}"
                url = reverse(f"admin:{kind}_change", args=[who.pk])
                found[thing, str(who), url].append(in_words(name))
    lines = [
        OnOne(str(thing), _url_of(thing), holder, url, ", ".join(sorted(words)))
        for (thing, holder, url), words in found.items()
    ]
    return sorted(lines, key=lambda line: (line.thing, line.holder))


def _url_of(thing: Any) -> str:
    options = thing._meta
    try:
        return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[thing.pk])
    except NoReverseMatch:
        return ""
