"""Passkeys in a real browser, with an authenticator that only pretends to be a device."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command

from privacy.models import UnlockedKey
from tests.dasite.pages.test_account_pages import sign_up
from tests.dasite.pages.walker import Walker
from tests.people import NEW_PASSWORD, PASSWORD

pytestmark = pytest.mark.browser

HOME = "http://127.0.0.1:8000"
TITLE = "Ask your landlord for repairs"
ANSWER = "Zebrafinch"
ADDRESS = "alice@example.org"
LIST = "/account/factors/webauthn/"
LOGIN = f"{LIST}login/"


class Device:
    """An authenticator in the browser of a walker, driven by Chromium's own protocol."""

    def __init__(
        self, walker: Walker, *, has_prf: bool = True, knows_its_owner: bool = True
    ) -> None:
        self._session = walker.page.context.new_cdp_session(walker.page)
        self._session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": knows_its_owner,
            "automaticPresenceSimulation": True,
            "hasPrf": has_prf,
        }
        made = self._send("addVirtualAuthenticator", options=options)
        self._id = made["authenticatorId"]

    def leave(self) -> None:
        """Take the device away, with all passkeys in it."""
        self._send("removeVirtualAuthenticator", authenticatorId=self._id)

    def _send(self, method: str, **values: Any) -> Any:
        return self._session.send(f"WebAuthn.{method}", values)


def use(walker: Walker, name: str) -> None:
    """Press a button that asks for a passkey, and wait for the page after it."""
    with walker.page.expect_navigation():
        walker.press(name)


def prove(walker: Walker) -> None:
    """Give the password once more, as adding a way in demands."""
    walker.fill(password=PASSWORD)
    walker.press("Continue")


def path_in_mail() -> str:
    """Return the path of the link in the last mail."""
    lines = str(mail.outbox[-1].body).splitlines()
    return next(line for line in lines if "/reset/key/" in line).removeprefix(HOME)


def read_main(walker: Walker) -> str:
    return walker.page.inner_text("main")


def log_out(walker: Walker) -> None:
    walker.page.get_by_role("navigation").get_by_role("button", name="Log out").click()
    walker.page.wait_for_load_state()


def answer_something(alice: Walker) -> str:
    """Begin an interview and answer its first question; return where it goes on."""
    alice.go("/")
    alice.press(f"Begin: {TITLE}")
    alice.press("Continue")
    alice.page.get_by_label("First name").fill(ANSWER)
    alice.page.get_by_label("Last name").fill("Moreau")
    alice.press("Continue")
    return alice.page.url.removeprefix(alice.home)


def reads_the_answer(alice: Walker, place: str) -> bool:
    alice.go(place)
    alice.press("Back")
    return alice.page.get_by_label("First name").input_value() == ANSWER


@pytest.fixture
def alice(walk: Callable[..., Walker]) -> Walker:
    call_command("interview_import", examples=True, verbosity=0)
    walker = walk()
    sign_up(walker, ADDRESS)
    return walker


def test_a_passkey_opens_the_answers_and_replaces_a_forgotten_password(alice: Walker):
    place = answer_something(alice)
    stranger = Device(alice, knows_its_owner=False)
    alice.go(LIST)
    alice.look("passkeys-none")
    alice.press("Add a passkey")
    prove(alice)
    alice.fill(name="my phone")
    alice.press("Make a passkey")
    alice.page.get_by_text("No passkey was made, and nothing was changed.").wait_for()
    assert alice.page.locator("#id_name").input_value() == "my phone"
    alice.look("passkey-add-cancelled")
    stranger.leave()
    Device(alice)
    use(alice, "Make a passkey")
    assert "it logs you in and opens your answers" in read_main(alice)
    alice.go(LIST)
    alice.look("passkeys")
    log_out(alice)
    alice.go(LOGIN)
    alice.look("passkey-login")
    use(alice, "Use my passkey")
    assert reads_the_answer(alice, place)
    alice.go("/profile/new-password/")
    alice.fill(password1="short", password2="other")
    use(alice, "Choose this password with my passkey")
    alice.look("new-password-error")
    alice.fill(password1=NEW_PASSWORD, password2=NEW_PASSWORD)
    use(alice, "Choose this password with my passkey")
    assert "You have a new password." in read_main(alice)
    log_out(alice)
    alice.go("/account/login/")
    alice.fill(login=ADDRESS, password=NEW_PASSWORD)
    alice.press("Log in")
    alice.look("passkey-second-factor")
    use(alice, "Use my passkey")
    assert reads_the_answer(alice, place)
    alice.go(LIST)
    alice.press("Remove my phone")
    alice.look("passkey-remove")
    alice.press("Remove this passkey")
    log_out(alice)
    alice.go(LOGIN)
    use(alice, "Use my passkey")
    assert "This passkey was not accepted" in read_main(alice)
    alice.look("passkey-login-refused")


def test_a_device_without_prf_logs_in_and_the_password_opens_the_answers(alice: Walker):
    place = answer_something(alice)
    Device(alice, has_prf=False)
    alice.go(f"{LIST}add/")
    prove(alice)
    alice.look("passkey-add")
    use(alice, "Make a passkey")
    assert "cannot open your answers: you will be asked for your password" in read_main(alice)
    alice.go(LIST)
    alice.look("passkeys-without-prf")
    alice.page.get_by_role("link", name="Let it open my answers").click()
    alice.look("passkey-opens")
    log_out(alice)
    alice.go(LOGIN)
    use(alice, "Use my passkey")
    alice.go(place)
    alice.fill(password=PASSWORD)
    alice.press("Open my answers")
    assert reads_the_answer(alice, place)


def test_the_other_pages_of_a_passkey_are_sound(alice: Walker):
    place = answer_something(alice)
    Device(alice)
    alice.go(f"{LIST}add/")
    prove(alice)
    alice.fill(name="my " + "remarkably " * 5)
    use(alice, "Make a passkey")
    alice.go(f"{LIST}reauthenticate/")
    alice.look("passkey-proof")
    alice.go(LIST)
    alice.page.get_by_role("link", name="Rename").click()
    alice.look("passkey-rename")
    alice.go("/profile/")
    alice.look("profile-with-passkey")
    alice.go(place)
    UnlockedKey.objects.all().delete()
    alice.press("Continue")
    alice.look("screen-locked")
    alice.go(place)
    alice.look("unlock-with-passkey")
    use(alice, "Open my answers with my passkey")
    assert reads_the_answer(alice, place)
    log_out(alice)
    alice.go("/account/password/reset/")
    alice.look("password-reset-with-passkey")
    alice.fill(email=ADDRESS)
    alice.press("Send me the link")
    alice.go(path_in_mail())
    alice.look("password-reset-by-passkey")
    alice.fill(password1=NEW_PASSWORD, password2=NEW_PASSWORD)
    use(alice, "Choose this password and open everything with my passkey")
    assert reads_the_answer(alice, place)


def test_a_browser_that_cannot_is_told_why_in_plain_words(walk: Callable[..., Walker]):
    without_script = walk(java_script_enabled=False)
    without_script.go(LOGIN)
    assert "Passkeys need JavaScript." in read_main(without_script)
    too_old = walk()
    too_old.page.add_init_script("delete window.PublicKeyCredential")
    too_old.go(LOGIN)
    too_old.page.get_by_text("This browser cannot use passkeys here.").wait_for()
    too_old.look("passkey-login-unsupported")
    elsewhere = walk()
    elsewhere.home = elsewhere.home.replace("localhost", "127.0.0.1")
    elsewhere.go(LOGIN)
    elsewhere.press("Use my passkey")
    elsewhere.page.get_by_text("Passkeys of this site do not work at this address.").wait_for()
    assert "http://localhost:8000" in read_main(elsewhere)
    without_device = walk()
    Device(without_device)
    without_device.go(LOGIN)
    without_device.press("Use my passkey")
    without_device.page.get_by_text("No passkey was used, and nothing was changed.").wait_for()
    without_device.look("passkey-login-cancelled")
