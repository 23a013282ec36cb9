"""Tells the vault who is in which role, so that its key opens for members alone."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.db.models.signals import m2m_changed
from django.dispatch import receiver

from accounts.models import User
from privacy.vault import roles

CHANGES = frozenset({"post_add", "post_remove", "post_clear"})


def say_who_is_in(group: Group) -> None:
    """Tell the vault the members of a role who may log in."""
    members = User.objects.filter(groups=group, is_active=True)
    roles.set_members(roles.role_id(group.pk), list(members.values_list("subject_id", flat=True)))


def say_roles_of(user: User) -> None:
    """Tell the vault anew who is in each role of a person: they got keys, or a ban."""
    for group in user.groups.all():
        say_who_is_in(group)


@receiver(m2m_changed, sender=User.groups.through, dispatch_uid="accounts.role_members")
def members_changed(action: str, instance: Any, pk_set: set[int] | None, **kwargs: Any) -> None:
    """Follow each change of roles, whoever makes it and from whichever side."""
    if action == "pre_clear" and isinstance(instance, User):
        instance.roles_before = set(instance.groups.values_list("pk", flat=True))  # type: ignore[attr-defined]  # told again below
    if action not in CHANGES:
        return
    if isinstance(instance, Group):
        say_who_is_in(instance)
        return
    numbers = pk_set if pk_set is not None else instance.roles_before
    for group in Group.objects.filter(pk__in=numbers):
        say_who_is_in(group)


def role_choices() -> list[tuple[str, str]]:
    """Return the number and the name of each role, by name."""
    rows = Group.objects.order_by("name").values_list("pk", "name")
    return [(str(pk), name) for pk, name in rows]


def role_in_words(ref: str) -> str:
    return f"people with the role {dict(role_choices()).get(ref, ref)}"
