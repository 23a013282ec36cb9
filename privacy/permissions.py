"""The permissions of this site in words, and who holds which; the list itself is handed in.

Each is a permission of Django's, declared in the Meta of a model of the body that owns it, and
every page of the administration asks for one. Whoever joins the bodies declares them all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.db.models import Model, QuerySet

Somebody = AbstractBaseUser | AnonymousUser


@dataclass(frozen=True)
class Permitted:
    """One permission: "may …" in words, with what that does not say at once."""

    name: str  # "privacy.place_holds": as Django asks for it
    words: str  # "place holds"
    hint: str
    shelf: str  # under which heading it stands
    on_one: bool = False  # it can be given on a single interview too
    within: str = ""  # the name of a wider one, whose holders hold this too

    @property
    def codename(self) -> str:
        """Return the second half of the name."""
        return self.name.partition(".")[2]


_declared: dict[str, Permitted] = {}


def declare(permissions: Iterable[Permitted]) -> None:
    """Take the list of this site in the place of any before it."""
    _declared.clear()
    _declared.update({one.name: one for one in permissions})


def all_permissions(*, on_one: bool = False) -> list[Permitted]:
    """Return all of them in order, or those that can be given on one interview."""
    return [one for one in _declared.values() if one.on_one or not on_one]


def in_words(name: str) -> str:
    """Return a permission in words, also one that is on the list no more."""
    known = _declared.get(name)
    return known.words if known else name


def may(user: Any, *names: str, on: Model | None = None) -> bool:
    """Return whether somebody holds one of these permissions, site-wide or on one thing.

    Raises KeyError for a name that is not on the list: superusers would hold it all the same.
    """
    for name in names:
        known = _declared.get(name)
        if known is None:
            raise KeyError(f"{name!r} is not on the list of permissions.")
        if user.has_perm(name) or (known.within and user.has_perm(known.within)):
            return True
        if on and known.on_one and user.has_perm(name, on):
            return True
    return False


def held_by(user: Any, *, on: Model | None = None) -> frozenset[str]:
    """Return the permissions that somebody holds site-wide, and those on one thing."""
    return frozenset(one.name for one in _declared.values() if may(user, one.name, on=on))


def of_role(role: Group) -> frozenset[str]:
    """Return what a role permits site-wide; a query."""
    return frozenset(names_of(role.permissions.all()))


def names_of(rows: QuerySet[Permission]) -> set[str]:
    """Return the names of these permissions that are on the list."""
    pairs = rows.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in pairs} & _declared.keys()


def rows_of(names: Iterable[str]) -> dict[str, Permission]:
    """Return Django's row of each permission, by name."""
    wanted = set(names)
    rows = Permission.objects.filter(
        codename__in=[name.partition(".")[2] for name in wanted]
    ).select_related("content_type")
    found = {f"{row.content_type.app_label}.{row.codename}": row for row in rows}
    return {name: row for name, row in found.items() if name in wanted}


class BeyondOwn(Exception):
    """Somebody tried to give, or to take, what they do not hold themselves."""

    def __init__(self, names: Iterable[str]) -> None:
        words = ", ".join(sorted(in_words(name) for name in names))
        super().__init__(
            f"You do not hold this yourself, so you can neither give nor take: {words}."
        )


def refuse_beyond(user: Any, names: Iterable[str], *, on: Model | None = None) -> None:
    """Raise BeyondOwn unless somebody holds all of these, site-wide or on one thing."""
    beyond = set(names) - held_by(user, on=on)
    if beyond:
        raise BeyondOwn(beyond)
