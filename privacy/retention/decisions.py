"""What is in force, what waits for its day or for a second person, and how both end.

Nobody approves what they proposed themselves: here, whoever asks, and in the database too.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.db.models import Q, QuerySet

from privacy.models.decisions import Decision
from privacy.retention.errors import OwnProposal, PolicyRefused

AnyDecision = TypeVar("AnyDecision", bound=Decision)

APPROVED = Q(needs_approval=False) | Q(approved_at__isnull=False)


def in_force(rows: QuerySet[AnyDecision], moment: datetime) -> QuerySet[AnyDecision]:
    """Return those that came into force until `moment`, and were approved if need be."""
    return rows.filter(APPROVED, withdrawn_at=None, effective_at__lte=moment)


def still_waiting(rows: QuerySet[AnyDecision], now: datetime) -> QuerySet[AnyDecision]:
    """Return those that wait for their day, or for somebody to approve them."""
    return rows.filter(Q(effective_at__gt=now) | ~APPROVED, withdrawn_at=None)


def withdraw_all(rows: QuerySet[AnyDecision], *, now: datetime, by: int | None) -> int:
    """Return how many of `rows`, which wait, were taken back."""
    return rows.update(withdrawn_at=now, withdrawn_by=by)


def withdraw(row: Decision, *, now: datetime, by: int | None) -> None:
    """Take back what waits. Raises PolicyRefused if it is in force or was taken back."""
    mine = still_waiting(type(row)._default_manager.filter(pk=row.pk), now)
    if not withdraw_all(mine, now=now, by=by):
        raise PolicyRefused(f"{row}: it is in force or was withdrawn; set a new one instead.")


def approve(row: Decision, *, now: datetime, by: int | None, effective_at: datetime) -> None:
    """Let what waits for a second person be in force from `effective_at`.

    Raises OwnProposal if it was that person's own, PolicyRefused if it waits for nobody.
    """
    refuse_own(row.created_by, by)
    rows = type(row)._default_manager.filter(pk=row.pk)
    mine = rows.filter(needs_approval=True, approved_at=None, withdrawn_at=None)
    if not mine.update(approved_at=now, approved_by=by, effective_at=effective_at):
        raise PolicyRefused(f"{row}: it does not wait for approval any more.")


def refuse_own(proposed_by: int | None, by: int | None) -> None:
    """Raise OwnProposal unless somebody else than the one who proposed approves."""
    if by is None or by == proposed_by:
        raise OwnProposal("Somebody else has to approve this: you proposed it yourself.")
