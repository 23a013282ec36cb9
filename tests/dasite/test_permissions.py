"""The list of permissions: whole, asked by every page of the administration, told in words."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser, Group

from dasite import checks
from dasite.permissions import PERMISSIONS
from privacy import permissions
from privacy.asking import AskingAdmin
from tests.people import make_person

pytestmark = pytest.mark.django_db


def test_each_permission_of_the_list_is_declared_by_a_model_and_the_other_way_round(monkeypatch):
    assert checks.permissions_are_declared() == []
    monkeypatch.setattr(checks, "PERMISSIONS", PERMISSIONS[1:])
    (wrong,) = checks.permissions_are_declared()
    assert wrong.id == "dasite.E002"
    assert "interviews.start" in wrong.msg


def test_every_page_of_the_administration_asks_for_a_permission_of_the_list():
    others = [
        model._meta.label
        for model, page in admin.site._registry.items()
        if not isinstance(page, AskingAdmin)
    ]
    assert others == []


def test_who_holds_nothing_may_nothing():
    person = make_person("bob", is_staff=True)
    assert permissions.held_by(person) == frozenset()
    assert permissions.held_by(AnonymousUser()) == frozenset()


def test_an_administrator_may_all_but_nothing_that_is_not_on_the_list():
    root = make_person("root", is_superuser=True)
    assert permissions.held_by(root) == {one.name for one in PERMISSIONS}
    with pytest.raises(KeyError, match="not on the list"):
        permissions.may(root, "privacy.delete_everything")


def test_a_role_permits_what_it_was_given():
    role = Group.objects.create(name="Archive")
    rows = permissions.rows_of(["privacy.approve", "accounts.lift_bans"])
    role.permissions.set(rows.values())
    assert permissions.of_role(role) == {"privacy.approve", "accounts.lift_bans"}
    bob = make_person("bob")
    bob.groups.add(role)
    assert permissions.held_by(bob) == {"privacy.approve", "accounts.lift_bans"}


def test_who_holds_the_wider_permission_holds_the_narrower_and_never_the_other_way():
    wide, narrow = "privacy.place_holds", "interviews.hold_sessions"
    bob, dora = make_person("bob"), make_person("dora")
    bob.user_permissions.set(permissions.rows_of([wide]).values())
    dora.user_permissions.set(permissions.rows_of([narrow]).values())
    assert permissions.held_by(bob) == {wide, narrow}
    assert permissions.held_by(dora) == {narrow}


def test_permissions_have_words_and_what_is_gone_keeps_its_name():
    assert permissions.in_words("privacy.place_holds") == "place holds"
    assert permissions.in_words("privacy.of_yesterday") == "privacy.of_yesterday"
    assert len({one.words for one in PERMISSIONS}) == len(PERMISSIONS)


def test_codenames_are_told_apart_by_name_alone():
    assert {one.codename for one in PERMISSIONS} >= {"start", "publish"}
    assert all(one.name.count(".") == 1 for one in PERMISSIONS)
    on_one = {one.name for one in permissions.all_permissions(on_one=True)}
    assert all(name.startswith("interviews.") for name in on_one)
