"""Logging in by another service in a real browser, at a provider that listens on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import call_command

from accounts.social import discovery
from tests.accounts.social import BEGIN, LIST, SIGNUP, configured
from tests.dasite.pages.test_account_pages import sign_up
from tests.dasite.pages.test_passkey_pages import (
    answer_something,
    log_out,
    path_in_mail,
    prove,
    read_main,
    reads_the_answer,
)
from tests.dasite.pages.walker import Walker
from tests.oidc_provider import Provider, running
from tests.people import NEW_PASSWORD, PASSWORD

pytestmark = pytest.mark.browser

DORA = "dora@example.org"


@pytest.fixture
def town(settings, live_server) -> Iterator[Provider]:
    discovery.forget()
    settings.DASITE_URL = live_server.url
    with running() as provider:
        provider.people = {
            "dora": {"email": DORA, "email_verified": True, "name": "Dora Moreau"},
            "alice": {"email": "alice@example.org", "email_verified": True},
        }
        settings.SOCIALACCOUNT_PROVIDERS = configured(provider, trusts_email=True)
        yield provider


@pytest.fixture
def open_window(walk: Callable[..., Walker], town: Provider) -> Callable[..., Walker]:
    def make(**options: Any) -> Walker:
        call_command("interview_import", examples=True, verbosity=0)
        walker = walk(**options)
        walker.friends = {urlsplit(town.issuer).netloc}
        return walker

    return make


def log_in_there(walker: Walker, login: str, button: str = "Let me in") -> None:
    """Fill in the provider's form, to which the browser was led without a further press."""
    walker.page.get_by_role("heading", name="Town hall").wait_for()
    assert "/authorize" in walker.page.url
    walker.page.get_by_label("Name").fill(login)
    with walker.page.expect_navigation():
        walker.page.get_by_role("button", name=button).click()
    walker.page.wait_for_load_state()


def test_somebody_signs_up_comes_back_and_chooses_a_password(open_window, town):
    dora = open_window()
    dora.go("/account/signup/")
    dora.press("Go on by Town hall")
    log_in_there(dora, "dora")
    assert dora.page.url.endswith(SIGNUP)
    dora.look("social-signup")
    dora.press("Make my account")
    place = answer_something(dora)
    dora.go("/profile/")
    assert "You can log in by Town hall." in read_main(dora)
    dora.look("profile-social")
    dora.go(LIST)
    dora.look("social-connections")
    log_out(dora)
    dora.go("/account/login/")
    dora.look("login-with-provider")
    dora.press("Log in by Town hall")
    log_in_there(dora, "dora")
    assert reads_the_answer(dora, place)
    log_out(dora)
    dora.go("/account/password/reset/")
    dora.fill(email=DORA)
    dora.press("Send me the link")
    dora.go(path_in_mail().removeprefix(dora.home))
    dora.fill(password1=NEW_PASSWORD, password2=NEW_PASSWORD)
    dora.page.locator("main .button").click()
    dora.page.wait_for_load_state()
    assert reads_the_answer(dora, place)
    log_out(dora)
    dora.go("/account/login/")
    dora.press("Log in by Town hall")
    log_in_there(dora, "dora")
    dora.go(place)
    dora.look("social-locked")
    dora.fill(password=NEW_PASSWORD)
    dora.press("Open my answers")
    assert reads_the_answer(dora, place)
    assert mail.outbox


def test_somebody_adds_the_login_and_removes_it(open_window, town):
    alice = open_window()
    sign_up(alice, "alice@example.org")
    alice.go(LIST)
    alice.look("social-none")
    alice.press("Add Town hall")
    if "Your password once more" in read_main(alice):
        prove(alice)
    log_in_there(alice, "dora")
    assert "You can log in by Town hall from now on." in read_main(alice)
    alice.press("Remove Town hall")
    if "Your password once more" in read_main(alice):
        prove(alice)
    assert "it cannot let you in any more" in read_main(alice)
    assert "Remove Town hall" not in read_main(alice)


def test_who_has_nothing_else_proves_it_where_they_log_in(open_window, town):
    dora = open_window()
    dora.go("/account/signup/")
    dora.press("Go on by Town hall")
    log_in_there(dora, "dora")
    dora.press("Make my account")
    dora.go("/account/password/set/")
    dora.look("proof-by-code-or-provider")
    EmailAddress.objects.update(verified=False)
    dora.go("/account/password/set/")
    dora.look("proof-by-provider")
    town.lies = {"auth_time": None}
    dora.press("Log in by Town hall again")
    log_in_there(dora, "dora")
    assert "did not ask who you are" in read_main(dora)
    dora.look("proof-not-anew")
    town.lies = {}
    dora.press("Try Town hall again")
    log_in_there(dora, "dora")
    assert dora.page.url.endswith("/account/password/set/")


def test_what_can_go_wrong_is_said_calmly(open_window, town):
    alice = open_window()
    sign_up(alice, "alice@example.org")
    log_out(alice)
    alice.go(f"{BEGIN}?next=/my-data/")
    alice.look("social-begin")
    alice.press("Go to Town hall")
    log_in_there(alice, "dora", "Stop")
    alice.look("social-cancelled")
    alice.press("Try Town hall again")
    log_in_there(alice, "alice")
    assert "You have an account already" in read_main(alice)
    alice.look("social-known-address")
    alice.go(BEGIN)
    town.lies = {"nonce": "another"}
    alice.press("Go to Town hall")
    log_in_there(alice, "dora")
    alice.look("social-not-believed")
    alice.page.reload()
    alice.look("social-used")
    discovery.forget()
    town.broken["/.well-known/openid-configuration"] = (503, {})
    alice.go(BEGIN)
    alice.press("Go to Town hall")
    alice.look("social-silent")
    town.broken.clear()
    town.lies = {}
    alice.go(BEGIN)
    alice.press("Go to Town hall")
    log_in_there(alice, "dora")
    alice.press("Make my account")
    alice.go(LIST)
    alice.look("social-last-way")
    assert "your only way in" in alice.page.inner_text("main")


def test_it_works_without_a_script(open_window, town):
    dora = open_window(java_script_enabled=False)
    dora.go("/account/login/")
    dora.press("Log in by Town hall")
    log_in_there(dora, "dora")
    assert "This site could open your answers." in read_main(dora)
    assert PASSWORD not in read_main(dora)
