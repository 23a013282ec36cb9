"""Pages about what is kept and what goes: holds, rules for a role, one's own data, receipts."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import User
from interviews.models import InterviewSession
from privacy.models import (
    Archive,
    Notice,
    RetentionBatch,
    RetentionRun,
)
from privacy.retention import letters, notices, policies, schedule
from privacy.retention.modes import After
from privacy.retention.registry import get_rows
from tests.dasite.pages.records import fill_with_records
from tests.dasite.pages.test_account_pages import become_administrator, sign_up
from tests.dasite.pages.walker import Walker
from tests.decisions import rewrite
from tests.people import PASSWORD

pytestmark = pytest.mark.browser


def test_holds_and_rules_for_a_role_are_sound(walk: Callable[..., Walker]):
    admin = walk()
    become_administrator(admin)
    fill_with_records(timezone.now())
    Group.objects.create(name="helper")
    admin.go("/admin/privacy/hold/place/")
    admin.look("admin-hold-place", enhanced=False)
    admin.press("Place the hold")
    admin.look("admin-hold-error", enhanced=False)
    session = InterviewSession.objects.first()
    assert session is not None
    admin.page.get_by_label("one interview session").check()
    admin.fill(number=str(session.pk), reason="file 7/26")
    admin.fill(review_on=(timezone.localdate() + timedelta(days=30)).isoformat())
    admin.press("Place the hold")
    admin.look("admin-hold", enhanced=False)
    admin.go("/admin/privacy/hold/")
    admin.look("admin-holds", enhanced=False)
    admin.go("/admin/privacy/retentionpolicy/of/interviews.session/")
    admin.press("See its rule")
    admin.look("admin-policy-role", enhanced=False)
    admin.fill(amount="60")
    admin.press("Show what it would do")
    admin.look("admin-policy-role-chart", enhanced=False)


def test_notices_and_what_their_links_lead_to_are_sound(walk: Callable[..., Walker], settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    admin, alice = walk(), walk()
    become_administrator(admin)
    sign_up(alice)
    now = timezone.now()
    fill_with_records(now)
    person = User.objects.get(email="alice@example.org")
    mine = InterviewSession.objects.filter(touched_at__lt=now - timedelta(days=200))
    mine.update(owner=person, subject_id=person.subject_id)
    admin.go("/admin/privacy/notice/")
    admin.look("admin-notices-none", enhanced=False)
    admin.go("/admin/privacy/retentionpolicy/of/interviews.session/")
    admin.fill(amount="90", notices="soon")
    admin.press("Show what it would do")
    admin.look("admin-policy-notices-error", enhanced=False)
    admin.fill(notices="30, 7, 1")
    admin.press("Show what it would do")
    admin.look("admin-policy-notices", enhanced=False)
    policies.set_policy(
        get_rows("interviews.session"), After("P90D", (30, 7, 1)), now=now, by=None
    )
    notices.plan_notices(lambda: now, until=now + timedelta(days=1))
    sent = Notice.objects.earliest("pk")
    Notice.objects.filter(pk__gt=sent.pk).update(state="bounced", message=uuid.uuid4())
    admin.go("/admin/privacy/notice/")
    admin.look("admin-notices", enhanced=False)
    admin.go("/admin/privacy/notice/untold/interviews.session/")
    admin.press(f"Let {mine.count() - 1} go without a notice")
    admin.look("admin-notices-untold", enhanced=False)
    alice.go("/my-data/")
    alice.page.locator("summary").first.click()
    alice.look("my-data-ladder")
    alice.go("/my-data/interviews.session/")
    alice.look("my-data-kind")
    alice.go(_path(letters.make_link(sent.message, letters.DELETE)))
    alice.look("notice-delete")
    alice.go(_path(letters.make_link(sent.message, letters.KEEP)))
    alice.look("notice-keep")
    alice.press("Keep it")
    alice.look("notice-kept")
    alice.go(_path(letters.make_link(sent.message, letters.KEEP)))
    alice.look("notice-nothing")


def _path(link: str) -> str:
    return "/" + link.split("/", 3)[3]


@pytest.fixture
def admin(walk: Callable[..., Walker]) -> Walker:
    walker = walk()
    become_administrator(walker)
    fill_with_records(timezone.now())
    return walker


def test_limits_and_rules_that_wait_or_are_watched_are_sound(admin: Walker):
    admin.go("/admin/privacy/retentionlimits/")
    admin.look("admin-limits-empty", enhanced=False)
    admin.fill(delay_hours="23", window_from="01:00")
    admin.press("Save these limits")
    admin.look("admin-limits-error", enhanced=False)
    admin.page.get_by_label("another one approves").check()
    admin.fill(delay_hours="72", window_from="01:00", window_until="05:00")
    admin.press("Save these limits")
    admin.page.get_by_label("another one approves").uncheck()
    admin.press("Save these limits")
    admin.look("admin-limits", enhanced=False)
    rule = "/admin/privacy/retentionpolicy/of/interviews.session/"
    for button in ("Only watch it for a while", "Save this rule"):
        admin.go(rule)
        admin.press("Show what it would do")
        if button.startswith("Save"):
            label = admin.page.locator("label[for=typed]").inner_text()
            admin.page.locator("#typed").fill(label.split()[1].rstrip(","))
        admin.press(button)
        schedule.count_watched(timezone.now())
        admin.go(rule)
        admin.look(f"admin-policy-{button.split()[0].lower()}", enhanced=False)
    rewrite(created_by=None)
    admin.go(rule)
    admin.look("admin-policy-approve", enhanced=False)
    admin.go("/admin/privacy/retentionpolicy/")
    admin.look("admin-policies-waiting", enhanced=False)


def test_on_a_phone_a_rule_that_waits_is_not_cut_off(admin: Walker):
    admin.go("/admin/privacy/retentionpolicy/")
    admin.press("Accept these rules")
    admin.page.set_viewport_size({"width": 390, "height": 800})
    assert admin.page.locator(".tag.warn", has_text="waits").count() > 0
    # The right edges of the column of rules, and of what can be seen of its table.
    edges, seen = admin.page.evaluate(
        """() => { const right = (each) => each.getBoundingClientRect().right;
          const table = document.querySelector('[aria-label="Rules of today"]');
          return [[...table.querySelectorAll('td:nth-child(2)')].map(right), right(table)]; }"""
    )
    assert max(edges) <= seen


def test_what_is_proposed_anew_and_who_decided_are_sound(admin: Walker, settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    admin.go("/admin/privacy/retentionpolicy/")
    admin.press("Accept these rules")
    rewrite(proposed="after P1D")
    admin.go("/admin/privacy/retentionpolicy/")
    admin.look("admin-policies-anew", enhanced=False)
    admin.page.locator("[id^=anew-]").first.check()
    admin.press("Keep ours")
    admin.look("admin-policies-anew-kept", enhanced=False)
    admin.go("/my-data/")
    admin.look("my-data-who-decided")
    admin.go("/kept/")
    admin.look("kept-decided")


def test_a_run_at_work_is_sound_on_each_page(admin: Walker):
    now = timezone.now()
    run = RetentionRun.objects.create(
        trigger="beat", state="running", planned=3000, erased=1234, as_of=now, started_at=now
    )
    common = {
        "run": run,
        "category": "interviews.session",
        "started_at": now,
        "position": 0,
        "claimed_until": now,
    }
    alone = {"step": "shredded", "objects_named": [4711], "count": 1}
    RetentionBatch.objects.create(**alone, last_error="IntegrityError", **common)
    RetentionBatch.objects.create(step="done", count=1000, duration_ms=412, **common)
    admin.go("/admin/")
    admin.look("admin-front-at-work", enhanced=False)
    assert admin.page.get_by_text("1,234", exact=True).count() == 1
    admin.go(f"/admin/privacy/retentionrun/{run.pk}/change/")
    admin.look("admin-run-at-work", enhanced=False)
    admin.press("Stop all runs")
    admin.look("admin-runs-stopping", enhanced=False)


def test_a_hold_on_a_description_is_sound(admin: Walker):
    review = timezone.localdate() + timedelta(days=30)
    admin.go("/admin/privacy/hold/place/")
    admin.page.get_by_label("interviews that fit a description").check()
    admin.page.get_by_label("Begun on or after").fill("2026-01-01")
    admin.fill(reason="file 7/26", review_on=review.isoformat())
    admin.press("Show what it would keep")
    admin.look("admin-hold-described", enhanced=False)
    admin.press("Place the hold")
    admin.look("admin-hold-placed", enhanced=False)


def test_one_s_own_data_and_leaving_are_sound(walk: Callable[..., Walker]):
    alice = walk()
    sign_up(alice)
    alice.go("/my-data/")
    alice.page.locator("summary").first.click()
    alice.look("my-data")
    asked_at = timezone.now() - timedelta(hours=1)
    archive = Archive.objects.create(subject_id=User.objects.get().subject_id, asked_at=asked_at)
    alice.go("/my-data/")
    alice.look("my-data-archive-failed")
    Archive.objects.update(made_at=asked_at, size_bytes=123_456_789)
    alice.go("/my-data/")
    alice.look("my-data-archive-ready")
    alice.go(f"/my-data/archive/{archive.uid}/", status=404)
    archive.delete()
    alice.go("/interviews/delete/")
    alice.look("delete-all-none")
    alice.go("/receipts/")
    alice.look("receipts")
    alice.press("Check it")
    alice.look("receipts-refused")
    alice.go("/profile/delete/")
    alice.look("delete")
    alice.press("Delete my account")
    alice.look("delete-error")
    alice.page.get_by_label("At once.").check()
    alice.fill(password=PASSWORD)
    alice.press("Delete my account")
    alice.look("deleted")
