"""Who may do what with one interview: given to a role or a person, on the audit log with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete
from django.dispatch import receiver
from guardian.models import GroupObjectPermission, UserObjectPermission
from guardian.shortcuts import assign_perm, remove_perm

from interviews.models import InterviewSource
from privacy.audit import Concerning, What, record
from privacy.permissions import BeyondOwn, all_permissions, held_by, may, of_role, refuse_beyond

__all__ = ["BeyondOwn", "NotYours"]

MANAGE = "accounts.manage_roles"
SETTINGS = ("mode", "roles", "is_limited")


class NotYours(Exception):
    """What somebody tried is not theirs to do; the message says why."""


@dataclass(frozen=True)
class Row:
    """What one role or person may do with an interview, and what of it site-wide."""

    kind: str  # "role" or "person"
    holder: Any
    here: frozenset[str]
    everywhere: frozenset[str]

    def __str__(self) -> str:
        return str(self.holder)


def rows_of(source: InterviewSource) -> list[Row]:
    """Return all roles, and the people to whom something was given here."""
    here = _given(GroupObjectPermission, "group_id", source)
    roles = [
        Row("role", role, here.get(role.pk, frozenset()), of_role(role))
        for role in Group.objects.order_by("name")
    ]
    mine = _given(UserObjectPermission, "user_id", source)
    found = get_user_model().objects.filter(pk__in=mine).order_by("pk")
    return [*roles, *(Row("person", one, mine[one.pk], held_by(one)) for one in found)]


def given_to(source: InterviewSource, holder: Model) -> frozenset[str]:
    """Return what was given to a role or a person on this interview."""
    is_role = isinstance(holder, Group)
    model: Any = GroupObjectPermission if is_role else UserObjectPermission
    return _given(model, "group_id" if is_role else "user_id", source).get(holder.pk, frozenset())


@transaction.atomic
def give(
    source: InterviewSource, holder: Any, wanted: Collection[str], *, by: Any, now: datetime
) -> None:
    """Let a role or a person do exactly `wanted` with an interview.

    Raises NotYours, BeyondOwn for what `by` does not hold on it, also for what would be taken.
    """
    if not by.is_active or not may(by, MANAGE):
        raise NotYours("You may not manage roles.")
    if holder == by and not by.is_superuser:
        raise NotYours("Nobody gives something to themselves.")
    present, wished = given_to(source, holder), frozenset(wanted)
    possible = {one.name for one in all_permissions(on_one=True)}
    refuse_beyond(by, (present ^ wished) | (wished - possible), on=source)
    is_role = isinstance(holder, Group)
    for name in sorted(present ^ wished):
        change, what = (
            (assign_perm, What.RIGHT_GIVEN) if name in wished else (remove_perm, What.RIGHT_TAKEN)
        )
        change(name, holder, source)
        about = Concerning(
            role=holder.pk if is_role else None,
            person=None if is_role else holder.pk,
            interview=source.pk,
            about=name,
        )
        record(what, about, by=by.pk, now=now)


def note_settings(
    source: InterviewSource, changed: Iterable[str], *, by: Any, now: datetime
) -> None:
    """Write down which settings of an interview somebody changed."""
    for name in changed:
        if name in SETTINGS:
            about = Concerning(interview=source.pk, about=f"interview.{name}")
            record(What.SETTING, about, by=by.pk, now=now)


@receiver(post_delete, sender=InterviewSource, dispatch_uid="interviews.forget_grants")
def forget_grants(instance: InterviewSource, **kwargs: Any) -> None:
    """Take away what was given on an interview that is gone: guardian would leave it behind."""
    for model in (GroupObjectPermission, UserObjectPermission):
        model.objects.filter(
            content_type=ContentType.objects.get_for_model(InterviewSource),
            object_pk=str(instance.pk),
        ).delete()


def _given(model: Any, holder: str, source: InterviewSource) -> dict[int, frozenset[str]]:
    rows = model.objects.filter(
        content_type=ContentType.objects.get_for_model(InterviewSource), object_pk=str(source.pk)
    ).values_list(holder, "permission__codename")
    found: dict[int, set[str]] = {}
    for number, codename in rows:
        found.setdefault(number, set()).add(f"interviews.{codename}")
    return {number: frozenset(names) for number, names in found.items()}
