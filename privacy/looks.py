"""Writes down who on the staff looked at a person's data, and tells the person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, cast
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, Group
from django.db.models import QuerySet

from privacy.models import Admission, Grant, Look

What = Look.What
ADMINISTRATOR = "administrator"
# Somebody who goes back and forth between two pages looks once; who works with a list, hourly.
NOTE_EVERY = timedelta(minutes=1)
NOTE_LISTS_EVERY = timedelta(hours=1)
SHOWN = 100  # newest first; the archive of one's data has all that is kept
AT_ONCE = 500  # rows of one insert
OPENED = "opened answers or documents that you shared, most recently then"


class Looker(Protocol):
    """Somebody on the staff, as far as a look tells of them."""

    pk: int
    subject_id: UUID
    is_superuser: bool

    @property
    def groups(self) -> QuerySet[Group]: ...


@dataclass(frozen=True)
class Seen:
    """One line of what the person is told: who, as what, did what, and when."""

    who: str
    what: str
    at: datetime


def note(
    subjects: Iterable[UUID], what: What, *, by: AbstractBaseUser | AnonymousUser, now: datetime
) -> int:
    """Write down what `by` did with the data of these subjects; return how many lines that made.

    Nobody looks at themselves, and the same look within a minute counts once, in a list within an
    hour.
    """
    looker = cast(Looker, by)
    others = set(subjects) - {looker.subject_id}
    if not others:
        return 0
    every = NOTE_LISTS_EVERY if what == What.LISTED else NOTE_EVERY
    recent = Look.objects.filter(
        what=what, by=looker.pk, at__gt=now - every, subject_id__in=others
    )
    others -= set(recent.values_list("subject_id", flat=True))
    as_role = roles_of(looker)
    rows = [
        Look(subject_id=each, what=what, by=looker.pk, as_role=as_role, at=now) for each in others
    ]
    Look.objects.bulk_create(rows, batch_size=AT_ONCE)
    return len(rows)


def roles_of(looker: Looker) -> str:
    """Return what somebody is here, in the words of the organisation."""
    if looker.is_superuser:
        return ADMINISTRATOR
    names = looker.groups.order_by("name").values_list("name", flat=True)
    return ", ".join(names)[:200] or "a member of the staff"


def who_looked(subject_id: UUID) -> list[Seen]:
    """Return who looked at the data of a subject, the newest first; three queries.

    What others opened because the person or the interview's rule let them in is among it.
    """
    rows = Look.objects.filter(subject_id=subject_id).order_by("-at", "-pk")[:SHOWN]
    looked = [
        Seen(f"{row.as_role} (person {row.by})", row.get_what_display(), row.at) for row in rows
    ]
    seen = [*looked, *_opened(subject_id)]
    return sorted(seen, key=lambda one: one.at, reverse=True)[:SHOWN]


def _opened(subject_id: UUID) -> list[Seen]:
    """Return the last opening of each admission to what is the subject's own."""
    shared_with_them = Admission.objects.filter(recipient=subject_id).values("scope")
    own = Grant.objects.filter(recipient=subject_id).exclude(scope__in=shared_with_them)
    rows = (
        Admission.objects.filter(scope__in=own.values("scope"))
        .exclude(last_opened_at=None)
        .order_by("-last_opened_at")[:SHOWN]
    )
    return [
        Seen(f"{row.get_kind_display()} that was let in", OPENED, row.last_opened_at)
        for row in rows
        if row.last_opened_at is not None
    ]
