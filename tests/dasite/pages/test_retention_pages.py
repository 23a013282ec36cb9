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
from privacy.models import Archive, Notice
from privacy.retention import letters, notices, policies
from privacy.retention.modes import After
from privacy.retention.registry import get_rows
from tests.dasite.pages.records import fill_with_records
from tests.dasite.pages.test_account_pages import become_administrator, sign_up
from tests.dasite.pages.walker import Walker
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
    alice.fill(password=PASSWORD)
    alice.press("Continue")
    alice.look("notice-delete")
    alice.go(_path(letters.make_link(sent.message, letters.KEEP)))
    alice.look("notice-keep")
    alice.press("Keep it")
    alice.look("notice-kept")
    alice.go(_path(letters.make_link(sent.message, letters.KEEP)))
    alice.look("notice-nothing")


def _path(link: str) -> str:
    return "/" + link.split("/", 3)[3]


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
