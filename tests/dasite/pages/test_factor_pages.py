"""The pages of a second factor: setting up, logging in, spare codes, removing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache

from accounts.models import GuessCount
from tests.dasite.pages.test_account_pages import sign_up
from tests.dasite.pages.walker import Walker
from tests.factors import code, read_secret
from tests.people import PASSWORD

pytestmark = pytest.mark.browser
EMAIL = "factor@example.org"


def forget_used_codes() -> None:
    """Let the code of this half minute serve again: nobody here waits for the next one."""
    GuessCount.objects.all().delete()
    cache.clear()


def set_up(alice: Walker) -> str:
    """Set up an authenticator app by the pages, with pictures, and return its secret."""
    alice.go("/account/factors/totp/activate/")
    alice.look("factor-set-up")
    alice.fill(code="000000")
    alice.press("Switch it on")
    alice.look("factor-set-up-error")
    secret = read_secret(alice.page.content())
    alice.fill(code=code(secret))
    alice.press("Switch it on")
    return secret


def test_the_pages_of_a_second_factor_are_sound(walk: Callable[..., Walker]):
    alice = walk()
    sign_up(alice, EMAIL)
    alice.go("/profile/")
    alice.page.get_by_role("link", name="Set up an authenticator app").click()
    alice.look("proof-by-password")
    alice.fill(password=PASSWORD)
    alice.press("Continue")
    secret = set_up(alice)
    alice.look("spare-codes")
    alice.press("Make new ones")
    alice.look("spare-codes-new")
    alice.press("Make ten new codes")
    alice.press("I have kept them: continue")
    alice.look("profile-with-factor")
    alice.press("Remove the authenticator app")
    alice.look("factor-remove")
    alice.page.get_by_role("navigation").get_by_role("button", name="Log out").click()
    alice.go("/account/login/")
    alice.fill(login=EMAIL, password=PASSWORD)
    alice.press("Log in")
    alice.look("factor")
    alice.fill(code="000000")
    alice.press("Log in")
    alice.look("factor-error")
    forget_used_codes()
    alice.fill(code=code(secret))
    alice.press("Log in")
    alice.go("/account/factors/reauthenticate/?next=/profile/")
    alice.look("proof-by-factor")
    alice.fill(code="000000")
    alice.press("Continue")
    alice.look("proof-by-factor-error")
    for _ in range(5):
        alice.fill(code="000000")
        alice.press("Continue")
        if "Too many" in alice.page.inner_text("h1"):
            break
    alice.look("too-many-codes")


def test_the_page_that_asks_for_a_second_factor_is_sound(walk: Callable[..., Walker]):
    alice = walk()
    sign_up(alice, EMAIL)
    alice.go("/profile/second-factor/?next=/my-data/")
    alice.look("factor-needed")
