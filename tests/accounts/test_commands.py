"""Commands on the server: none sets a password for somebody, each change of rights is written."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.core.management import get_commands as commands
from django.test import Client

from accounts.models import RoleDeletionRule
from privacy.models import AuditEntry
from tests.accounts.test_granting import office_of, written
from tests.people import PASSWORD, log_in, make_person

pytestmark = pytest.mark.django_db


def test_no_command_sets_a_password_for_somebody(alice):
    before = alice.password
    for words in ([alice.email], []):
        with pytest.raises(CommandError, match=r"choose one themselves at .*/password/reset/"):
            call_command("changepassword", *words)
    alice.refresh_from_db()
    assert alice.password == before
    assert commands()["changepassword"] == "accounts"


def test_whoever_is_there_already_gets_neither_a_password_nor_a_right(alice, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "somebody else's choice")
    before = alice.password
    with pytest.raises(CommandError):
        call_command("createsuperuser", email=alice.email, interactive=False, verbosity=0)
    alice.refresh_from_db()
    assert alice.password == before
    assert not alice.is_superuser
    assert log_in(Client(), alice, PASSWORD).status_code == 302
    assert written() == []


def test_an_administrator_made_by_a_command_is_on_the_log(alice, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", email="root@example.org", interactive=False, verbosity=0)
    entry = AuditEntry.objects.get()
    assert (entry.what, entry.by) == ("all given", None)
    assert entry.person != alice.pk


def test_factors_that_a_command_removed_are_on_the_log(alice):
    call_command("factors_remove", str(alice.pk), verbosity=0)
    entry = AuditEntry.objects.get()
    assert (entry.what, entry.person, entry.by) == ("factors removed", alice.pk, None)


def test_which_roles_have_to_ask_before_they_leave_is_on_the_log():
    root = make_person("root", is_staff=True, is_superuser=True)
    office, role = office_of(root), Group.objects.create(name="Clerks")
    rules = "/admin/accounts/roledeletionrule/"
    office.post(f"{rules}add/", {"group": role.pk, "why": "Files first."})
    office.post(f"{rules}{role.pk}/change/", {"why": "Keys first."})
    office.post(f"{rules}{role.pk}/delete/", {"post": "yes"})
    assert not RoleDeletionRule.objects.exists()
    rows = AuditEntry.objects.values_list("what", "about", "role", "by")
    assert set(rows) == {("setting", "accounts.role_deletion_rule", role.pk, root.pk)}
    assert len(rows) == 3
