"""Retention runs: what a plan takes, how far it is, a button to approve it and one to stop it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from privacy import rights
from privacy.admin.read_only import ReadOnlyAdmin
from privacy.models import RetentionBatch, RetentionPolicy, RetentionRun
from privacy.retention import schedule
from privacy.retention.errors import OwnProposal, PlanStale
from privacy.retention.limits import read_limits
from privacy.retention.registry import kind_of

BATCHES_SHOWN = 100
PARTS_SHOWN = 100


class WholeRuns(ChangeList):
    """The list without the runs of people that a run by a rule let go: its page has them."""

    def get_queryset(
        self, request: HttpRequest, exclude_parameters: list[str | None] | None = None
    ) -> QuerySet[RetentionRun]:
        found: QuerySet[RetentionRun] = super().get_queryset(request, exclude_parameters)
        return found.filter(part_of=None)


@admin.register(RetentionRun)
class RunAdmin(ReadOnlyAdmin[RetentionRun]):
    change_list_template = "admin/privacy/runs.html"
    change_form_template = "admin/privacy/run.html"
    list_display = ("id", "state", "kinds", "planned", "erased", "trigger", "started_at")
    list_filter = ("state", "trigger")
    ordering = ("-id",)
    show_full_result_count = False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return WholeRuns

    def may_see(self, request: HttpRequest) -> bool:
        return rights.may_see_runs(request.user)

    def may_act(self, request: HttpRequest) -> bool:
        return rights.may_plan_runs(request.user)

    @admin.display(description="what")
    def kinds(self, run: RetentionRun) -> str:
        if run.trigger == RetentionRun.Trigger.PERSON and not run.lines:
            return "what a person asked for"
        return ", ".join(line["label"] for line in run.lines) or "nothing was due"

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site
        own = [
            path("plan/", site.admin_view(self.plan_view), name="privacy_run_plan"),
            path(
                "<int:pk>/approve/", site.admin_view(self.approve_view), name="privacy_run_approve"
            ),
            path("stop/", site.admin_view(self.stop_all_view), name="privacy_runs_stop"),
            path("<int:pk>/stop/", site.admin_view(self.stop_view), name="privacy_run_stop"),
        ]
        return own + super().get_urls()

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        run = self.get_object(request, object_id)
        extra = {
            "may_act": self.may_act(request),
            "may_stop": rights.may_stop_runs(request.user),
            "may_approve": rights.may_approve_runs(request.user),
            "needs_another": run is not None
            and run.started_by == request.user.pk
            and read_limits(timezone.now()).second_person,
            "run": run,
            "is_open": run is not None and run.state in {"asking", "running"},
            "failures": _failures(run) if run else (),
            "watched": _watched_of(run) if run else None,
            "parts": _parts_of(run)[:PARTS_SHOWN] if run else (),
            "batches": run.batches.order_by("-started_at")[:BATCHES_SHOWN] if run else (),
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, extra)

    @method_decorator(require_POST)
    def plan_view(self, request: HttpRequest) -> HttpResponse:
        self.refuse_readers(request)
        run = schedule.plan_run(timezone.now(), by=request.user.pk)
        return self.back_to(run.pk)

    @method_decorator(require_POST)
    def approve_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not rights.may_approve_runs(request.user):
            raise PermissionDenied
        run = get_object_or_404(RetentionRun, pk=pk)
        plan_hash = request.POST.get("plan", "")
        try:
            schedule.approve(run, plan_hash=plan_hash, by=request.user.pk, now=timezone.now())
        except (OwnProposal, PlanStale) as stale:
            self.message_user(request, str(stale), messages.ERROR)
        else:
            self.log_change(request, run, "approved")
            text = f"Run {pk} begins now. It works on after you close this page."
            self.message_user(request, text, messages.SUCCESS)
        return self.back_to(pk)

    @method_decorator(require_POST)
    def stop_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not rights.may_stop_runs(request.user):
            raise PermissionDenied
        run = get_object_or_404(RetentionRun, pk=pk)
        schedule.stop(run, now=timezone.now())
        self.log_change(request, run, "stopped")
        text = f"Run {pk} stops. What went before stays gone."
        self.message_user(request, text, messages.SUCCESS)
        return self.back_to(pk)

    @method_decorator(require_POST)
    def stop_all_view(self, request: HttpRequest) -> HttpResponse:
        if not rights.may_stop_runs(request.user):
            raise PermissionDenied
        stopped = schedule.stop_all(timezone.now())
        for run in stopped:
            self.log_change(request, run, "stopped")
        numbers = ", ".join(str(run.pk) for run in stopped) or "none was at work"
        text = f"Runs that stop: {numbers}. What went before stays gone."
        self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:privacy_retentionrun_changelist"))


def _failures(run: RetentionRun) -> QuerySet[RetentionBatch]:
    failed = run.batches.exclude(step="done").exclude(last_error="")
    return failed.order_by("claimed_until")[:BATCHES_SHOWN]


def _parts_of(run: RetentionRun) -> QuerySet[RetentionRun]:
    """Return the runs of people whom this run let go, the newest first."""
    return RetentionRun.objects.filter(part_of=run.pk).order_by("-pk")


def _watched_of(run: RetentionRun) -> RetentionPolicy | None:
    """Return the policy that is only watched, if the run says what it would take."""
    return RetentionPolicy.objects.filter(pk=run.watched).first() if run.watched else None


class OpenFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "not done")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[RetentionBatch]
    ) -> QuerySet[RetentionBatch]:
        return queryset.exclude(step="done") if self.value() == "yes" else queryset


@admin.register(RetentionBatch)
class BatchAdmin(ReadOnlyAdmin[RetentionBatch]):
    list_display = ("started_at", "what", "step", "count", "attempts", "last_error", "run")
    list_filter = (OpenFilter, "category", "step")
    list_select_related = ("run",)
    ordering = ("-started_at",)

    def may_see(self, request: HttpRequest) -> bool:
        return rights.may_see_runs(request.user)

    @admin.display(description="what", ordering="category")
    def what(self, batch: RetentionBatch) -> str:
        return kind_of(batch.category)
