"""The pages that ask for a password because answers are locked, and who says how soon they are."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.core.management import call_command

from accounts.models import User
from interviews.models import InterviewSession
from privacy.models import UnlockedKey
from tests.dasite.pages.test_account_pages import become_administrator, sign_up
from tests.dasite.pages.test_sharing_pages import begin
from tests.dasite.pages.walker import Walker
from tests.people import NEW_PASSWORD, PASSWORD, WRONG_PASSWORD

pytestmark = pytest.mark.browser

SHELL = "a sentence that was set in a shell"
TYPED = "Typed before it lapsed"


def begun(alice: Walker) -> str:
    call_command("interview_import", examples=True, verbosity=0)
    sign_up(alice)
    begin(alice)
    return f"/interviews/{InterviewSession.objects.get().uid}/"


def test_a_key_that_lapsed_is_asked_for_in_place_and_what_was_typed_stays(
    walk: Callable[..., Walker],
):
    alice = walk()
    alice.go(begun(alice))
    UnlockedKey.objects.all().delete()
    field = alice.page.locator("main form :is(input[type=text], textarea)").first
    name = field.get_attribute("name")
    field.fill(TYPED)
    alice.press("Continue")
    alice.page.get_by_label("Password").fill(WRONG_PASSWORD)
    alice.press("Go on")
    alice.look("unlock-in-place-error")
    assert alice.page.locator(f'main [name="{name}"]').input_value() == TYPED
    alice.page.get_by_label("Password").fill(PASSWORD)
    alice.press("Go on")
    assert alice.page.locator(f'main [name="{name}"]').input_value() == TYPED


def test_what_an_earlier_password_locked_is_sound(walk: Callable[..., Walker]):
    alice = walk()
    session = begun(alice)
    alice.page.context.clear_cookies()
    alice.go("/account/password/reset/")
    alice.fill(email="alice@example.org")
    alice.press("Send me the link")
    link = re.search(r"https?://[^/]+(/account/password/reset/key/\S+)", str(mail.outbox[-1].body))
    assert link is not None
    alice.go(link[1])
    alice.fill(password1=NEW_PASSWORD, password2=NEW_PASSWORD)
    alice.press("Choose this password and leave 1 interview locked")
    alice.go("/interviews/")
    alice.look("list-locked")
    alice.go(session, status=423)
    alice.look("interview-locked")
    alice.press("Open it with the old password")
    alice.fill(old=WRONG_PASSWORD)
    alice.press("Open 1 interview again")
    alice.look("reopen-error")
    alice.fill(old=PASSWORD)
    alice.press("Open 1 interview again")
    alice.go(session)


def test_a_password_that_was_set_in_a_shell_is_sound(walk: Callable[..., Walker]):
    alice = walk()
    session = begun(alice)
    user = User.objects.get()
    user.set_password(SHELL)
    user.save()
    alice.page.context.clear_cookies()
    alice.go("/account/login/")
    alice.fill(login=user.email, password=SHELL)
    alice.press("Log in")
    alice.go("/profile/unlock/")
    alice.fill(password=SHELL)
    alice.press("Open my answers")
    alice.look("recover")
    alice.fill(old=WRONG_PASSWORD, password=SHELL)
    alice.press("Put everything under my present password")
    alice.look("recover-error")
    alice.fill(old=PASSWORD, password=SHELL)
    alice.press("Put everything under my present password")
    alice.go(session)


def test_the_limits_of_unlocked_answers_are_sound(walk: Callable[..., Walker]):
    admin = walk()
    become_administrator(admin)
    admin.go("/admin/privacy/unlocklimits/")
    admin.look("admin-unlock-limits", enhanced=False)
    admin.fill(idle_minutes="90", absolute_hours="1")
    admin.press("Save")
    admin.look("admin-unlock-limits-error", enhanced=False)
