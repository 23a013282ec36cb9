"""How keeping and deleting goes, for programs of those who may see that: numbers alone."""

from __future__ import annotations

from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query

from privacy.endpoints import ITEMS_A_PAGE, Endpoints, Page, Strict
from privacy.models import RetentionRun
from privacy.retention import health
from privacy.standing import numbers_of, status_of

DAYS = 30

endpoints = Endpoints(tags=["retention"])


class Health(Strict):
    """The numbers of `/health/retention`."""

    status: str
    due: int
    due_in_a_week: int
    oldest_due_since: datetime | None
    last_run_at: datetime | None
    last_run_state: str | None
    erased_in_24_hours: int
    failures: int
    open_batches: int
    files_to_remove: int
    jobs_waiting: int
    waiting_for_approval: int
    erased_per_second: float | None
    left_over: int | None
    left_over_at: datetime | None
    newest_backup_at: dict[str, datetime | None]


class Due(Strict):
    """What is due of one kind of data, and what else within a week."""

    label: str
    now: int
    in_a_week: int
    since: datetime | None


class DueList(Strict):
    """What is due by kind."""

    items: list[Due]


class Run(Strict):
    """One run: why, how far, how many."""

    id: int
    state: str
    trigger: str
    planned: int
    erased: int
    started_at: datetime
    finished_at: datetime | None
    kinds: list[str]


class RunList(Strict):
    """A page of runs."""

    count: int
    items: list[Run]


@endpoints.offer("GET", "/health", scope="retention.read", answers=Health)
def retention_health(request: HttpRequest) -> dict[str, object]:
    """How things stand: what is due, what went, what failed, what is left over."""
    report = health.report(timezone.now())
    return {"status": status_of(report), **numbers_of(report)}


@endpoints.offer("GET", "/due", scope="retention.read", answers=DueList)
def retention_due(request: HttpRequest) -> dict[str, object]:
    """What the next run would take by each rule that is in force, and what follows in a week."""
    found = health.due_by_category(timezone.now())
    return {"items": [vars(one) for one in found]}


@endpoints.offer("GET", "/runs", scope="retention.read", answers=RunList)
def retention_runs(request: HttpRequest, asked: Query[Page]) -> dict[str, object]:
    """Runs of the last 30 days, the newest first, without those at people's own word."""
    runs = Paginator(health.last_runs(timezone.now(), days=DAYS), ITEMS_A_PAGE)
    page = runs.get_page(asked.page) if asked.page <= runs.num_pages else []
    return {"count": runs.count, "items": [_run(run) for run in page]}


def _run(run: RetentionRun) -> dict[str, object]:
    return {
        "id": run.pk,
        "state": run.state,
        "trigger": run.trigger,
        "planned": run.planned,
        "erased": run.erased,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "kinds": [str(line["label"]) for line in run.lines],
    }
