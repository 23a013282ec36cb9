"""Each page of a way in says in plain words whether this server could open answers under it."""

from __future__ import annotations

import re

import lxml.html
import pytest
from django.test import Client

from accounts.models import User
from tests.factors import prove
from tests.people import log_in

# Of whoever has a password, and of whoever has none.
LOCKED = re.compile(
    "we cannot open them|opens no answers|stay locked until you type your password"
    "|open only with your password|opens? your answers"
    "|neither you nor we can open|Everything you have answered stays readable"
)
SERVED = "this site could open your answers without you"
NOBODY = (
    "/account/signup/",
    "/account/signup/mail/",
    "/account/login/code/",
    "/account/login/phone/",
    "/account/factors/webauthn/login/",
    "/account/password/reset/",
)
OWN = (
    "/account/password/change/",
    "/account/factors/webauthn/add/",
    "/account/factors/totp/activate/",
    "/account/social/",
    "/profile/phone/",
    "/profile/mail-login/",
)
# What logs in alone, without a password that would open anything.
ALONE = ("/account/social/", "/profile/phone/", "/profile/mail-login/", "/account/password/set/")


def text_of(answer) -> str:
    """Return what stands in the page's main part; the foot says it on every page anyway."""
    assert answer.status_code == 200
    main = lxml.html.fromstring(answer.content).xpath("string(//main)")
    return " ".join(main.split())


@pytest.fixture(autouse=True)
def _sender(settings, town):
    settings.DASITE_SMS_SENDER = "accounts.sms.FolderSender"


@pytest.mark.parametrize("path", NOBODY)
def test_before_somebody_is_in(client, db, path):
    assert LOCKED.search(text_of(client.get(path)))


@pytest.mark.parametrize("path", OWN)
def test_to_whoever_has_a_password(alice, path):
    client = Client()
    log_in(client, alice)
    prove(client)
    assert LOCKED.search(text_of(client.get(path)))


@pytest.fixture
def her_browser(alice, mail_server) -> Client:
    """The browser of somebody who never had a password and has just come by a link."""
    client = Client()
    log_in(client, alice)
    prove(client)
    User.objects.update(password="!none")
    alice.refresh_from_db()
    session = client.session
    session["_auth_user_hash"] = alice.get_session_auth_hash()
    session.save()
    return client


@pytest.mark.parametrize("path", ALONE)
def test_to_whoever_has_none(her_browser, path, monkeypatch):
    monkeypatch.setattr("accounts.keys.is_served", lambda user: True)
    answer = her_browser.get(path)
    said = text_of(answer)
    assert SERVED in said or "get new keys that only it opens" in said
