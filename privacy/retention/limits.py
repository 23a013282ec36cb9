"""What holds for all policies and runs: two people, the wait, the hours of runs.

The administrators' newest word that is in force, or the settings' while there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from privacy.models.limits import RetentionLimits
from privacy.retention import decisions


@dataclass(frozen=True)
class Window:
    """The hours, by the site's time zone, in which runs go on; it may reach over midnight."""

    begins: time
    ends: time

    def closes_at(self, moment: datetime) -> datetime | None:
        """Return when the window that `moment` lies in closes, None if it lies in none."""
        local = timezone.localtime(moment, timezone.get_default_timezone())
        clock = local.time()
        if self.begins < self.ends:
            is_open, days = self.begins <= clock < self.ends, 0
        else:
            is_open = clock >= self.begins or clock < self.ends
            days = 1 if clock >= self.begins else 0
        if not is_open:
            return None
        day = local.date() + timedelta(days=days)
        return datetime.combine(day, self.ends, tzinfo=local.tzinfo)


@dataclass(frozen=True)
class Limits:
    """What holds; `window` is None where runs go on at any hour."""

    second_person: bool = False
    delay: timedelta = timedelta(hours=24)
    window: Window | None = None

    @property
    def hours(self) -> int:
        """Return the wait in hours."""
        return self.delay // timedelta(hours=1)

    def loosens(self, before: Limits) -> bool:
        """Return whether these ask for less care than those of before."""
        fewer_people = before.second_person and not self.second_person
        return fewer_people or self.delay < before.delay


def read_limits(moment: datetime) -> Limits:
    """Return the limits in force at `moment`; one query."""
    row = decisions.in_force(RetentionLimits.objects.all(), moment).order_by("-pk").first()
    if row is None:
        return Limits(delay=timedelta(hours=settings.DASITE_POLICY_DELAY_HOURS))
    return limits_of(row)


def limits_of(row: RetentionLimits) -> Limits:
    """Return what one version says."""
    window = None
    if row.window_from is not None and row.window_until is not None:
        window = Window(row.window_from, row.window_until)
    return Limits(row.second_person, timedelta(hours=row.delay_hours), window)


def set_limits(limits: Limits, *, now: datetime, by: int | None) -> RetentionLimits:
    """Return the new version. What was still waiting for its day is withdrawn.

    What asks for less care waits as a shorter rule does, and for the second person that it is
    about to do without.
    """
    before = read_limits(now)
    loosens = limits.loosens(before)
    window = limits.window
    decisions.withdraw_all(_waiting(now), now=now, by=by)
    return RetentionLimits.objects.create(
        second_person=limits.second_person,
        delay_hours=limits.hours,
        window_from=window.begins if window else None,
        window_until=window.ends if window else None,
        created_by=by,
        created_at=now,
        effective_at=now + before.delay if loosens else now,
        needs_approval=loosens and before.second_person,
    )


def approve(row: RetentionLimits, *, now: datetime, by: int | None) -> None:
    """Let a version come into force after the wait that holds today.

    Raises OwnProposal, PolicyRefused as `decisions.approve` does.
    """
    decisions.approve(row, now=now, by=by, effective_at=now + read_limits(now).delay)


def waiting(now: datetime) -> RetentionLimits | None:
    """Return the version that is not in force yet, if there is one."""
    return _waiting(now).order_by("-pk").first()


def _waiting(now: datetime) -> QuerySet[RetentionLimits]:
    return decisions.still_waiting(RetentionLimits.objects.all(), now)
