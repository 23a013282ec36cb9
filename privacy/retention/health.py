"""Whether the machinery keeps its promises: what is overdue, what comes, what failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min

from privacy.models.files import FilesToRemove
from privacy.models.jobs import Job
from privacy.models.reconciliations import Reconciliation
from privacy.models.runs import RetentionBatch, RetentionRun
from privacy.retention import reconciling
from privacy.retention.category import Category, DataCategory
from privacy.retention.folders import FolderCategory, look_at
from privacy.retention.policies import Rule, all_rules, effective
from privacy.retention.registry import all_categories
from privacy.retention.resolver import due_at, due_rows

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
OVERDUE = timedelta(hours=48)  # from here on a promise is broken


@dataclass(frozen=True)
class Due:
    """What of one category is due now and within a week, and since when the oldest is."""

    label: str
    now: int
    in_a_week: int
    since: datetime | None


@dataclass(frozen=True)
class Tally:
    """How much of the work of runs and workers is in one state."""

    batches: int
    files: int
    jobs: int

    @property
    def count(self) -> int:
        """Return how many there are in all."""
        return self.batches + self.files + self.jobs


def due_by_category(now: datetime) -> list[Due]:
    """Return what is due for each category with a policy in force; two queries a rule."""
    rules, in_force = all_rules(now), _in_force_since(now)
    return [
        _due(category, [rule for rule in rules[category.key] if rule.version], in_force, now)
        for category in all_categories()
        if any(rule.version for rule in rules[category.key])
    ]


def _in_force_since(now: datetime) -> dict[tuple[str, int], datetime]:
    """Return since when each version of a policy holds, by category and number."""
    found = effective(now).values_list("category", "version", "effective_at")
    return {(category, version): since for category, version, since in found}


def _due(
    category: Category,
    rules: list[Rule],
    in_force: dict[tuple[str, int], datetime],
    now: datetime,
) -> Due:
    here = later = 0
    since: list[datetime] = []
    for rule in rules:
        assert rule.version is not None
        count, oldest = _count(category, rule, now)
        here, later = here + count, later + _count(category, rule, now, ahead=WEEK)[0]
        due = due_at(rule.mode, oldest)
        if due and count:
            since.append(max(due, in_force[category.key, rule.version]))
    return Due(str(category.label), here, later - here, min(since, default=None))


def _count(
    category: Category, rule: Rule, now: datetime, *, ahead: timedelta = timedelta(0)
) -> tuple[int, datetime | None]:
    at = now + ahead
    if isinstance(category, FolderCategory):
        found = look_at(category, rule.mode.cutoff(at))
        return found.count, found.oldest
    assert isinstance(category, DataCategory)
    if rule.mode.cutoff(at) is None or not category.clock:
        return 0, None
    totals = due_rows(category, rule, at, now=now).aggregate(
        n=Count("pk"), oldest=Min(category.clock_of(rule.mode))
    )
    return totals["n"], totals["oldest"]


def failures(now: datetime) -> Tally:
    """Return how many batches, files and jobs failed and are still to be done."""
    open_batches = RetentionBatch.objects.exclude(step=RetentionBatch.Step.DONE)
    return Tally(
        batches=open_batches.exclude(last_error="").count(),
        files=FilesToRemove.objects.filter(attempts__gt=0).count(),
        jobs=Job.objects.exclude(failed_at=None).count(),
    )


def backlog(now: datetime) -> Tally:
    """Return how many batches are under way, files are to be removed, and jobs could begin."""
    names = FilesToRemove.objects.values_list("names", flat=True)
    return Tally(
        batches=RetentionBatch.objects.exclude(step=RetentionBatch.Step.DONE).count(),
        files=sum(len(some) for some in names.iterator()),
        jobs=Job.objects.filter(done_at=None, failed_at=None, run_after__lte=now).count(),
    )


def asking() -> list[RetentionRun]:
    """Return the runs that wait for an administrator."""
    return list(RetentionRun.objects.filter(state=RetentionRun.State.ASKING).order_by("pk"))


def last_runs(now: datetime, *, days: int) -> list[RetentionRun]:
    """Return the runs of the last days, the newest first; neither people's own nor such as only
    watched."""
    runs = RetentionRun.objects.filter(started_at__gte=now - timedelta(days=days))
    real = runs.exclude(trigger=RetentionRun.Trigger.PERSON).exclude(
        state=RetentionRun.State.WATCHED
    )
    return list(real.order_by("-started_at"))


@dataclass(frozen=True)
class Report:
    """All of it in numbers, for a machine that watches the site."""

    due: int
    due_in_a_week: int
    since: datetime | None
    last_run: RetentionRun | None
    erased_in_24_hours: int
    failures: Tally
    backlog: Tally
    asking: int
    left_over: Reconciliation | None
    is_overdue: bool


def rate_of(run: RetentionRun) -> float | None:
    """Return how many a run erased each second, None while it is at work or if it took no time."""
    took = (run.finished_at - run.started_at).total_seconds() if run.finished_at else 0
    return round(run.erased / took, 1) if took else None


def report(now: datetime) -> Report:
    """Return how things stand at `now`; two queries a rule and a few more."""
    due = due_by_category(now)
    since = min((one.since for one in due if one.since is not None), default=None)
    runs = last_runs(now, days=30)
    erased = sum(run.erased for run in runs if run.started_at >= now - DAY)
    return Report(
        due=sum(one.now for one in due),
        due_in_a_week=sum(one.in_a_week for one in due),
        since=since,
        last_run=runs[0] if runs else None,
        erased_in_24_hours=erased,
        failures=failures(now),
        backlog=backlog(now),
        asking=len(asking()),
        left_over=reconciling.last(),
        is_overdue=since is not None and now - since > OVERDUE,
    )
