"""Adding a telephone number and logging in by a code to it: in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from accounts import sms
from tests.dasite.pages.test_account_pages import sign_up
from tests.dasite.pages.test_passkey_pages import log_out, prove, read_main
from tests.dasite.pages.walker import Walker

pytestmark = pytest.mark.browser


@pytest.fixture
def folder(settings, tmp_path, monkeypatch) -> Path:
    """Where messages wait, written before a page is answered."""
    settings.DASITE_SMS_DIR = tmp_path / "sms"
    monkeypatch.setattr(sms, "send_aside", sms.try_sending)
    return Path(settings.DASITE_SMS_DIR)


def take_code(folder: Path) -> str:
    """Return the code of the one message that waits, and throw it away."""
    (file,) = folder.iterdir()
    found = re.search(r"\b\d{4} \d{4}\b", file.read_text())
    assert found
    file.unlink()
    return found.group()


def test_a_code_by_phone_logs_in(walk: Callable[..., Walker], folder: Path):
    alice = walk()
    sign_up(alice)
    alice.go("/profile/phone/")
    prove(alice)
    alice.look("phone-add")
    alice.fill(phone="0151 12345678")
    alice.press("Send me a code")
    alice.look("phone-add-error")
    alice.fill(phone="+49 151 12345678")
    alice.press("Send me a code")
    alice.look("phone-confirm")
    alice.fill(code=take_code(folder))
    alice.press("Confirm my number")
    alice.go("/profile/")
    alice.look("profile-with-phone")
    alice.go("/profile/phone/")
    alice.look("phone")
    log_out(alice)
    alice.go("/account/login/")
    alice.press("Send me a code by phone")
    alice.look("phone-login")
    alice.fill(phone="nonsense")
    alice.press("Send me a code")
    alice.look("phone-login-error")
    alice.fill(phone="+49 151 12345678")
    alice.press("Send me a code")
    alice.look("phone-login-code")
    alice.fill(code=take_code(folder))
    alice.press("Log in with the code")
    assert "still locked" in alice.page.inner_text("body")
    alice.go("/profile/")
    assert "At present they are locked." in read_main(alice)
