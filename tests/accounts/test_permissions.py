"""Roles whose people must ask before they delete their account, and the administrators' answer."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import DeletionPermission, DeletionRules, RoleDeletionRule, User
from accounts.services import leaving, permissions
from privacy.models import AuditEntry
from tests.accounts.test_leaving import DELETE, send_mails
from tests.people import PASSWORD, give_factor, let_in

QUESTION = "/profile/delete/question/"
ADMIN = "/admin/accounts/deletionpermission/"
PROOF = {"password": PASSWORD, "when": "now"}
WHY = "Clerks hand over their files first."


@pytest.fixture
def role(alice) -> Group:
    found = Group.objects.create(name="clerk")
    RoleDeletionRule.objects.create(group=found, why=WHY)
    alice.groups.add(found)
    return found


@pytest.fixture
def root(db) -> Client:
    return let_in(Client(), User.objects.create_superuser("root@example.org", PASSWORD))


@pytest.fixture
def asked(role, browser) -> DeletionPermission:
    browser.post(QUESTION, {"words": "I have left the office."})
    return DeletionPermission.objects.get()


def answer(root: Client, asked: DeletionPermission, state: str, words: str = "") -> int:
    form = {"state": state, "answer": words}
    return root.post(f"{ADMIN}{asked.pk}/change/", form).status_code


def test_the_page_says_who_decides_and_why(role, browser):
    page = browser.get(DELETE).content.decode()
    assert "The administrators of this site decide" in page
    assert WHY in page
    assert "button-danger" not in page


def test_a_form_of_before_deletes_nothing(role, alice, browser):
    browser.post(DELETE, PROOF)
    assert User.objects.filter(pk=alice.pk).exists()


def test_a_role_without_a_rule_changes_nothing(role, alice, browser):
    RoleDeletionRule.objects.all().delete()
    browser.post(DELETE, PROOF)
    assert not User._base_manager.filter(pk=alice.pk).exists()


def test_who_has_another_role_is_not_asked(role, charlie):
    assert permissions.may_delete(charlie)


def test_an_administrator_sees_the_question_and_the_words(asked, root):
    assert "May they leave?" in root.get("/admin/").content.decode()
    assert f"person {asked.user_id}" in root.get(ADMIN).content.decode()
    assert "I have left the office." in root.get(f"{ADMIN}{asked.pk}/change/").content.decode()


def test_who_is_allowed_deletes_the_account_themselves(asked, root, alice, browser):
    assert answer(root, asked, "allowed") == 302
    assert User.objects.filter(pk=alice.pk).exists()
    assert "What goes" in browser.get(DELETE).content.decode()
    browser.post(DELETE, PROOF)
    assert not User._base_manager.filter(pk=alice.pk).exists()
    assert not DeletionPermission.objects.exists()


def test_who_is_denied_reads_why_and_can_ask_again(asked, root, browser):
    assert answer(root, asked, "denied", "First give back the keys.") == 302
    assert "First give back the keys." in browser.get(DELETE).content.decode()
    browser.post(QUESTION, {"words": "I gave them back."})
    asked.refresh_from_db()
    assert (asked.state, asked.words, asked.answer) == ("asked", "I gave them back.", "")


def test_a_no_needs_a_reason(asked, root):
    page = root.post(f"{ADMIN}{asked.pk}/change/", {"state": "denied", "answer": ""})
    assert "Say why not" in page.content.decode()
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_a_mail_says_that_there_is_an_answer_and_not_which(asked, root, alice):
    answer(root, asked, "denied", "First give back the keys.")
    send_mails()
    assert mail.outbox[-1].to == [alice.email]
    assert "keys" not in mail.outbox[-1].body
    mail.outbox.clear()
    permissions.say_answered(0)
    assert not mail.outbox


def test_a_question_that_waits_is_not_asked_twice(asked, browser):
    browser.post(QUESTION, {"words": "hurry"})
    asked.refresh_from_db()
    assert asked.words == "I have left the office."
    assert "You asked them on" in browser.get(DELETE).content.decode()


def test_too_many_words_come_back_in_the_form(role, browser):
    page = browser.post(QUESTION, {"words": "x" * 1001}).content.decode()
    assert "There is a problem" in page
    assert "x" * 1001 in page
    assert not DeletionPermission.objects.exists()


def test_who_may_delete_has_nothing_to_ask(alice, browser):
    assert browser.post(QUESTION, {"words": "?"})["Location"] == DELETE
    assert not DeletionPermission.objects.exists()


def test_nobody_answers_their_own_question(asked, alice, browser):
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    alice.user_permissions.add(Permission.objects.get(codename="decide_leaving"))
    give_factor(browser, alice)
    assert browser.get(f"{ADMIN}{asked.pk}/change/").status_code == 200
    assert answer(browser, asked, "allowed") == 403
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_an_administrator_says_which_roles_have_to_ask(alice, root):
    role = Group.objects.create(name="clerk")
    alice.groups.add(role)
    page = "/admin/accounts/roledeletionrule/"
    root.post(f"{page}add/", {"group": role.pk, "why": WHY})
    assert not permissions.may_delete(alice)
    shown = root.get(f"{page}{role.pk}/change/").content.decode()
    assert WHY in shown
    assert str(RoleDeletionRule.objects.get()) == f"rule for role {role.pk}"
    root.post(f"{page}{role.pk}/delete/", {"post": "yes"})
    assert permissions.may_delete(alice)


@pytest.mark.parametrize(
    "name", ["deletionpermission", "deletionrequest", "deletionrules/1/change", "roledeletionrule"]
)
def test_the_pages_are_closed_to_who_may_not_see_them(charlie, name):
    User.objects.filter(pk=charlie.pk).update(is_staff=True)
    stranger = let_in(Client(), User.objects.get(pk=charlie.pk))
    assert stranger.get(f"/admin/accounts/{name}/").status_code == 403


def test_an_administrator_sets_the_wait(root):
    page = "/admin/accounts/deletionrules/"
    assert root.get(page)["Location"] == f"{page}1/change/"
    assert 'value="7"' in root.get(f"{page}1/change/").content.decode()
    assert root.get(f"{page}2/change/").status_code == 302
    for days in ("0", "91", "x"):
        assert root.post(f"{page}1/change/", {"when": "wait", "days": days}).status_code == 200
    assert not DeletionRules.objects.exists()
    assert root.post(f"{page}1/change/", {"when": "wait", "days": "3"}).status_code == 302
    found = DeletionRules.objects.get()
    assert (found.when, found.days, str(found)) == ("wait", 3, "when an account goes")
    assert AuditEntry.objects.get().about == "accounts.deletion_rules"


def test_requests_are_listed_by_number_and_cannot_be_changed(root, bob):
    found = leaving.ask(bob, now=timezone.now())
    assert f"person {bob.pk}" in root.get("/admin/accounts/deletionrequest/").content.decode()
    page = f"/admin/accounts/deletionrequest/{found.pk}/change/"
    assert bob.email not in root.get(page).content.decode()
    assert root.post(page, {}).status_code == 403
