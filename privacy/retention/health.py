"""Whether the machinery keeps its promises: what is overdue, what comes, what failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min

from privacy.models.files import FilesToRemove
from privacy.models.jobs import Job
from privacy.models.policies import RetentionPolicy
from privacy.models.runs import RetentionBatch, RetentionRun
from privacy.retention.category import Category, DataCategory
from privacy.retention.folders import FolderCategory, look_at
from privacy.retention.modes import Mode
from privacy.retention.policies import rules_at
from privacy.retention.registry import all_categories
from privacy.retention.resolver import due_at, due_rows

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Due:
    """What of one category is due now and within a week, and since when the oldest is."""

    label: str
    now: int
    in_a_week: int
    since: datetime | None


@dataclass(frozen=True)
class Failures:
    """What went wrong and is not mended."""

    batches: int
    files: int
    jobs: int

    @property
    def count(self) -> int:
        """Return how many there are in all."""
        return self.batches + self.files + self.jobs


def due_by_category(now: datetime) -> list[Due]:
    """Return what is due for each category with a policy in force; two queries a category."""
    rules = rules_at(now)
    in_force = _in_force_since(now)
    return [
        _due(category, rules[category.key].mode, in_force[category.key], now)
        for category in all_categories()
        if category.key in in_force
    ]


def _in_force_since(now: datetime) -> dict[str, datetime]:
    """Return for each category since when its present rule holds."""
    versions = RetentionPolicy.objects.filter(withdrawn_at=None, effective_at__lte=now)
    known = {one.key for one in all_categories()}
    return {
        one.category: one.effective_at
        for one in versions.order_by("version")
        if one.category in known
    }


def _due(category: Category, mode: Mode, in_force: datetime, now: datetime) -> Due:
    count, oldest = _count(category, mode, now)
    later, _ = _count(category, mode, now + WEEK)
    due = due_at(mode, oldest)
    return Due(
        label=str(category.label),
        now=count,
        in_a_week=later - count,
        since=max(due, in_force) if due and count else None,
    )


def _count(category: Category, mode: Mode, at: datetime) -> tuple[int, datetime | None]:
    if isinstance(category, FolderCategory):
        found = look_at(category, mode.cutoff(at))
        return found.count, found.oldest
    assert isinstance(category, DataCategory)
    if mode.cutoff(at) is None or not category.clock:
        return 0, None
    totals = due_rows(category, mode, at).aggregate(n=Count("pk"), oldest=Min(category.clock))
    return totals["n"], totals["oldest"]


def failures(now: datetime) -> Failures:
    """Return how many batches, files and jobs failed and are still to be done."""
    open_batches = RetentionBatch.objects.exclude(step=RetentionBatch.Step.DONE)
    return Failures(
        batches=open_batches.exclude(last_error="").count(),
        files=FilesToRemove.objects.filter(attempts__gt=0).count(),
        jobs=Job.objects.exclude(failed_at=None).count(),
    )


def asking() -> list[RetentionRun]:
    """Return the runs that wait for an administrator."""
    return list(RetentionRun.objects.filter(state=RetentionRun.State.ASKING).order_by("pk"))


def last_runs(now: datetime, *, days: int) -> list[RetentionRun]:
    """Return the runs of the last days, the newest first; a person's own are not among them."""
    runs = RetentionRun.objects.filter(started_at__gte=now - timedelta(days=days))
    return list(runs.exclude(trigger=RetentionRun.Trigger.PERSON).order_by("-started_at"))
