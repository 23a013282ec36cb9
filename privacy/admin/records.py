"""The ledger, the tombstones, the jobs and the outbox of files, to read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from privacy import rights
from privacy.admin.read_only import ReadOnlyAdmin
from privacy.jobs import outbox
from privacy.models import (
    FilesToRemove,
    Job,
    LedgerEntry,
    Reconciliation,
    Restore,
    Tombstone,
)
from privacy.retention import ledger
from privacy.retention.registry import kind_of


@admin.register(LedgerEntry)
class LedgerAdmin(ReadOnlyAdmin[LedgerEntry]):
    list_display = ("seq", "kind", "what", "rows", "at")
    list_filter = ("kind", "category")
    ordering = ("-seq",)
    show_full_result_count = False

    def may_see(self, request: HttpRequest) -> bool:
        return rights.may_see_runs(request.user)

    @admin.display(description="what", ordering="category")
    def what(self, entry: LedgerEntry) -> str:
        return kind_of(entry.category)

    @admin.display(description="rows")
    def rows(self, entry: LedgerEntry) -> int:
        return len(ledger.split_objects(entry.objects_named)[0])


@admin.register(Tombstone)
class TombstoneAdmin(ReadOnlyAdmin[Tombstone]):
    list_display = ("user_id", "erased_at")
    ordering = ("-erased_at",)
    search_fields = ("=user_id",)

    def may_see(self, request: HttpRequest) -> bool:
        return rights.may_see_runs(request.user)


@admin.register(FilesToRemove)
class FilesAdmin(ReadOnlyAdmin[FilesToRemove]):
    list_display = ("id", "how_many", "attempts", "next_try_at", "last_error")
    ordering = ("next_try_at",)
    fields = ("id", "how_many", "batch", "attempts", "next_try_at", "last_error")
    readonly_fields = fields

    def may_see(self, request: HttpRequest) -> bool:
        return rights.may_see_runs(request.user)

    @admin.display(description="files")
    def how_many(self, row: FilesToRemove) -> int:
        return len(row.names)


@admin.register(Restore)
class RestoreAdmin(ReadOnlyAdmin[Restore]):
    """While the site is not in order nobody is here to see that."""

    list_display = ("restored_at", "unit", "made_at", "erased", "replayed_at")
    list_filter = ("unit",)
    ordering = ("-pk",)

    def may_see(self, request: HttpRequest) -> bool:
        return rights.may_see_runs(request.user)


@admin.register(Reconciliation)
class ReconciliationAdmin(ReadOnlyAdmin[Reconciliation]):
    list_display = (
        "at",
        "rows_without_file",
        "files_without_row",
        "rows_without_share",
        "shares_without_use",
        "grants_without_target",
        "gone_and_still_there",
    )
    ordering = ("-pk",)

    def may_see(self, request: HttpRequest) -> bool:
        return rights.may_see_runs(request.user)


class JobStateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", "to be done"), ("done", "done"), ("failed", "given up")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> QuerySet[Job]:
        if self.value() == "open":
            return queryset.filter(done_at=None, failed_at=None)
        if self.value() == "done":
            return queryset.exclude(done_at=None)
        if self.value() == "failed":
            return queryset.exclude(failed_at=None)
        return queryset


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin[Job]):
    list_display = ("id", "kind", "state", "attempts", "run_after", "done_at", "last_error")
    list_filter = (JobStateFilter, "kind")
    ordering = ("-id",)
    actions = ("try_again",)

    def may_see(self, request: HttpRequest) -> bool:
        return rights.may_see_jobs(request.user)

    def may_act(self, request: HttpRequest) -> bool:
        return rights.may_retry_jobs(request.user)

    @admin.display(description="state")
    def state(self, job: Job) -> str:
        if job.failed_at:
            return "given up"
        if job.done_at:
            return "done"
        return "at work" if job.claimed_until else "waiting"

    def has_try_again_permission(self, request: HttpRequest) -> bool:
        return self.may_act(request)

    @admin.action(description="Try again", permissions=["try_again"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        """Give what was given up another day of attempts."""
        count = outbox.try_again(queryset, now=timezone.now())
        self.message_user(
            request,
            f"{count} jobs will be tried again. Those that are not given up stay as they are.",
            messages.SUCCESS if count else messages.WARNING,
        )
