"""Leaving: the wait and the way back, the code by mail, asking first, and what others can open."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core import mail
from django.utils import timezone

from accounts.models import DeletionPermission, RoleDeletionRule, User
from interviews.models import InterviewSession, Package, PackageVersion
from privacy.models import Admission
from tests.dasite.pages.test_account_pages import become_administrator, sign_up
from tests.dasite.pages.walker import Walker
from tests.people import PASSWORD, WRONG_PASSWORD

pytestmark = pytest.mark.browser


def log_in(walker: Walker) -> None:
    walker.go("/account/login/")
    walker.fill(login="alice@example.org", password=PASSWORD)
    walker.press("Log in")


def open_to_others(alice: User) -> None:
    """Let two of Alice's interviews be open to somebody."""
    now = timezone.now()
    package = Package.objects.create(name="p", created_at=now)
    version = PackageVersion.objects.create(
        package=package, number=1, digest="0", published_at=now
    )
    for kind, title in (("subject", "Ask your landlord for repairs"), ("role", "My will")):
        session = InterviewSession.everything.create(
            owner=alice,
            subject_id=alice.subject_id,
            version=version,
            catalogue=version.pk,
            path="x",
            title=title,
            sealed_state=b"sealed",
            started_at=now,
            touched_at=now,
        )
        Admission.objects.create(
            scope=session.uid,
            recipient=uuid4(),
            kind=kind,
            given_by=alice.subject_id,
            generation=1,
            created_at=now,
            signature=b"",
        )


def test_the_wait_and_the_way_back_are_sound(walk: Callable[..., Walker]):
    alice = walk()
    sign_up(alice)
    open_to_others(User.objects.get())
    EmailAddress.objects.update(verified=True)
    alice.go("/profile/delete/")
    alice.look("leave-shared")
    alice.page.get_by_label("Ask your landlord").check()
    alice.press("Send a code to my address")
    alice.look("leave-code")
    alice.press("Send me the code")
    alice.look("leave-code-sent")
    alice.fill(code="1234 5678")
    alice.press("Check the code")
    alice.look("leave-code-error")
    found = re.search(r"\d{4} \d{4}", str(mail.outbox[-1].body))
    assert found
    alice.fill(code=found.group())
    alice.press("Check the code")
    alice.look("leave-proved")
    alice.press("Delete my account and 2 interviews")
    alice.look("leave-begun")
    log_in(alice)
    alice.look("leave-back")
    alice.press("Keep my account")
    alice.look("leave-kept")
    alice.go("/profile/delete/")
    alice.page.get_by_label(re.compile("In 7 days")).check()
    alice.fill(password=PASSWORD)
    alice.press("Delete my account and 2 interviews")
    log_in(alice)
    alice.press("Delete my account and 2 interviews now")
    alice.look("leave-gone")


def test_asking_first_is_sound(walk: Callable[..., Walker]):
    alice, admin = walk(), walk()
    sign_up(alice)
    become_administrator(admin)
    role = Group.objects.create(name="clerk")
    User.objects.get(email="alice@example.org").groups.add(role)
    RoleDeletionRule.objects.create(group=role, why="Clerks hand over their files first.")
    alice.go("/profile/delete/")
    alice.look("leave-forbidden")
    alice.fill(words="I have left the office. " * 20)
    alice.press("Ask the administrators")
    alice.look("leave-asked")
    question = DeletionPermission.objects.get()
    for name, path in {
        "leave-questions": "deletionpermission/",
        "leave-question": f"deletionpermission/{question.pk}/change/",
        "leave-rules": "deletionrules/1/change/",
        "leave-roles": "roledeletionrule/",
        "leave-role": "roledeletionrule/add/",
        "leave-requests": "deletionrequest/",
    }.items():
        admin.go(f"/admin/accounts/{path}")
        admin.look(f"admin-{name}", enhanced=False)
    DeletionPermission.objects.update(
        state="denied", answer="Give back the keys first.", answered_at=timezone.now()
    )
    alice.go("/profile/delete/")
    alice.look("leave-denied")


def test_the_way_back_after_a_wrong_try_sends_nothing_again(walk: Callable[..., Walker]):
    alice = walk()
    sign_up(alice)
    alice.go("/profile/delete/")
    alice.page.get_by_label(re.compile("In 7 days")).check()
    alice.fill(password=WRONG_PASSWORD)
    alice.press("Delete my account")
    alice.look("leave-refused")
    assert alice.page.get_by_label(re.compile("In 7 days")).is_checked()
    alice.fill(password=PASSWORD)
    alice.press("Delete my account")
    alice.page.wait_for_url("**/profile/leaving/")
    alice.page.go_back()
    alice.look("leave-refused-then-back")
    assert alice.page.get_by_label("E-mail address").is_visible()
    log_in(alice)
    alice.press("Keep my account")
    alice.page.go_back()
    alice.look("leave-kept-then-back")
