"""What a person is here: roles, a place in the administration, permissions on single things."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction
from guardian.models import UserObjectPermission

from accounts.models import User
from accounts.services.granting import (
    add_member,
    remove_member,
    set_administrator,
    set_staff,
)
from privacy.permissions import in_words


@dataclass(frozen=True)
class Standing:
    """What somebody shall be from now on; None leaves it as it is."""

    add: tuple[Group, ...] = ()
    remove: tuple[Group, ...] = ()
    is_staff: bool | None = None
    is_administrator: bool | None = None


@transaction.atomic
def change(person: User, wanted: Standing, *, by: User, now: datetime) -> None:
    """Make all of it so, or nothing. Raises NotAllowed, BeyondOwn, LastAdministrator."""
    for role in wanted.remove:
        remove_member(role, person, by=by, now=now)
    for role in wanted.add:
        add_member(role, person, by=by, now=now)
    if wanted.is_staff is not None:
        set_staff(person, to=wanted.is_staff, by=by, now=now)
    if wanted.is_administrator is not None:
        set_administrator(person, to=wanted.is_administrator, by=by, now=now)


def grants_of(person: User) -> list[tuple[str, str]]:
    """Return what a person may do on single things: the permission in words, and the thing."""
    rows = UserObjectPermission.objects.filter(user=person).select_related(
        "permission", "content_type"
    )
    return [(_words(row), str(row.content_object)) for row in _living(rows)]


def _living(rows: Iterable[UserObjectPermission]) -> list[UserObjectPermission]:
    return [row for row in rows if row.content_object is not None]


def _words(row: UserObjectPermission) -> str:
    return in_words(f"{row.content_type.app_label}.{row.permission.codename}")
