"""Who may what, as a table; roles of docassemble, made once; the log of it for its readers."""

from __future__ import annotations

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from guardian.shortcuts import assign_perm

from accounts.presets import PRESETS
from accounts.services import presets
from privacy.models import AuditEntry
from privacy.permissions import all_permissions, of_role
from tests.accounts.test_granting import make_role, office_of
from tests.people import make_person

pytestmark = pytest.mark.django_db
MATRIX = "/admin/auth/group/matrix/"
OFFER = "/admin/auth/group/presets/"
LOG = "/admin/privacy/auditentry/"


@pytest.fixture
def office() -> Client:
    return office_of(make_person("root", is_staff=True, is_superuser=True))


def test_the_matrix_has_a_row_a_permission_and_a_column_a_role(office, source, alice):
    role = make_role("Door", "accounts.lift_bans")
    empty = office.get(MATRIX).content.decode()
    assert "On single interviews nothing was given" in empty
    assign_perm("interviews.see_sessions", role, source)
    assign_perm("interviews.publish", alice, source)
    page = office.get(MATRIX).content.decode()
    assert page.count("<strong>yes</strong>") == 1
    assert page.count('<th scope="row">') == len(all_permissions()) + 2
    assert f"/admin/auth/group/{role.pk}/change/" in page
    assert f"/admin/interviews/interviewsource/{source.pk}/change/" in page
    assert "publish interviews" in page


def test_a_site_without_roles_says_how_to_get_some(office):
    assert "There is no role yet" in office.get(MATRIX).content.decode()


def test_the_preset_is_shown_before_and_made_once(office):
    page = office.get(OFFER).content.decode()
    assert page.count("will be made") == len(PRESETS)
    assert not Group.objects.exists()
    office.post(OFFER)
    assert {role.name for role in Group.objects.all()} == {one.name for one in PRESETS}
    for one in PRESETS:
        assert of_role(Group.objects.get(name=one.name)) == one.permissions
    lines = AuditEntry.objects.count()
    page = office.post(OFFER, follow=True).content.decode()
    assert "They are all there already" in page
    assert AuditEntry.objects.count() == lines


def test_a_role_of_the_same_name_stays_as_it_is(office):
    role = make_role("Advocate", "accounts.lift_bans")
    assert "is there, stays" in office.get(OFFER).content.decode()
    office.post(OFFER)
    assert of_role(role) == {"accounts.lift_bans"}
    assert Group.objects.count() == len(PRESETS)


def test_who_holds_less_makes_less_of_it():
    manager = make_person("manager", is_staff=True)
    manager.groups.add(make_role("Managers", "accounts.manage_roles", "interviews.start"))
    office = office_of(manager)
    assert "not yours to make" in office.get(OFFER).content.decode()
    office.post(OFFER)
    assert {role.name for role in Group.objects.all()} == {"Managers", "trainer", "user"}


def test_the_presets_name_permissions_of_the_list():
    known = {one.name for one in all_permissions()}
    assert all(one.permissions <= known for one in PRESETS)
    admin = next(one for one in PRESETS if one.name == "admin")
    assert admin.permissions == known
    assert presets.Planned(admin, is_there=False, beyond=()).will_be_made


def test_the_log_is_read_by_who_may_and_by_nobody_else(office, alice):
    role = make_role("Door", "accounts.lift_bans")
    office.post(f"/admin/auth/group/{role.pk}/members/", {"person": str(alice.pk)})
    page = office.get(LOG).content.decode()
    assert "put somebody into a role" in page
    assert alice.email not in page
    entry = AuditEntry.objects.get()
    assert office.get(f"{LOG}{entry.pk}/change/").status_code == 200
    assert office.get(LOG, {"q": str(alice.pk)}).content.decode().count("field-by_whom") == 1
    for way in ("delete", "add"):
        url = f"{LOG}add/" if way == "add" else f"{LOG}{entry.pk}/delete/"
        assert office.post(url, {"post": "yes"}).status_code == 403
    clerk = make_person("clerk", is_staff=True)
    clerk.groups.add(role)
    assert office_of(clerk).get(LOG).status_code == 403
    clerk.groups.add(make_role("Audit", "privacy.read_audit"))
    assert office_of(clerk).get(LOG).status_code == 200


def test_bans_that_were_lifted_and_limits_that_were_set_are_on_the_log(office):
    ban = AccessAttempt.objects.create(
        username="x",
        ip_address="192.0.2.7",
        failures_since_start=5,
        attempt_time=timezone.now(),
        path_info="/",
    )
    office.post("/admin/axes/accessattempt/", {"action": "lift", "_selected_action": [ban.pk]})
    office.post(
        "/admin/privacy/unlocklimits/1/change/", {"idle_minutes": "10", "absolute_hours": "2"}
    )
    rows = AuditEntry.objects.order_by("pk").values_list("what", "about")
    assert list(rows) == [("bans lifted", ""), ("setting", "unlock limits")]
    assert "unlock limits" in office.get(LOG).content.decode()
    AuditEntry.objects.all()._raw_delete("default")  # as retention does, by its own SQL
    AuditEntry.objects.create(what="setting", by=None, at=timezone.now())
    assert "a command on the server" in office.get(LOG).content.decode()
