"""How the keeping of promises stands, in numbers for machines that watch."""

from __future__ import annotations

from typing import Any

from privacy.backups import shelf
from privacy.retention import health


def status_of(report: health.Report) -> str:
    """Return one word."""
    return "overdue" if report.is_overdue else "ok"


def numbers_of(report: health.Report) -> dict[str, Any]:
    """Return all of a report."""
    last = report.last_run
    return {
        "due": report.due,
        "due_in_a_week": report.due_in_a_week,
        "oldest_due_since": report.since,
        "last_run_at": last.started_at if last else None,
        "last_run_state": last.state if last else None,
        "erased_in_24_hours": report.erased_in_24_hours,
        "failures": report.failures.count,
        "open_batches": report.backlog.batches,
        "files_to_remove": report.backlog.files,
        "jobs_waiting": report.backlog.jobs,
        "waiting_for_approval": report.asking,
        "erased_per_second": health.rate_of(last) if last else None,
        "left_over": report.left_over.total if report.left_over else None,
        "left_over_at": report.left_over.at if report.left_over else None,
        "newest_backup_at": {unit: shelf.newest(unit) for unit in shelf.UNITS},
    }
