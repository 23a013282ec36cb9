"""Pages that say how things stand: rules for everybody, cards, records, and the shut site."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from interviews.models import InterviewSession
from privacy import jobs, public_rules, restoring
from privacy.jobs import heartbeat
from privacy.middleware import RestoreGateMiddleware, UnlockMiddleware
from privacy.models import FilesToRemove, LedgerEntry, Restore, RetentionBatch, RetentionRun
from privacy.retention import (
    holding,
    ledger,
    policies,
    proposals,
    reconciling,
    requests,
    restore_gate,
    schedule,
)
from privacy.retention.errors import LedgerUnavailable
from privacy.retention.modes import After
from privacy.retention.registry import get_category
from privacy.retention.targets import Scope, get_target
from tests.dasite.pages.records import fill_with_records
from tests.dasite.pages.test_account_pages import become_administrator
from tests.dasite.pages.walker import Walker

pytestmark = pytest.mark.browser

DAY = timedelta(days=1)


def set_rules() -> None:
    """Accept what is proposed, give one interview a rule of its own, and let one begin soon."""
    now = timezone.now()
    for category in proposals.to_decide(now):
        policies.set_policy(category, category.default, now=now - 9 * DAY, by=None)
    sessions = get_category("interviews.session")
    scope = Scope("interview", "tests.pages:data/questions/repairs.yml")
    policies.set_policy(sessions, After("P7D"), now=now - 9 * DAY, by=None, scope=scope)
    policies.set_policy(sessions, After("P30D"), now=now, by=None)


def test_the_rules_for_everybody_are_sound(walk: Callable[..., Walker]):
    stranger = walk()
    stranger.go("/kept/")
    stranger.look("rules-undecided")
    set_rules()
    cache.delete(public_rules.IS_LATE)
    stranger.go("/kept/")
    stranger.look("rules")
    fill_with_records(timezone.now())
    cache.delete(public_rules.IS_LATE)
    stranger.go("/kept/")
    stranger.look("rules-late")


def make_trouble() -> RetentionRun:
    """Let each card have something to say; return a run that is at work."""
    now = timezone.now()
    set_rules()
    heartbeat.seen("beat", now)
    heartbeat.seen("worker", now)
    FilesToRemove.objects.create(names=["a", "b"], attempts=3, last_error="TimeoutError")
    jobs.add("retention.purge", {}, run_after=now - DAY)
    some = InterviewSession.objects.order_by("pk")
    requests.erase_items("interviews.session", [some[0].pk, some[1].pk], now=now - DAY)
    target = get_target("session")
    holding.place(
        target, str(some[2].uid), reason="file 7/26", review_on=now.date(), now=now, by=1
    )
    found = reconciling.LeftOver(
        rows_without_file=["a"], files_without_row=["b", "c"], gone_and_still_there=["d"]
    )
    reconciling.remember(reconciling.LeftOver(), now - 2 * DAY)
    reconciling.remember(found, now)
    Restore.objects.create(
        unit="default", made_at=now - 9 * DAY, restored_at=now - 8 * DAY, replayed_at=now - 8 * DAY
    )
    run = schedule.plan_run(now, by=None)
    RetentionRun.objects.filter(pk=run.pk).update(state="running", erased=18)
    RetentionBatch.objects.create(
        run=run, category="interviews.session", position=0, step="passed", count=20,
        started_at=now, claimed_until=now, attempts=2, last_error="OperationalError",
    )  # fmt: skip
    return run


def test_health_and_records_are_sound(walk: Callable[..., Walker]):
    admin = walk()
    become_administrator(admin)
    fill_with_records(timezone.now())
    run = make_trouble()
    line = LedgerEntry.objects.filter(kind="intent").latest("seq")
    hold = "privacy/hold/?state=review"
    for name, path in {
        "front-trouble": "",
        "run-at-work": f"privacy/retentionrun/{run.pk}/change/",
        "batches": "privacy/retentionbatch/?open=yes",
        "ledger": "privacy/ledgerentry/",
        "ledger-line": f"privacy/ledgerentry/{line.pk}/change/",
        "comparisons": "privacy/reconciliation/",
        "restores": "privacy/restore/",
        "files-to-remove": "privacy/filestoremove/",
        "holds-review": hold,
        "requests": "accounts/deletionrequest/",
        "notices": "privacy/notice/",
        "tombstones": "privacy/tombstone/",
    }.items():
        admin.go(f"/admin/{path}")
        admin.look(f"admin-{name}", enhanced=False)
    ledger.verify()


@pytest.fixture
def behind_the_gate(monkeypatch) -> None:
    """The live server has its middleware already: let the gate stand before one of it."""
    inside = UnlockMiddleware.__call__

    def call(self: UnlockMiddleware, request: HttpRequest) -> HttpResponse:
        return RestoreGateMiddleware(lambda again: inside(self, again))(request)

    monkeypatch.setattr(UnlockMiddleware, "__call__", call)


def test_a_site_that_is_shut_says_so_soundly(walk: Callable[..., Walker], behind_the_gate):
    now = timezone.now()
    restore = Restore.objects.create(unit="default", made_at=now - DAY, restored_at=now)
    record = ledger.Record(
        LedgerEntry.Kind.INTENT, "interviews.session", uuid.uuid4(), [7], [str(uuid.uuid4())]
    )
    ledger.append([record], now=now - DAY)
    visitor = walk()
    visitor.go("/admin/", status=503)
    visitor.look("shut")
    link = restoring.make_path()
    visitor.go(link, status=503)
    visitor.look("restoring")
    restore_gate.put_in_order(timezone.now)
    restore.refresh_from_db()
    assert restore.replayed_at is not None
    visitor.go(link)
    visitor.look("restored")


def test_what_people_see_while_nothing_can_be_deleted_is_sound(
    walk: Callable[..., Walker], monkeypatch
):
    def refuse(request: HttpRequest, *args: object) -> None:
        raise LedgerUnavailable

    monkeypatch.setattr(public_rules, "read", refuse)
    visitor = walk()
    visitor.go("/kept/", status=503)
    visitor.look("nothing-deleted")
