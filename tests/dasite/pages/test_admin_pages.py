"""The administration, as somebody with every right sees it: Django's pages and our own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from privacy.models import RetentionRun
from privacy.retention import policies
from privacy.retention.modes import After
from privacy.retention.registry import get_category
from tests.dasite.pages.records import fill_with_records
from tests.dasite.pages.test_account_pages import become_administrator
from tests.dasite.pages.walker import Walker

pytestmark = pytest.mark.browser


@pytest.fixture
def admin(walk: Callable[..., Walker]) -> Walker:
    walker = walk()
    become_administrator(walker)
    return walker


def test_the_administration_of_an_empty_site_is_sound(admin: Walker):
    for name, path in {
        "front-empty": "",
        "runs-empty": "privacy/retentionrun/",
        "ledger-empty": "privacy/ledgerentry/",
        "restores-empty": "privacy/restore/",
        "comparisons-empty": "privacy/reconciliation/",
        "bans-empty": "axes/accessattempt/",
    }.items():
        admin.go(f"/admin/{path}")
        admin.look(f"admin-{name}", enhanced=False)


def test_policies_and_runs_are_sound(admin: Walker):
    fill_with_records(timezone.now())
    admin.go("/admin/")
    admin.look("admin-front", enhanced=False)
    admin.go("/admin/privacy/retentionpolicy/")
    admin.look("admin-policies", enhanced=False)
    admin.go("/admin/privacy/retentionpolicy/of/interviews.session/")
    admin.look("admin-policy", enhanced=False)
    admin.fill(amount="0")
    admin.press("Show what it would do")
    admin.look("admin-policy-error", enhanced=False)
    admin.fill(amount="60")
    admin.press("Show what it would do")
    admin.look("admin-policy-preview", enhanced=False)
    admin.go("/admin/privacy/retentionrun/")
    admin.press("Look at what is due now")
    admin.look("admin-run-of-nothing", enhanced=False)
    now = timezone.now()
    policies.set_policy(
        get_category("interviews.session"), After("P30D"), now=now - timedelta(days=9), by=None
    )
    admin.go("/admin/privacy/retentionrun/")
    admin.press("Look at what is due now")
    admin.look("admin-run", enhanced=False)
    admin.go("/admin/privacy/retentionrun/")
    admin.look("admin-runs", enhanced=False)
    admin.go(f"/admin/privacy/retentionrun/{run_of_people(now).pk}/change/")
    admin.look("admin-run-of-people", enhanced=False)


def run_of_people(now: datetime) -> RetentionRun:
    """Return a run by a rule that let three people go, each by a run of their own."""
    values = {"state": "done", "as_of": now, "started_at": now, "finished_at": now}
    whole = RetentionRun.objects.create(trigger="beat", planned=3, erased=3, **values)
    for rows in (4, 7, 1204):
        RetentionRun.objects.create(trigger="person", erased=rows, part_of=whole.pk, **values)
    return whole


def test_lists_and_records_are_sound(admin: Walker):
    fill_with_records(timezone.now())
    person = User.objects.get(email="person7@example.org")
    for name, path in {
        "people": "accounts/user/",
        "person": f"accounts/user/{person.pk}/change/",
        "person-history": f"accounts/user/{person.pk}/history/",
        "bans": "axes/accessattempt/",
        "jobs": "privacy/job/",
        "app": "privacy/",
        "group-add": "auth/group/add/",
    }.items():
        admin.go(f"/admin/{path}")
        admin.look(f"admin-{name}", enhanced=False)
