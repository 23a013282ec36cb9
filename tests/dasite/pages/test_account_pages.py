"""The pages of an account, as Alice sees them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings

from accounts.login_sessions import SessionStore
from accounts.models import User
from tests.dasite.pages.walker import Walker
from tests.people import PASSWORD, mark_verified

pytestmark = pytest.mark.browser


def sign_up(alice: Walker, email: str = "alice@example.org") -> None:
    alice.go("/account/signup/?next=/profile/")
    alice.fill(email=email, password1=PASSWORD, password2=PASSWORD)
    alice.press("Make my account")
    alice.press("Not now")


def become_administrator(walker: Walker, email: str = "admin@example.org") -> None:
    """Sign up, and get every right, with a login that gave a second factor."""
    sign_up(walker, email)
    User.objects.filter(email=email).update(is_staff=True, is_superuser=True)
    (key,) = [
        cookie["value"]
        for cookie in walker.page.context.cookies()
        if cookie["name"] == settings.SESSION_COOKIE_NAME
    ]
    mark_verified(SessionStore(key), User.objects.get(email=email))


def test_the_way_in_is_sound(walk: Callable[..., Walker]):
    alice = walk()
    alice.go("/account/login/")
    alice.look("login")
    alice.fill(login="alice@example.org", password="wrong")
    alice.press("Log in")
    alice.look("login-error")
    alice.go("/account/signup/")
    alice.look("signup")
    alice.fill(email="alice@example.org", password1="short", password2="other")
    alice.press("Make my account")
    alice.look("signup-error")
    alice.go("/account/password/reset/")
    alice.look("password-reset")
    alice.fill(email="alice@example.org")
    alice.press("Send me the link")
    alice.look("password-reset-done")
    alice.go("/nowhere/", status=404)
    alice.look("not-found")


def test_the_profile_is_sound(walk: Callable[..., Walker]):
    alice = walk()
    sign_up(alice)
    alice.go("/profile/")
    alice.look("profile")
    alice.fill(name="Alice " + "Wolfeschlegelsteinhausenbergerdorff " * 4)
    alice.press("Save my profile")
    alice.look("profile-saved")
    alice.go("/account/password/change/")
    alice.look("password-change")
    alice.fill(oldpassword="wrong", password1="short", password2="other")
    alice.press("Change my password")
    alice.look("password-change-error")


def test_the_pages_about_keys_are_sound(walk: Callable[..., Walker]):
    alice = walk()
    sign_up(alice, "keys@example.org")
    alice.go("/profile/recovery-code/")
    alice.look("recovery-code-none")
    alice.press("Show me a new code")
    alice.look("recovery-code-shown")
    alice.fill(proof="nope")
    alice.press("I have kept it")
    alice.look("recovery-code-error")
    code = alice.page.locator("main code").inner_text()
    alice.fill(proof=code[-6:-2])
    alice.press("I have kept it")
    alice.go("/profile/recovery-code/")
    alice.look("recovery-code-made")
    alice.go("/profile/new-keys/")
    alice.look("new-keys")
    alice.fill(oldpassword="wrong", password1="short", password2="other")
    alice.press("Give me new keys")
    alice.look("new-keys-error")


def test_too_many_wrong_passwords_lead_to_a_calm_page(walk: Callable[..., Walker]):
    charlie = walk()
    for _ in range(6):
        charlie.go("/account/login/")
        charlie.fill(login="charlie@example.org", password="wrong")
        charlie.press("Log in")
    charlie.look("too-many-tries")
