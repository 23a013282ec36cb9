"""Rules and holds as somebody sees them who decides about one interview alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from guardian.shortcuts import assign_perm

from accounts.models import User
from interviews.models import InterviewSource
from interviews.services.publishing import publish_packages
from privacy.retention import holding
from privacy.retention.targets import get_target
from tests.dasite.pages.test_account_pages import become_administrator
from tests.dasite.pages.walker import Walker
from tests.interviews.conftest import FILES, PACKAGE

pytestmark = pytest.mark.browser


def test_rules_and_holds_of_one_interview_are_sound(walk: Callable[..., Walker]):
    keeper = walk()
    become_administrator(keeper)
    publish_packages({PACKAGE: FILES}, is_listed=True, now=timezone.now())
    source, person = InterviewSource.objects.get(), User.objects.get(is_superuser=True)
    User.objects.update(is_superuser=False)
    for name in ("interviews.set_period", "interviews.hold_sessions"):
        assign_perm(name, person, source)
    keeper.go("/admin/privacy/retentionpolicy/")
    keeper.look("admin-policies-of-some", enhanced=False)
    keeper.go(f"/admin/interviews/interviewsource/{source.pk}/change/")
    keeper.look("admin-interview-keeping", enhanced=False)
    keeper.page.get_by_role("link", name="How long its sessions are kept").click()
    keeper.look("admin-policy-of-some", enhanced=False)
    keeper.go("/admin/privacy/hold/place/")
    keeper.press("Place the hold")
    keeper.look("admin-hold-of-some-error", enhanced=False)
    target, day = get_target("interview"), timezone.localdate() + timedelta(days=30)
    ref = f"{PACKAGE}:{source.path}"
    held = holding.place(target, ref, reason="7/26", review_on=day, now=timezone.now(), by=None)
    keeper.go(f"/admin/privacy/hold/{held.hold.pk}/change/")
    keeper.look("admin-hold-of-all", enhanced=False)
