"""Whether what should go does go, for machines that watch the site."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from privacy.retention import health


@never_cache
@require_safe
def retention_health(request: HttpRequest) -> JsonResponse:
    """Answer 200, or 503 if a promise is broken; numbers only to whoever may see runs."""
    report = health.report(timezone.now())
    said: dict[str, Any] = {"status": "overdue" if report.is_overdue else "ok"}
    if request.user.has_perm("privacy.view_retentionrun"):
        said |= _numbers(report)
    return JsonResponse(said, status=503 if report.is_overdue else 200)


def _numbers(report: health.Report) -> dict[str, Any]:
    last = report.last_run
    return {
        "due": report.due,
        "due_in_a_week": report.due_in_a_week,
        "oldest_due_since": report.since,
        "last_run_at": last.started_at if last else None,
        "last_run_state": last.state if last else None,
        "erased_in_24_hours": report.erased_in_24_hours,
        "failures": report.failures.count,
        "open_batches": report.open_batches,
        "files_to_remove": report.files_to_remove,
        "waiting_for_approval": report.asking,
    }
