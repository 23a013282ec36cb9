"""What a passkey yields is nowhere: a walk over every form that brings it, then a look around."""

from __future__ import annotations

import base64
import json
import logging
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from accounts.models import LoginSession
from privacy.models import UnlockedKey
from privacy.vault.box import create_box
from tests.accounts.test_password_reset import ask, follow
from tests.accounts.test_secrets import cells
from tests.authenticator import ADD, LOGIN, Passkey, bytes_of, log_in_with, options_on
from tests.people import NEW_PASSWORD, PASSWORD, log_in
from tests.site.canary import files_with, holds

FORM = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
OTHER_FORM = {"password1": PASSWORD, "password2": PASSWORD}
AUTHENTICATE = "/account/factors/authenticate/"
PROOF = "/account/factors/webauthn/reauthenticate/"


def hidden_in(posted: dict[str, str]) -> dict[str, str]:
    """Return a form as a careless script would post it: with the result in the credential, too."""
    credential = json.loads(posted["credential"])
    credential["clientExtensionResults"]["prf"] = {"results": {"first": posted["passkey_prf"]}}
    return {**posted, "credential": json.dumps(credential)}


def words_of(prf: str) -> list[bytes]:
    raw = bytes_of(prf)
    return [prf.encode(), raw, raw.hex().encode(), base64.b64encode(raw)]


def assert_nowhere(prf: str, browsers: list[Client], records: list[Any]) -> None:
    for table, column, cell in cells():
        assert not any(word in cell for word in words_of(prf)), (table, column)
    for browser in browsers:
        opened = str(dict(browser.session)).encode()
        assert not any(word in opened for word in words_of(prf))
    for record in records:
        said = f"{record.getMessage()} {record.args} {record.exc_text}"
        assert not holds(said.encode(), prf)
    assert not files_with(settings.VAR_DIR, prf)
    assert not holds(repr(vars(caches["default"])["_cache"]).encode(), prf)


@pytest.fixture
def walk(alice, browser, caplog, settings):
    """Post what Alice's passkey yields to every form; yield after each, and look."""
    caplog.set_level(logging.DEBUG)
    passkey, client = Passkey(), Client()

    def sign_on(where: Client, path: str) -> dict[str, str]:
        return hidden_in(passkey.sign(options_on(where.get(path).content.decode())))

    def steps():
        settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
        yield browser.post(ADD, hidden_in(passkey.make(OPTIONS)))  # suspended: no fresh proof
        settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
        yield browser.post(ADD, {**hidden_in(passkey.make(OPTIONS)), "name": "x"})  # refused
        made = hidden_in(passkey.make(options_on(browser.get(ADD).content.decode())))
        yield browser.post(ADD, {**made, "name": "my phone"})
        yield client.post(LOGIN, {**sign_on(client, LOGIN), "credential": "{"})
        yield client.post(LOGIN, sign_on(client, LOGIN))
        yield client.post(PROOF, sign_on(client, PROOF))
        UnlockedKey.objects.update(idle_until=timezone.now())
        yield client.post("/profile/unlock/", sign_on(client, "/profile/unlock/"))
        new_password = "/profile/new-password/"
        yield client.post(new_password, {**FORM, **sign_on(client, new_password)})
        client.post("/account/logout/")
        yield log_in(client, alice, NEW_PASSWORD)
        yield client.post(AUTHENTICATE, sign_on(client, AUTHENTICATE))
        client.post("/account/logout/")
        create_box(uuid4(), owner=alice.subject_id)
        path = follow(client, ask(client, alice.email))
        yield client.post(path, {**OTHER_FORM, **sign_on(client, path), "passkey": "1"})
        yield client.post("/account/logout/")
        yield log_in_with(client, passkey)

    options = options_on_page_of(browser)
    return passkey.yields(options), steps(), [browser, client], caplog.records


OPTIONS: dict[str, Any] = {}


def options_on_page_of(browser: Client) -> dict[str, Any]:
    """Return options as pages have them, for what is posted before any page was asked for."""
    options = options_on(Client().get(LOGIN).content.decode())
    public = {"rp": {"id": "localhost"}, "user": {"id": "MQ"}, **options["publicKey"]}
    OPTIONS.update({**options, "publicKey": public})
    return OPTIONS


def test_what_a_passkey_yields_is_in_no_table_no_session_no_log_no_file(walk):
    prf, steps, browsers, records = walk
    answers = []
    for answer in steps:
        answers.append(answer.status_code)
        assert_nowhere(prf, browsers, records)
        if answer.status_code == 200:
            assert prf not in answer.content.decode()
    assert answers == [302, 200, 302, 200, 302, 302, 303, 302, 302, 302, 302, 302, 302]
    assert LoginSession.objects.exists()
