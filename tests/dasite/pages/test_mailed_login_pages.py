"""Logging in by a mailed link, signing up without a password: in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from accounts.models import User
from tests.dasite.pages.test_account_pages import sign_up
from tests.dasite.pages.test_passkey_pages import log_out, read_main
from tests.dasite.pages.walker import Walker

pytestmark = pytest.mark.browser

ADDRESS = "alice@example.org"
NEW = "dora@example.org"


def link() -> str:
    found = re.search(r"http://127.0.0.1:8000(/account/\w+/link/\S+)", str(mail.outbox[-1].body))
    assert found
    return found.group(1)


def test_a_mailed_link_logs_in_and_opens_no_answers(walk: Callable[..., Walker]):
    alice = walk()
    sign_up(alice, ADDRESS)
    EmailAddress.objects.update(verified=True)
    log_out(alice)
    alice.go("/account/login/")
    alice.press("Send me a link to log in")
    alice.look("mail-login-ask")
    alice.fill(email="nonsense")
    alice.press("Send me a link to log in")
    alice.look("mail-login-ask-error")
    alice.fill(email=ADDRESS)
    alice.press("Send me a link to log in")
    alice.look("mail-login-sent")
    alice.fill(code="1234 5678")
    alice.press("Log in with the code")
    alice.look("mail-login-wrong-code")
    phone = walk()
    path = link()
    phone.go(path)
    phone.look("mail-login-link")
    phone.press("Log me in")
    assert "still locked" in phone.page.inner_text("body")
    phone.go("/profile/")
    phone.look("profile-by-link")
    phone.press("Switch it off")
    phone.look("mail-login-proof")
    again = walk()
    again.go(path, status=404)
    again.look("mail-login-link-dead")


def test_an_account_without_a_password_gets_one_later(walk: Callable[..., Walker]):
    dora = walk()
    dora.go("/account/signup/")
    dora.press("Sign up without a password")
    dora.look("signup-by-mail")
    dora.fill(email=NEW)
    dora.press("Send me the link")
    dora.look("signup-by-mail-sent")
    dora.go(link())
    dora.look("signup-link")
    dora.press("Make my account without a password")
    dora.go("/profile/")
    dora.look("profile-without-password")
    assert "this server can use without you" in read_main(dora)
    dora.press("Choose a password")
    dora.look("proof-by-mail")
    dora.press("Send me the code")
    dora.look("proof-by-mail-sent")
    found = re.search(r"\b\d{4} \d{4}\b", str(mail.outbox[-1].body))
    assert found
    dora.fill(code=found.group())
    dora.press("Check the code")
    dora.look("first-password")
    dora.fill(password1="short", password2="other")
    dora.press("Choose this password")
    dora.look("first-password-error")
    assert not User.objects.get().has_usable_password()
