"""Gives and takes roles and what they permit; each change is on the audit log with it.

What may go wrong for ever: somebody gets a right that nobody with that right gave. So every way to
give one leads through here, and here the rules stand: who gives holds it, nobody touches what
stands above them, and one administrator is always left.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from guardian.models import GroupObjectPermission, UserObjectPermission

from accounts.models import RoleDescription, User
from accounts.presets import stands_for
from accounts.services.deletion import LastAdministrator, refuse_last_administrator
from privacy.audit import Concerning, What, record
from privacy.permissions import (
    BeyondOwn,
    held_by,
    in_words,
    may,
    names_of,
    of_role,
    refuse_beyond,
    rows_of,
)

__all__ = ["BeyondOwn", "LastAdministrator", "NotAllowed"]

MANAGE = "accounts.manage_roles"


class NotAllowed(Exception):
    """What somebody tried is not theirs to do; the message says why."""


@dataclass(frozen=True)
class Wanted:
    """What a role shall be: its name, what it is for, what it permits site-wide."""

    name: str
    description: str = ""
    permissions: frozenset[str] = field(default_factory=frozenset)


@transaction.atomic
def make_role(wanted: Wanted, *, by: User, now: datetime) -> Group:
    """Return a new role. Raises NotAllowed, BeyondOwn."""
    _need(by)
    refuse_beyond(by, wanted.permissions)
    _refuse_name_above(by, wanted.name)
    role = Group.objects.create(name=wanted.name)
    record(What.ROLE_MADE, Concerning(role=role.pk), by=by.pk, now=now)
    _describe(role, wanted)
    _set_permissions(role, wanted.permissions, by=by, now=now)
    return role


@transaction.atomic
def change_role(role: Group, wanted: Wanted, *, by: User, now: datetime) -> None:
    """Give a role another name, description or permissions. Raises NotAllowed, BeyondOwn."""
    _need(by)
    role = Group.objects.select_for_update().get(pk=role.pk)
    refuse_role_above(by, role)
    refuse_beyond(by, wanted.permissions)
    _refuse_name_above(by, wanted.name)
    if (role.name, description_of(role)) != (wanted.name, wanted.description):
        role.name = wanted.name
        role.save(update_fields=["name"])
        _describe(role, wanted)
        record(What.ROLE_RENAMED, Concerning(role=role.pk), by=by.pk, now=now)
    _set_permissions(role, wanted.permissions, by=by, now=now)


@transaction.atomic
def delete_role(role: Group, *, by: User, now: datetime) -> None:
    """Delete a role; its members lose what it permitted, and its key. Raises as above."""
    _need(by)
    refuse_role_above(by, role)
    number = role.pk
    role.user_set.clear()  # one by one, so that the vault hears that nobody is in it any more
    role.delete()
    record(What.ROLE_DELETED, Concerning(role=number), by=by.pk, now=now)


@transaction.atomic
def add_member(role: Group, person: User, *, by: User, now: datetime) -> bool:
    """Put a person into a role; return whether they were not in it. Raises as above.

    Only administrators put themselves into a role: with it comes its key, and so what people
    opened to it.
    """
    _need(by)
    refuse_role_above(by, role)
    refuse_person_above(by, person)
    if person.pk == by.pk and not by.is_superuser:
        raise NotAllowed(
            "Nobody puts themselves into a role. Ask somebody else who manages roles."
        )
    if person.groups.filter(pk=role.pk).exists():
        return False
    person.groups.add(role)
    about = Concerning(person=person.pk, role=role.pk)
    record(What.MEMBER_ADDED, about, by=by.pk, now=now)
    return True


@transaction.atomic
def remove_member(role: Group, person: User, *, by: User, now: datetime) -> bool:
    """Take a person out of a role; return whether they were in it. Raises as above."""
    _need(by)
    refuse_role_above(by, role)
    refuse_person_above(by, person)
    if not person.groups.filter(pk=role.pk).exists():
        return False
    person.groups.remove(role)
    about = Concerning(person=person.pk, role=role.pk)
    record(What.MEMBER_REMOVED, about, by=by.pk, now=now)
    return True


@transaction.atomic
def set_staff(person: User, *, to: bool, by: User, now: datetime) -> None:
    """Let a person into the administration, or no longer. Raises as above."""
    _need(by)
    refuse_person_above(by, person)
    if not by.is_staff:
        raise NotAllowed("You may not enter the administration yourself.")
    if person.is_staff == to:
        return
    person.is_staff = to
    person.save(update_fields=["is_staff"])
    what = What.STAFF_GIVEN if to else What.STAFF_TAKEN
    record(what, Concerning(person=person.pk), by=by.pk, now=now)


@transaction.atomic
def set_administrator(person: User, *, to: bool, by: User, now: datetime) -> None:
    """Give a person every right, or take it. Raises NotAllowed, LastAdministrator."""
    if not (by.is_active and by.is_superuser):
        raise NotAllowed("Only administrators make administrators.")
    if person.is_superuser == to:
        return
    if not to:
        refuse_last_administrator(person)
    person.is_superuser = to
    person.save(update_fields=["is_superuser"])
    what = What.ALL_GIVEN if to else What.ALL_TAKEN
    record(what, Concerning(person=person.pk), by=by.pk, now=now)


def refuse_role_above(by: User, role: Group) -> None:
    """Raise BeyondOwn if a role permits, anywhere, what `by` does not hold there.

    Raises NotAllowed if its name stands for that: people open answers to roles by their names.
    """
    if by.is_superuser:
        return
    _refuse_name_above(by, role.name)
    refuse_beyond(by, of_role(role))
    for grant in GroupObjectPermission.objects.filter(group=role):
        _refuse_grant(by, grant)


def refuse_person_above(by: User, person: User) -> None:
    """Raise NotAllowed or BeyondOwn if a person holds, anywhere, what `by` does not hold there.

    Asks the rows, not Django: who is switched off holds nothing today and all of it once on again.
    """
    if by.is_superuser:
        return
    if person.is_superuser:
        raise NotAllowed("Only administrators change what an administrator may do.")
    for role in person.groups.all():
        refuse_role_above(by, role)
    refuse_beyond(by, names_of(person.user_permissions.all()))
    for grant in UserObjectPermission.objects.filter(user=person):
        _refuse_grant(by, grant)


def may_touch_role(by: User, role: Group) -> bool:
    """Return whether `by` may change a role and who is in it."""
    try:
        refuse_role_above(by, role)
    except (BeyondOwn, NotAllowed):
        return False
    return may(by, MANAGE)


def may_touch_person(by: User, person: User) -> bool:
    """Return whether a person stands not above `by`."""
    try:
        refuse_person_above(by, person)
    except (BeyondOwn, NotAllowed):
        return False
    return True


def description_of(role: Group) -> str:
    """Return what a role is for, "" if nobody said it; a query."""
    row = RoleDescription.objects.filter(group=role).first()
    return row.text if row else ""


def _need(by: User) -> None:
    if not by.is_active or not may(by, MANAGE):
        raise NotAllowed(f"You may not {in_words(MANAGE)}.")


def _refuse_name_above(by: User, name: str) -> None:
    beyond = stands_for(name) - held_by(by)
    if beyond:
        words = ", ".join(sorted(in_words(one) for one in beyond))
        raise NotAllowed(
            f"People know from docassemble what a role called {name} may do. Who gives that name "
            f"has to hold all that it stands for; you do not hold: {words}."
        )


def _refuse_grant(by: User, grant: Any) -> None:
    name = f"{grant.content_type.app_label}.{grant.permission.codename}"
    if grant.content_object is not None:
        refuse_beyond(by, [name], on=grant.content_object)


def _describe(role: Group, wanted: Wanted) -> None:
    RoleDescription.objects.update_or_create(group=role, defaults={"text": wanted.description})


def _set_permissions(role: Group, wanted: Iterable[str], *, by: User, now: datetime) -> None:
    present, wished = of_role(role), frozenset(wanted)
    rows = rows_of(wished | present)
    for name in sorted(wished - present):
        role.permissions.add(rows[name])
        record(What.RIGHT_GIVEN, Concerning(role=role.pk, about=name), by=by.pk, now=now)
    for name in sorted(present - wished):
        role.permissions.remove(rows[name])
        record(What.RIGHT_TAKEN, Concerning(role=role.pk, about=name), by=by.pk, now=now)
