"""People who log in without a password: the server can open their keys, and the page says so."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from allauth.account.adapter import get_adapter
from allauth.core import context
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.login_sessions import SessionStore
from accounts.models import User
from accounts.unlocking import own_keys
from privacy.models import KeyShare, KeyWrap, SubjectKey
from privacy.vault import subjects, ways
from privacy.vault.box import create_box, open_box
from privacy.vault.browser import Unlock
from tests.accounts.test_mailed_code import CODE, read_code
from tests.accounts.test_password_reset import FORM, ask, follow
from tests.authenticator import Passkey, add, log_in_with
from tests.people import NEW_PASSWORD, make_person


@pytest.fixture
def dora(db) -> User:
    """Somebody who logs in by a link alone."""
    dora = make_person("dora")
    dora.set_unusable_password()
    dora.save()
    return dora


def come_in(user: Any) -> Any:
    """Log in as a link does, without a password; return the request."""
    request: Any = RequestFactory().get("/")
    request.session = SessionStore()
    request.unlock = Unlock(None, clock=timezone.now)
    request._messages = FallbackStorage(request)
    user.backend = "accounts.backends.UnlockingBackend"
    with context.request_context(request):
        get_adapter().login(request, user)
    return request


def browser_of(request) -> Client:
    """Return a browser that holds what the response to `request` would set."""
    client = Client()
    client.cookies["session"] = request.session.session_key
    client.cookies["unlock"] = request.unlock.cookie
    request.session.save()
    return client


def prove_by_mail(browser: Client) -> None:
    """Give the fresh proof that changing ways in demands of somebody without a password."""
    browser.post(CODE, {"send": "1"})
    assert browser.post(CODE, {"code": read_code()}).status_code == 303


def test_a_login_without_a_password_makes_keys_that_the_server_opens(dora):
    held = own_keys(come_in(dora), dora.subject_id)
    assert held is not None
    again = own_keys(come_in(dora), dora.subject_id)
    assert again is not None
    assert again.private_key.reveal() == held.private_key.reveal()
    assert KeyWrap.objects.get().kind == "server"


def test_a_login_without_a_password_opens_no_keys_that_one_guards(alice, browser):
    assert own_keys(come_in(alice), alice.subject_id) is None
    assert [row.kind for row in KeyWrap.objects.all()] == ["password"]


def test_a_login_without_a_password_makes_no_served_keys_beside_a_password(alice):
    assert own_keys(come_in(alice), alice.subject_id) is None
    assert not SubjectKey.objects.exists()


def test_keys_that_were_shredded_stay_so(dora):
    come_in(dora)
    KeyShare.objects.filter(owner=dora.subject_id).delete()
    assert own_keys(come_in(dora), dora.subject_id) is None


def test_the_profile_says_that_the_server_can_open_them(dora):
    page = browser_of(come_in(dora)).get("/profile/").content.decode()
    assert "open in this browser" in page


def test_a_password_chosen_later_gets_new_keys_and_locks_nothing(dora, client):
    come_in(dora)
    scope = uuid4()
    create_box(scope, owner=dora.subject_id)
    page = client.get(path := follow(client, ask(client, dora.email))).content.decode()
    assert "nothing is lost" in page
    client.post(path, FORM)
    unlocked = subjects.unlock(dora.subject_id, password=NEW_PASSWORD, key=None)
    assert unlocked.generation == 2
    open_box(scope, by=unlocked)
    assert not ways.is_served(dora.subject_id)
    assert not KeyShare.objects.filter(owner=dora.subject_id, number=1).exists()
    assert "this server can use without you" not in client.get("/profile/").content.decode()


def test_a_passkey_of_somebody_without_a_password_logs_in_and_a_password_replaces_the_keys(dora):
    browser = browser_of(come_in(dora))
    scope = uuid4()
    create_box(scope, owner=dora.subject_id)
    prove_by_mail(browser)
    passkey, _ = add(browser)
    page = browser.get("/account/factors/webauthn/").content.decode()
    assert "Logs you in and opens your answers." in page
    assert "Choose a new one with your passkey" not in page
    assert browser.get("/profile/new-password/")["Location"] == "/account/factors/webauthn/"
    client = Client()
    assert log_in_with(client, passkey)["Location"] == "/profile/"
    assert b"open in this browser" in client.get("/profile/").content
    add(client, Passkey(has_prf=False), name="my stick")
    page = client.get("/account/factors/webauthn/").content.decode()
    assert "this server can use without you" in page
    client.post("/account/logout/")
    path = follow(client, ask(client, dora.email))
    client.post(path, {**FORM, "passkey": "1"})
    open_box(scope, by=subjects.unlock(dora.subject_id, password=NEW_PASSWORD, key=None))
    assert not ways.is_served(dora.subject_id)
    assert ways.passkeys(dora.subject_id) == set()
