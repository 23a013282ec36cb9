"""Somebody without a password is asked for a fresh proof wherever a way in, an address or the
account itself could be changed, or all data taken: an open browser alone is not enough.

Every address below accounts stands here: a new one has to be said to ask, or why it need not.
"""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from accounts.models import User
from privacy.models import KeyShare, KeyWrap
from privacy.vault import subjects, ways
from privacy.vault.box import create_box, open_box
from tests.accounts.test_mailed_code import log_out_proof, read_code
from tests.accounts.test_served_keys import browser_of, come_in
from tests.authenticator import Passkey, add, options_on
from tests.dasite.matrix import path_of, routes
from tests.people import NEW_PASSWORD, log_in, make_person

CODE, EMAIL, SET = "/profile/proof/code/", "/account/email/", "/account/password/set/"
ADD_PASSKEY = "/account/factors/webauthn/add/"
PROVE_BY_PASSKEY = "/account/factors/webauthn/reauthenticate/"
FORM = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
OURS = ("account/", "profile/", "my-data/", "notices/")
ADDRESS = {"email": "dora.new@example.org", "action_add": "1"}

# What asks somebody who has neither password nor factor: address, what is posted.
ASKS: dict[str, dict[str, str]] = {
    "account/email/": ADDRESS,
    "account/factors/totp/activate/": {"code": "123456"},
    "account/factors/webauthn/add/": {"name": "mine", "credential": "{}"},
    "account/password/set/": FORM,
    "profile/api-keys/new/": {"name": "mine", "scopes": "sessions.read", "days": "30"},
    "profile/mail-login/": {},
    "profile/phone/": {"phone": "+4915112345678"},
    "my-data/": {},
    "my-data/archive/<uuid:uid>/": {},
    "notices/delete/<str:token>/": {},
}
# What asks for the factor, of somebody who has one and no password.
ASKS_FOR_FACTOR: dict[str, dict[str, str]] = {
    **ASKS,
    "account/factors/recovery-codes/": {},
    "account/factors/recovery-codes/download/": {},
    "account/factors/recovery-codes/generate/": {},
    "account/factors/totp/deactivate/": {},
    "account/factors/webauthn/keys/<int:pk>/edit/": {"name": "other"},
    "account/factors/webauthn/keys/<int:pk>/remove/": {},
}
READ = {"account/factors/recovery-codes/", "account/factors/recovery-codes/download/"}
WHY_NOT = {
    "a link that was mailed is the proof": (
        r"account/^confirm-email/(?P<key>[-:\w]+)/$",
        r"account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        "notices/keep/<str:token>/",
        "profile/first-administrator/<str:token>/",
        "profile/invitation/<str:token>/",
        "account/login/link/<str:token>/",
        "account/signup/link/<str:token>/",
    ),
    "it is where one logs in, proves it, or logs out": (
        "account/factors/authenticate/",
        "account/factors/reauthenticate/",
        "account/factors/webauthn/login/",
        "account/factors/webauthn/reauthenticate/",
        "account/login/",
        "account/login/code/",
        "account/login/phone/",
        "account/login/code/confirm/",
        "account/logout/",
        "account/password/reset/",
        "account/reauthenticate/",
        "account/signup/",
        "account/signup/mail/",
        "account/social/signup/",
        "profile/proof/code/",
        "profile/second-factor/",
        "profile/stop-login/",
        "profile/unlock/",
    ),
    "it only says something": (
        "account/confirm-email/",
        "account/factors/",
        "account/factors/webauthn/",
        "account/inactive/",
        "account/password/reset/done/",
        "account/password/reset/key/done/",
        "profile/api-keys/",
        "my-data/<str:key>/",
        "profile/deleted/",
        "profile/deleted/receipt/",
    ),
    "it wants the present password, the passkey or the recovery code in its own form": (
        "account/password/change/",
        "profile/new-keys/",
        "profile/new-password/",
        "profile/passkeys/<int:pk>/opens/",
        "profile/reopen/",
    ),
    "it is of no use to somebody without a password, and leads away": ("profile/recovery-code/",),
    "it asks in its own words: see below": ("profile/delete/",),
    "it asks once there is something to add or remove: see test_social_connections.py": (
        "account/social/",
        "account/social/<slug:provider_id>/login/",
        "account/social/<slug:provider_id>/login/callback/",
    ),
    "it ends a key, so that whoever finds the browser open can only lock out": (
        "profile/api-keys/<uuid:uid>/revoke/",
    ),
    "it changes no way in": (
        "profile/",
        "profile/browsers/",
        "profile/browsers/<uuid:uid>/log-out/",
        "profile/browsers/log-out-others/",
        "profile/delete/question/",
        "profile/leaving/",
    ),
}


@pytest.fixture
def dora(db) -> User:
    """Somebody who has neither a password nor a second factor."""
    dora = make_person("dora")
    dora.set_unusable_password()
    dora.save()
    ways.create_served(dora.subject_id)
    return dora


@pytest.fixture
def her_browser(dora) -> Client:
    client = Client()
    client.force_login(dora, "accounts.backends.UnlockingBackend")
    return client


def place(route: str) -> str:
    passkey = Authenticator.objects.filter(type="webauthn").first()
    uid = "00000000-0000-4000-8000-000000000000"
    return path_of(route, {"uid": uid, "pk": passkey.pk if passkey else 1})


def give_proof(client: Client, path: str, **more: str) -> Any:
    """Follow where one was led to, ask for a code and type it; return the answer."""
    client.post(CODE, {"send": "1", "next": path})
    return client.post(CODE, {"code": read_code(), "next": path, **more})


def unlock(client: Client, user: User) -> None:
    """Log in as a link does, so that the keys are at hand."""
    client.cookies = browser_of(come_in(user)).cookies


def test_every_address_of_accounts_is_said_to_ask_or_why_it_need_not():
    said = {*ASKS_FOR_FACTOR}.union(*WHY_NOT.values())
    assert {route for route in routes() if route.startswith(OURS)} == said


@pytest.mark.parametrize("route", ASKS)
def test_who_has_neither_password_nor_factor_is_asked_for_a_mailed_code(her_browser, route):
    answer = her_browser.post(place(route), ASKS[route])
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{CODE}?next=")
    assert EmailAddress.objects.count() == 1
    assert not Authenticator.objects.exists()
    assert not User.objects.get().has_usable_password()


@pytest.mark.parametrize("route", ASKS_FOR_FACTOR)
def test_who_has_a_passkey_or_an_app_is_asked_for_it(dora, her_browser, route):
    give_proof(her_browser, "/profile/")
    add(her_browser)
    Authenticator.objects.create(user=dora, type="totp", data={})
    log_out_proof(her_browser)
    ask = her_browser.get if route in READ else her_browser.post
    answer = ask(place(route), ASKS_FOR_FACTOR[route])
    assert answer.status_code == 302
    assert re.match(r"/account/factors/(webauthn/)?reauthenticate/\?next=", answer["Location"])
    assert her_browser.get(CODE).status_code == 404
    assert Authenticator.objects.filter(type__in=("webauthn", "totp")).count() == 2


def test_the_account_is_not_deleted_without_a_proof(dora, her_browser):
    her_browser.post("/profile/delete/", {"when": "now"})
    assert User.objects.exists()
    assert "First prove that it is you" in her_browser.get("/profile/delete/").content.decode()


def test_after_the_code_what_was_asked_for_goes_on(dora, her_browser):
    assert her_browser.get(ADD_PASSKEY)["Location"].startswith(CODE)
    assert give_proof(her_browser, ADD_PASSKEY)["Location"] == ADD_PASSKEY
    assert "Add a passkey" in her_browser.get(ADD_PASSKEY).content.decode()


def test_what_was_posted_before_the_proof_is_done_after_it(dora, her_browser):
    her_browser.post(EMAIL, ADDRESS)
    give_proof(her_browser, EMAIL)
    assert EmailAddress.objects.filter(email=ADDRESS["email"], verified=False).exists()
    assert dora.email in mail.outbox[0].to
    assert mail.outbox[-1].to == [ADDRESS["email"]]


def test_a_proof_is_too_old_after_five_minutes(dora, her_browser):
    give_proof(her_browser, EMAIL)
    assert her_browser.post(EMAIL, ADDRESS)["Location"] == EMAIL
    log_out_proof(her_browser)
    other = {**ADDRESS, "email": "dora.newer@example.org"}
    assert her_browser.post(EMAIL, other)["Location"].startswith(CODE)


def test_a_code_of_somebody_else_proves_nothing_and_wrong_ones_ban(dora, her_browser, charlie):
    stranger = Client()
    log_in(stranger, charlie)
    stranger.post(CODE, {"send": "1"})
    for _ in range(4):
        assert her_browser.post(CODE, {"code": read_code(), "next": EMAIL}).status_code == 200
    assert her_browser.post(CODE, {"code": read_code(), "next": EMAIL}).status_code == 429


def test_who_has_no_confirmed_address_is_led_to_confirm_it(dora, her_browser):
    EmailAddress.objects.update(verified=False)
    page = her_browser.get(f"{CODE}?next={EMAIL}").content.decode()
    assert "Confirm your address" in page
    assert "Send me the code" not in page
    her_browser.post(CODE, {"send": "1", "next": EMAIL})
    assert not mail.outbox


def test_who_has_a_password_is_asked_as_before(alice, browser):
    page = browser.get(EMAIL).content.decode()
    assert 'name="password"' in page
    log_out_proof(browser)
    assert browser.get(ADD_PASSKEY)["Location"].startswith("/account/reauthenticate/")


def test_nobody_is_led_to_log_in(client, db):
    for route in ASKS:
        assert client.post(place(route))["Location"].startswith("/account/login/"), route


def test_all_data_are_handed_out_after_the_proof(dora, her_browser):
    unlock(her_browser, dora)
    assert her_browser.get("/my-data/").status_code == 200
    assert her_browser.post("/my-data/")["Location"].startswith(CODE)
    answer = give_proof(her_browser, "/my-data/")
    assert answer["Content-Type"] == "application/zip"
    assert answer.getvalue()[:2] == b"PK"


def test_a_first_password_makes_keys_that_only_it_opens(dora, her_browser):
    unlock(her_browser, dora)
    scope = uuid4()
    create_box(scope, owner=dora.subject_id)
    give_proof(her_browser, SET)
    page = her_browser.get(SET).content.decode()
    assert "1 interview moves under the new ones" in page
    answer = her_browser.post(SET, FORM)
    assert answer["Location"].startswith("/profile/recovery-code/?")
    assert "recovery code" in her_browser.get(answer["Location"]).content.decode()
    unlocked = subjects.unlock(dora.subject_id, password=NEW_PASSWORD, key=None)
    open_box(scope, by=unlocked)
    assert not ways.is_served(dora.subject_id)
    assert not KeyShare.objects.filter(owner=dora.subject_id, number=1).exists()
    assert KeyWrap.objects.get().kind == "password"
    assert her_browser.get(SET)["Location"] == "/account/password/change/"


def test_a_weak_first_password_changes_nothing(dora, her_browser):
    give_proof(her_browser, SET)
    page = her_browser.post(SET, {"password1": "short", "password2": "short"}).content.decode()
    assert "at least 12 characters" in page
    assert ways.is_served(dora.subject_id)


def test_a_password_that_a_shell_took_away_is_a_forgotten_one(alice, browser):
    alice.set_unusable_password()
    alice.save()
    browser.force_login(alice, "accounts.backends.UnlockingBackend")
    give_proof(browser, SET)
    assert browser.get(SET)["Location"] == "/account/password/reset/"


def test_a_passkey_made_with_a_proof_is_the_proof_from_then_on(dora, her_browser):
    give_proof(her_browser, ADD_PASSKEY)
    passkey, _ = add(her_browser, Passkey())
    log_out_proof(her_browser)
    where = f"{PROVE_BY_PASSKEY}?next={ADD_PASSKEY}"
    assert her_browser.get(ADD_PASSKEY).status_code == 302
    posted = passkey.sign(options_on(her_browser.get(where).content.decode()))
    assert her_browser.post(where, posted)["Location"] == ADD_PASSKEY
    assert her_browser.get(ADD_PASSKEY).status_code == 200


def test_a_recovery_code_is_not_offered_where_nothing_can_be_forgotten(dora, her_browser):
    unlock(her_browser, dora)
    assert her_browser.get("/profile/recovery-code/")["Location"] == "/profile/"
    assert "recovery code" not in her_browser.get("/profile/").content.decode()
