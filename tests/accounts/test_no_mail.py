"""When the mail server does not answer: calm words for all alike, and nothing half done."""

from __future__ import annotations

import logging
import re
import smtplib
from collections.abc import Sequence

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.authenticator import add
from tests.factors import prove
from tests.people import NEW_PASSWORD, PASSWORD, log_in

CALM = "No mail can be sent just now"


class Down(EmailBackend):
    """A server that refuses, and quotes the address as servers do."""

    def send_messages(self, messages: Sequence[mail.EmailMessage]) -> int:
        raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (450, b"not now")})


@pytest.fixture
def _down(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Down"


def forms(email: str) -> list[tuple[str, dict[str, str]]]:
    password = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    return [
        ("/account/password/reset/", {"email": email}),
        ("/account/login/code/", {"email": email}),
        ("/account/signup/mail/", {"email": email}),
        ("/account/signup/", {"email": email, **password}),
    ]


@pytest.mark.usefixtures("mail_server", "_down")
@pytest.mark.parametrize("number", range(4))
def test_known_and_unknown_addresses_are_told_alike_and_the_log_names_neither(
    alice, number, caplog
):
    caplog.set_level(logging.DEBUG)
    pages = []
    for email in (alice.email, "nobody@example.org"):
        path, form = forms(email)[number]
        answer = Client().post(path, form)
        assert (answer.status_code, answer["Retry-After"]) == (503, "300")
        page = answer.content.decode().replace(email, "")
        pages.append(re.sub(r'value="[A-Za-z0-9]{64}"', "", page))
    assert CALM in pages[0]
    assert pages[0] == pages[1]
    assert "SMTPRecipientsRefused" in caplog.text
    assert "example.org" not in caplog.text


@pytest.mark.usefixtures("mail_server")
def test_who_signs_up_while_no_mail_goes_out_gets_one_when_they_try_again(client, settings):
    form = {"email": "dora@example.org", "password1": PASSWORD, "password2": PASSWORD}
    works, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.Down"
    with time_machine.travel(timezone.now(), tick=True) as clock:
        answer = client.post("/account/signup/", form)
        assert answer.status_code == 503
        settings.EMAIL_BACKEND = works
        clock.shift(int(answer["Retry-After"]))
        assert client.post("/account/signup/", form).status_code == 302
    assert [message.to for message in mail.outbox] == [["dora@example.org"]]


def test_what_was_done_stays_done_though_no_mail_tells_of_it(alice, browser, settings):
    prove(browser)
    add(browser)
    settings.EMAIL_BACKEND = f"{__name__}.Down"
    row = Authenticator.objects.get(type="webauthn")
    answer = browser.post(f"/account/factors/webauthn/keys/{row.pk}/remove/")
    assert answer.status_code == 302
    assert not Authenticator.objects.filter(pk=row.pk).exists()
    form = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert browser.post("/account/password/change/", form).status_code == 302
    assert User.objects.get().check_password(NEW_PASSWORD)
    client = Client()
    assert log_in(client, alice, NEW_PASSWORD).status_code == 302
