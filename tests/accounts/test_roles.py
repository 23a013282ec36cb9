"""A role's key follows its members: in the administration, in a shell, by a ban."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from accounts.services import people
from privacy.models import RoleKey, RoleMember
from privacy.vault import admissions, roles, subjects
from privacy.vault.admissions import Terms
from privacy.vault.box import create_box
from privacy.vault.errors import NoGrant
from tests.people import PASSWORD, log_in


@pytest.fixture
def lawyers(db) -> Group:
    return Group.objects.create(name="Lawyers")


def members(group: Group) -> set:
    newest = RoleKey.objects.filter(role=roles.role_id(group.pk)).order_by("-generation").first()
    return {row.subject_id for row in newest.members.all()} if newest else set()


def unlocked(person):
    return subjects.unlock(person.subject_id, password=PASSWORD, key=None)


def test_who_is_put_into_a_role_opens_what_is_opened_to_it(alice, browser, bob, lawyers):
    log_in(Client(), bob)
    lawyers.user_set.add(bob)
    opened = create_box(uuid4(), owner=alice.subject_id)
    terms = Terms(roles.role_id(lawyers.pk), "role")
    admissions.admit(opened, terms, by=unlocked(alice), now=timezone.now())
    admissions.open_admitted(opened.scope, by=unlocked(bob), now=timezone.now())
    bob.groups.remove(lawyers)
    with pytest.raises(NoGrant):
        admissions.open_admitted(opened.scope, by=unlocked(bob), now=timezone.now())


@pytest.mark.parametrize(
    "change",
    [
        lambda bob, lawyers: bob.groups.set([]),
        lambda bob, lawyers: bob.groups.clear(),
        lambda bob, lawyers: lawyers.user_set.clear(),
        lambda bob, lawyers: people.deactivate(bob),
    ],
    ids=["set", "clear", "clear the role", "ban"],
)
def test_who_is_taken_out_of_a_role_loses_its_key(bob, lawyers, change):
    log_in(Client(), bob)
    bob.groups.add(lawyers)
    assert members(lawyers) == {bob.subject_id}
    change(bob, lawyers)
    assert not RoleMember.objects.exists()


def test_who_may_log_in_again_is_in_the_role_again(bob, lawyers):
    log_in(Client(), bob)
    bob.groups.add(lawyers)
    people.deactivate(bob)
    people.reactivate(bob)
    assert members(lawyers) == {bob.subject_id}


def test_who_has_no_keys_yet_gets_the_roles_with_the_first_login(bob, lawyers):
    bob.groups.add(lawyers)
    assert members(lawyers) == set()
    log_in(Client(), bob)
    assert members(lawyers) == {bob.subject_id}


def test_who_joins_gets_the_key_when_a_member_logs_in(alice, bob, browser, lawyers):
    log_in(Client(), bob)
    lawyers.user_set.add(alice)
    lawyers.user_set.add(bob)
    assert [len(row.sealed) > 0 for row in RoleMember.objects.order_by("pk")] == [True, False]
    log_in(Client(), alice)
    assert all(row.sealed for row in RoleMember.objects.all())
