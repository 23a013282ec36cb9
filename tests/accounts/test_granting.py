"""Nobody gives what they do not hold, in whatever form it is posted; each change is written."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from guardian.shortcuts import assign_perm

from accounts.models import RoleDescription, User
from accounts.services import granting, people
from privacy.models import AuditEntry, LedgerEntry, RoleMember
from privacy.permissions import of_role, rows_of
from tests.people import let_in, log_in, make_person

pytestmark = pytest.mark.django_db
ROLES = "/admin/auth/group/"
PEOPLE = "/admin/accounts/user/"
MANAGE = "accounts.manage_roles"
HOLDS = "privacy.place_holds"
BANS = "accounts.lift_bans"


def office_of(person: User) -> Client:
    return let_in(Client(), person)


def make_role(name: str, *permissions: str) -> Group:
    role = Group.objects.create(name=name)
    role.permissions.set(rows_of(permissions).values())
    return role


@pytest.fixture
def root() -> User:
    return make_person("root", is_staff=True, is_superuser=True)


@pytest.fixture
def manager() -> User:
    """Somebody who manages roles and lifts bans, and holds nothing else."""
    person = make_person("manager", is_staff=True)
    person.groups.add(make_role("Managers", MANAGE, BANS))
    return person


@pytest.fixture
def office(manager) -> Client:
    return office_of(manager)


def form(name: str, *permissions: str, **more) -> dict:
    return {"name": name, "description": "", "permissions": permissions, **more}


def written() -> list[str]:
    return [row.what for row in AuditEntry.objects.order_by("pk")]


def change(client: Client, person: User, *roles: Group, **flags):
    posted = {"roles": [role.pk for role in roles], **flags}
    return client.post(f"{PEOPLE}{person.pk}/change/", posted, follow=True)


def test_a_role_is_made_described_and_permits_what_was_ticked(office, manager):
    answer = office.post(f"{ROLES}add/", form("Door", BANS, description="Lets people in again"))
    role = Group.objects.get(name="Door")
    assert answer["Location"] == f"{ROLES}{role.pk}/change/"
    assert of_role(role) == {BANS}
    assert RoleDescription.objects.get(group=role).text == "Lets people in again"
    assert written() == ["role made", "right given"]
    assert {row.by for row in AuditEntry.objects.all()} == {manager.pk}
    assert "Lets people in again" in office.get(ROLES).content.decode()


def test_a_role_with_what_one_does_not_hold_is_not_made(office):
    page = office.post(f"{ROLES}add/", form("Legal", HOLDS), follow=True).content.decode()
    assert "You do not hold this yourself" in page
    assert "place holds" in page
    assert not Group.objects.filter(name="Legal").exists()
    assert written() == []


def test_what_one_does_not_hold_is_not_added_to_a_role(office):
    role = make_role("Door", BANS)
    office.post(f"{ROLES}{role.pk}/change/", form("Door", BANS, HOLDS))
    assert of_role(role) == {BANS}


@pytest.mark.parametrize("name", ["admin", "Developer ", "CS"])
def test_a_name_that_people_trust_is_given_by_who_holds_what_it_stands_for(office, bob, name):
    """Whoever opens answers to a role goes by its name."""
    page = office.post(f"{ROLES}add/", form(name), follow=True).content.decode()
    assert "People know from docassemble" in page
    mine = make_role("Mine", BANS)
    office.post(f"{ROLES}{mine.pk}/change/", form(name, BANS))
    emptied = make_role(name.strip())
    office.post(f"{ROLES}{emptied.pk}/members/", {"person": str(bob.pk)})
    change(office, bob, emptied)
    assert not bob.groups.exists()
    assert Group.objects.filter(name="Mine").exists()
    assert Group.objects.filter(name__iexact=name.strip()).count() == 1
    assert written() == []


def test_what_one_holds_on_one_interview_is_given_there_alone(office, manager, source):
    role = make_role("Door", BANS)
    assign_perm("interviews.publish", manager, source)
    office.post(f"{ROLES}{role.pk}/change/", form("Door", BANS, "interviews.publish"))
    office.post(f"{ROLES}add/", form("Press", "interviews.publish"))
    assert of_role(role) == {BANS}
    assert not Group.objects.filter(name="Press").exists()


def test_a_role_that_one_is_in_is_not_made_to_permit_more(office, manager):
    own = manager.groups.get()
    office.post(f"{ROLES}{own.pk}/change/", form("Managers", MANAGE, BANS, HOLDS))
    page = office.get(f"{ROLES}{own.pk}/change/").content.decode()
    shown = page.split('name="shown" value="')[1:]
    assert of_role(own) == {MANAGE, BANS}
    assert not shown
    assert written() == []


def test_a_permission_that_is_not_on_the_list_is_refused(office):
    role = make_role("Door", BANS)
    page = office.post(f"{ROLES}{role.pk}/change/", form("Door", "auth.change_group"))
    assert "There is a problem" in page.content.decode()
    assert of_role(role) == {BANS}


def test_a_role_above_ones_own_is_neither_renamed_nor_emptied_nor_deleted(office, bob):
    role = make_role("Legal", HOLDS)
    bob.groups.add(role)
    assert "You can only read this" in office.get(f"{ROLES}{role.pk}/change/").content.decode()
    office.post(f"{ROLES}{role.pk}/change/", form("Mine"))
    office.post(f"{ROLES}{role.pk}/members/{bob.pk}/remove/")
    assert office.post(f"{ROLES}{role.pk}/delete/", {"post": "yes"}).status_code == 403
    role.refresh_from_db()
    assert role.name == "Legal"
    assert of_role(role) == {HOLDS}
    assert bob.groups.get() == role
    assert written() == []


def test_nobody_puts_others_or_themselves_into_a_role_above(office, manager, bob):
    role = make_role("Legal", HOLDS)
    for person in (bob, manager):
        office.post(f"{ROLES}{role.pk}/members/", {"person": str(person.pk)})
        change(office, person, role)
    assert not role.user_set.exists()


def test_nobody_puts_themselves_into_a_role_but_an_administrator(office, manager, root):
    role = make_role("Door", BANS)
    page = office.post(f"{ROLES}{role.pk}/members/", {"person": manager.email}, follow=True)
    assert "Nobody puts themselves into a role" in page.content.decode()
    office_of(root).post(f"{ROLES}{role.pk}/members/", {"person": root.email})
    assert list(role.user_set.all()) == [root]


def test_a_change_is_shown_before_it_is_saved_where_people_have_the_role(office, bob):
    role = make_role("Door")
    bob.groups.add(role)
    page = office.post(f"{ROLES}{role.pk}/change/", form("Door", BANS)).content.decode()
    assert "Not saved yet" in page
    assert "1 person may do" in page
    assert of_role(role) == frozenset()
    shown = page.split('name="shown" value="')[1].split('"')[0]
    office.post(f"{ROLES}{role.pk}/change/", form("Door", BANS, shown=shown))
    assert of_role(role) == {BANS}
    office.post(f"{ROLES}{role.pk}/change/", form("Door", shown=shown))
    assert of_role(role) == {BANS}


def test_two_roles_have_two_names(office):
    make_role("Door")
    page = office.post(f"{ROLES}add/", form("door")).content.decode()
    assert "There is a role of this name" in page
    assert "Give the role a name" in office.post(f"{ROLES}add/", {}).content.decode()


def test_a_role_that_goes_takes_its_key_along(root, bob):
    log_in(Client(), bob)
    role = make_role("Door", BANS)
    bob.groups.add(role)
    assert RoleMember.objects.exists()
    office = office_of(root)
    assert "1 membership<" in office.get(f"{ROLES}{role.pk}/delete/").content.decode()
    office.post(f"{ROLES}{role.pk}/delete/", {"post": "yes"})
    assert not RoleMember.objects.exists()
    assert not Group.objects.filter(name="Door").exists()
    assert written() == ["role deleted"]


def test_who_is_put_into_a_role_and_out_again_is_on_the_log(office, bob):
    role = make_role("Door", BANS)
    for _ in range(2):
        office.post(f"{ROLES}{role.pk}/members/", {"person": bob.email.upper()})
    assert "bob@example.org" not in str(AuditEntry.objects.values())
    page = office.get(f"{ROLES}{role.pk}/change/").content.decode()
    assert "Bob" in page
    for _ in range(2):
        office.post(f"{ROLES}{role.pk}/members/{bob.pk}/remove/")
    assert written() == ["member added", "member removed"]
    assert {(row.person, row.role) for row in AuditEntry.objects.all()} == {(bob.pk, role.pk)}


@pytest.mark.parametrize("typed", ["", "nobody@example.org", "999999", "9" * 40])
def test_somebody_who_is_not_there_is_put_into_no_role(office, typed):
    role = make_role("Door", BANS)
    answer = office.post(f"{ROLES}{role.pk}/members/", {"person": typed})
    assert "There is a problem" in answer.content.decode() or "error" in answer.content.decode()
    assert not role.user_set.exists()


def test_a_manager_makes_nobody_an_administrator_by_whatever_form(office, manager, bob):
    for person in (bob, manager):
        change(office, person, is_superuser="on", is_administrator="on", is_staff="on")
    assert not User.objects.filter(is_superuser=True).exists()


def test_a_manager_changes_nothing_of_an_administrator(office, root):
    role = make_role("Door", BANS)
    page = change(office, root, role).content.decode()
    assert "Only administrators change" in page
    root.refresh_from_db()
    assert root.is_staff
    assert not root.groups.exists()


def test_a_manager_changes_nothing_of_whoever_holds_more(office, bob):
    bob.groups.add(make_role("Legal", HOLDS))
    page = change(office, bob, is_staff="on").content.decode()
    assert "You do not hold this yourself" in page
    bob.refresh_from_db()
    assert not bob.is_staff


def test_only_who_enters_the_administration_lets_others_in(manager, bob, office):
    change(office, bob, is_staff="on")
    bob.refresh_from_db()
    assert bob.is_staff
    manager.is_staff = False
    with pytest.raises(granting.NotAllowed, match="enter the administration"):
        granting.set_staff(bob, to=False, by=manager, now=timezone.now())
    assert written() == ["staff given"]


def test_administrators_make_administrators_and_it_is_written(root, bob):
    change(office_of(root), bob, is_superuser="on", is_staff="on")
    bob.refresh_from_db()
    assert bob.is_superuser
    assert written() == ["staff given", "all given"]
    change(office_of(root), bob)
    assert written()[2:] == ["staff taken", "all taken"]


def test_the_last_administrator_cannot_step_down(root):
    page = change(office_of(root), root, is_staff="on").content.decode()
    assert "Nobody else could administer this site" in page
    root.refresh_from_db()
    assert root.is_superuser
    assert written() == []


def test_an_administrator_who_is_switched_off_counts_no_more(root):
    make_person("other", is_superuser=True, is_active=False)
    change(office_of(root), root, is_staff="on")
    root.refresh_from_db()
    assert root.is_superuser


def test_the_last_administrator_cannot_be_switched_off(root, bob):
    bob.is_superuser = True  # as it was read before somebody took it away
    with pytest.raises(granting.LastAdministrator):
        people.switch_off(root, by=bob, now=timezone.now())
    page = office_of(root).post(f"{PEOPLE}{root.pk}/off/", follow=True).content.decode()
    assert "Nobody switches off themselves" in page
    root.refresh_from_db()
    assert root.is_active


def test_switching_off_needs_the_permission_and_is_written(root, manager, bob):
    for way in ("off", "on", "reset"):
        assert office_of(manager).post(f"{PEOPLE}{bob.pk}/{way}/").status_code == 403
    assert office_of(root).get(f"{PEOPLE}{bob.pk}/off/").status_code == 405
    for way in ("off", "off", "reset", "on", "on", "reset"):
        office_of(root).post(f"{PEOPLE}{bob.pk}/{way}/")
    assert written() == ["switched off", "switched on", "reset sent"]


def test_who_switches_off_does_so_to_nobody_above(root, manager, bob):
    manager.groups.add(make_role("Reception", "accounts.deactivate_people"))
    bob.groups.add(make_role("Legal", HOLDS))
    for person in (bob, root):
        for way in ("off", "reset"):
            office_of(manager).post(f"{PEOPLE}{person.pk}/{way}/")
    assert User.objects.filter(is_active=True).count() == 3
    assert written() == []


@pytest.mark.parametrize("how", ["by a role", "by themselves"])
def test_who_was_switched_off_with_more_is_switched_on_by_nobody_with_less(manager, bob, how):
    """Django says of an inactive person that they hold nothing; switched on, they hold it all."""
    manager.groups.add(make_role("Reception", "accounts.deactivate_people"))
    legal = make_role("Legal", HOLDS)
    if how == "by a role":
        bob.groups.add(legal)
    else:
        bob.user_permissions.set(legal.permissions.all())
    User.objects.filter(pk=bob.pk).update(is_active=False)
    office = office_of(manager)
    office.post(f"{PEOPLE}{bob.pk}/on/")
    act = {"action": "reactivate", "_selected_action": [bob.pk]}
    office.post(PEOPLE, act)
    change(office, bob, is_staff="on")
    bob.refresh_from_db()
    assert not bob.is_active
    assert not bob.is_staff
    assert written() == []


def test_what_a_role_permits_on_one_interview_puts_its_members_above(manager, bob, source):
    manager.groups.add(make_role("Reception", "accounts.deactivate_people"))
    role = make_role("Repairs")
    assign_perm("interviews.publish", role, source)
    bob.groups.add(role)
    office = office_of(manager)
    change(office, bob, is_staff="on")
    for way in ("off", "reset"):
        office.post(f"{PEOPLE}{bob.pk}/{way}/")
    bob.refresh_from_db()
    assert bob.is_active
    assert not bob.is_staff
    assert written() == []
    assign_perm("interviews.publish", manager, source)
    office_of(User.objects.get(pk=manager.pk)).post(f"{PEOPLE}{bob.pk}/off/")
    assert written() == ["switched off"]


def test_without_the_permission_nobody_changes_roles(bob, root):
    bob.is_staff = True
    bob.save()
    bob.groups.add(make_role("Eyes", "accounts.see_people", "accounts.deactivate_people"))
    client = office_of(bob)
    alice = make_person("ann")
    assert client.post(f"{PEOPLE}{alice.pk}/change/", {"is_staff": "on"}).status_code == 403
    assert client.get(ROLES).status_code == 403
    for url in (f"{ROLES}add/", f"{ROLES}1/members/", f"{ROLES}1/members/1/remove/"):
        assert client.post(url, {}).status_code == 403
    with pytest.raises(granting.NotAllowed):
        granting.set_staff(alice, to=True, by=bob, now=timezone.now())


def test_nothing_of_this_touches_the_ledger(office, bob):
    office.post(f"{ROLES}add/", form("Door", BANS))
    assert not LedgerEntry.objects.exists()
