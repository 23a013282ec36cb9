"""Pages about roles, permissions and people, as an administrator sees them."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import User
from interviews.models import InterviewSession, InterviewSource
from privacy import looks
from privacy.permissions import rows_of
from tests.dasite.pages.records import fill_with_records
from tests.dasite.pages.test_account_pages import become_administrator
from tests.dasite.pages.walker import Walker

pytestmark = pytest.mark.browser

LONGEST = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetzbeauftragte"


@pytest.fixture
def admin(walk: Callable[..., Walker]) -> Walker:
    walker = walk()
    become_administrator(walker)
    return walker


def test_roles_and_their_members_are_sound(admin: Walker):
    admin.go("/admin/auth/group/matrix/")
    admin.look("admin-matrix-empty", enhanced=False)
    admin.go("/admin/auth/group/presets/")
    admin.look("admin-presets", enhanced=False)
    admin.press("Make the roles that are missing")
    admin.look("admin-roles", enhanced=False)
    admin.go("/admin/auth/group/add/")
    admin.press("Make the role")
    admin.look("admin-role-error", enhanced=False)
    admin.fill(name=LONGEST, description="Looks after what has to be kept.")
    admin.page.get_by_label("place holds", exact=True).check()
    admin.press("Make the role")
    role = Group.objects.get(name=LONGEST)
    bob = User.objects.create_user("bob@example.org", name="Bob")
    bob.groups.add(role)
    admin.go(f"/admin/auth/group/{role.pk}/change/")
    admin.page.get_by_label("see holds", exact=True).check()
    admin.press("Save")
    admin.look("admin-role-preview", enhanced=False)
    admin.press("Save these changes")
    admin.look("admin-role", enhanced=False)
    admin.go("/admin/auth/group/matrix/")
    admin.look("admin-matrix", enhanced=False)
    admin.go("/admin/privacy/auditentry/")
    admin.look("admin-audit", enhanced=False)
    admin.go(f"/admin/auth/group/{role.pk}/delete/")
    admin.look("admin-role-delete", enhanced=False)


def test_people_and_grants_on_one_interview_are_sound(admin: Walker):
    fill_with_records(timezone.now())
    person = User.objects.get(email="person7@example.org")
    role = Group.objects.create(name="Advocates")
    role.permissions.set(rows_of(["interviews.see_sessions"]).values())
    admin.go("/admin/accounts/user/")
    admin.look("admin-people-search", enhanced=False)
    admin.fill(words="person1")
    admin.press("Find")
    admin.look("admin-people-found", enhanced=False)
    admin.go(f"/admin/accounts/user/{person.pk}/change/")
    admin.look("admin-person-roles", enhanced=False)
    admin.press("Send a link to choose a new password")
    admin.look("admin-person-link-sent", enhanced=False)
    admin.press("Switch off: log out everywhere, lock all keys")
    admin.look("admin-person-off", enhanced=False)
    admin.go(f"/admin/accounts/user/{person.pk}/history/")
    admin.look("admin-person-history", enhanced=False)
    session = InterviewSession.objects.first()
    assert session is not None
    source = InterviewSource.objects.create(
        package=session.version.package,
        version=session.version,
        path=session.path,
        title=session.title,
    )
    admin.go(f"/admin/interviews/interviewsource/{source.pk}/change/")
    admin.look("admin-interview", enhanced=False)
    admin.go(f"/admin/interviews/interviewsource/{source.pk}/permissions/role/{role.pk}/")
    admin.page.get_by_label("delete sessions", exact=True).check()
    admin.look("admin-grant", enhanced=False)
    admin.press("Save")
    admin.look("admin-grants", enhanced=False)
    admin.go("/admin/interviews/interviewsession/")
    admin.page.locator("#action-toggle").check()
    admin.page.locator('select[name="action"]').select_option("erase")
    admin.press("Go")
    admin.look("admin-erase", enhanced=False)


def test_staff_without_a_permission_read_a_plain_sentence(walk: Callable[..., Walker]):
    clerk = walk()
    become_administrator(clerk, "clerk@example.org")
    User.objects.update(is_superuser=False)
    clerk.go("/admin/")
    clerk.look("admin-nothing", enhanced=False)
    assert "nothing here for you" in clerk.page.inner_text("main")
    clerk.go("/my-data/")
    clerk.look("my-data-nobody-looked")


def test_whoever_was_looked_at_reads_it(walk: Callable[..., Walker], admin: Walker):
    """The longest words of each kind, on the narrowest screen."""
    alice = walk()
    become_administrator(alice, "alice@example.org")
    person = User.objects.get(email="alice@example.org")
    root = User.objects.get(email="admin@example.org")
    for what in looks.What:
        looks.note([person.subject_id], what, by=root, now=timezone.now())
    alice.go("/my-data/")
    alice.look("my-data-looked")
    assert alice.page.locator("section[aria-labelledby=who-looked] li").count() == len(looks.What)


def test_invitations_are_sound(admin: Walker, walk: Callable[..., Walker], monkeypatch):
    Group.objects.create(name="Advocates")
    monkeypatch.setattr(secrets, "token_urlsafe", lambda length: "a" * 43)
    admin.go("/admin/accounts/invitation/")
    admin.look("admin-invitations-empty", enhanced=False)
    admin.go("/admin/accounts/invitation/add/")
    admin.press("Send the invitation")
    admin.look("admin-invite-error", enhanced=False)
    admin.fill(email="dora@example.org")
    admin.page.get_by_label("Advocates").check()
    admin.press("Send the invitation")
    admin.look("admin-invitations", enhanced=False)
    admin.page.locator("#result_list tbody th a").click()
    admin.look("admin-invitation", enhanced=False)
    dora, url = walk(), f"/profile/invitation/{'a' * 43}/"
    dora.go("/profile/invitation/none/", status=404)
    dora.look("invitation-dead")
    dora.go(url)
    dora.look("invitation")
    dora.press("Make my account")
    dora.look("invitation-error")
    admin.go(url)
    admin.look("invitation-other")
