"""The ladder of notices before a deletion: which rows were told about, and which could not be.

What may go wrong for ever: something goes of which its person was not told as promised. So a row
under a rule with notices is let go by a notice alone that is written down as sent, of the last
step, for this row as it was left, whose day has come; and by no notice while another failed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from privacy.models.notices import Notice
from privacy.retention.category import DataCategory
from privacy.retention.modes import After

State = Notice.State

OPEN = (State.WAITING, State.SENDING)
FAILED = (State.REFUSED, State.BOUNCED, State.NO_ADDRESS, State.NO_SERVER)
GIVEN = (State.SENT, State.WAIVED)
# A day that passed so long ago without anything going is forgotten: people are told anew.
FORGOTTEN_AFTER = timedelta(days=30)
# A mail server that was away for so long is not waited for in silence.
GIVEN_UP_AFTER = timedelta(days=1)


def of_row(category: DataCategory, mode: After) -> QuerySet[Notice]:
    """Return the notices of the row around this subquery, as it was left and by this period."""
    return Notice.objects.filter(
        category=category.key,
        row=OuterRef("pk"),
        clock=OuterRef(category.clock),
        period=mode.period,
    )


def given(category: DataCategory, mode: After, now: datetime) -> QuerySet[Notice]:
    """Return those of `of_row` that still count at `now`."""
    return of_row(category, mode).filter(state__in=GIVEN, due_at__gt=now - FORGOTTEN_AFTER)


def cannot(now: datetime) -> Q:
    """Return which notices could not be sent, or have waited for a day."""
    return Q(state__in=FAILED) | Q(state__in=OPEN, created_at__lt=now - GIVEN_UP_AFTER)


def nobody(category: DataCategory) -> Q:
    """Return which rows have nobody who could be told: the ladder is not for them."""
    return Q(**{f"{category.tell}__isnull": True})


def notices_ok(category: DataCategory, mode: After, at: datetime) -> Q:
    """Return which rows may go at `at` as far as their notices say."""
    last = Q(state=State.SENT, step=mode.steps[-1]) | Q(state=State.WAIVED)
    told = given(category, mode, at).filter(last, due_at__lte=at)
    failed = of_row(category, mode).filter(state__in=FAILED)
    return nobody(category) | Q(Exists(told), ~Exists(failed))


def foretell(
    category: DataCategory, mode: After, rows: QuerySet[Any], now: datetime
) -> QuerySet[Any]:
    """Return `rows` with the day that was named last (`promised`) and whether one failed."""
    failed = of_row(category, mode).filter(cannot(now))
    days = given(category, mode, now).order_by("-due_at").values("due_at")[:1]
    foretold: QuerySet[Any] = rows.annotate(promised=Subquery(days), untold=Exists(failed))
    return foretold


def expected(category: DataCategory, mode: After, now: datetime, at: datetime) -> Q:
    """Return which rows of `foretell` would have been told by `at` if nothing came between."""
    told = Q(promised__lte=at, untold=False)
    if at >= now + timedelta(days=mode.steps[0]):
        told |= Q(promised=None, untold=False)
    return nobody(category) | told


@dataclass(frozen=True)
class Told:
    """How far the ladder is, in numbers of rows that lie within its reach."""

    to_tell: int  # their first notice is due
    told: int
    cannot: int
    nobody: int  # due and nobody to tell: they go by the period alone

    def __add__(self, other: Told) -> Told:
        """Return both together."""
        return Told(
            self.to_tell + other.to_tell,
            self.told + other.told,
            self.cannot + other.cannot,
            self.nobody + other.nobody,
        )


def count(category: DataCategory, mode: After, rows: QuerySet[Any], now: datetime) -> Told:
    """Return how far the ladder is for `rows`, those whose first notice is due; one query."""
    someone = ~nobody(category)
    counted = foretell(category, mode, rows, now).aggregate(
        to_tell=Count("pk", filter=someone & Q(promised=None, untold=False)),
        told=Count("pk", filter=someone & Q(promised__isnull=False, untold=False)),
        cannot=Count("pk", filter=someone & Q(untold=True)),
        nobody=Count("pk", filter=nobody(category)),
    )
    return Told(**counted)
