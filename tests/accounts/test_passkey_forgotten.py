"""A forgotten password, and a passkey that opens the keys: nothing is lost."""

from __future__ import annotations

from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from accounts.models import LoginSession
from privacy.models import UnlockedKey
from privacy.vault import subjects, ways
from privacy.vault.box import create_box, open_box
from privacy.vault.recovery import make_code
from tests.accounts.test_password_reset import ask, follow
from tests.authenticator import Passkey, add, log_in_with, options_on
from tests.factors import prove
from tests.people import NEW_PASSWORD, PASSWORD

PAGE = "/profile/new-password/"
AUTHENTICATE = "/account/factors/authenticate/"
FORM = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}


@pytest.fixture
def passkey(browser) -> Passkey:
    prove(browser)
    return add(browser)[0]


@pytest.fixture
def scope(alice, passkey):
    found = uuid4()
    create_box(found, owner=alice.subject_id)
    return found


@pytest.fixture
def forgetful(client, passkey):
    """A browser in which Alice has logged in with her passkey."""
    log_in_with(client, passkey)
    return client


@pytest.fixture
def reset_page(alice, passkey, scope, client) -> str:
    """The page behind the link in the mail."""
    return follow(client, ask(client, alice.email))


def sign_on(client: Client, path: str, passkey: Passkey) -> dict[str, str]:
    return passkey.sign(options_on(client.get(path).content.decode()))


def opens(alice, scope, password: str = NEW_PASSWORD) -> bool:
    unlocked = subjects.unlock(alice.subject_id, password=password, key=None)
    open_box(scope, by=unlocked)
    return subjects.locked_scopes(alice.subject_id) == 0


def test_whoever_logs_in_by_passkey_sets_a_new_password_and_loses_nothing(
    alice, forgetful, passkey, scope, argon_runs
):
    code = make_code()
    ways.set_code(subjects.unlock(alice.subject_id, password=PASSWORD, key=None), code=code)
    argon_runs.clear()
    answer = forgetful.post(PAGE, {**FORM, **sign_on(forgetful, PAGE, passkey)})
    assert answer["Location"] == "/profile/"
    assert len(argon_runs) == 1
    assert opens(alice, scope)
    assert b"open in this browser" in forgetful.get("/profile/").content
    ways.unlock_with_code(alice.subject_id, code=code)
    assert mail.outbox[-1].to == [alice.email]


def test_a_new_password_signs_every_other_browser_out(alice, browser, forgetful, passkey):
    forgetful.post(PAGE, {**FORM, **sign_on(forgetful, PAGE, passkey)})
    assert LoginSession.objects.filter(user=alice).count() == 1
    assert UnlockedKey.objects.count() == 1
    assert browser.get("/profile/").status_code == 302


def test_the_passkey_opens_the_same_keys_afterwards(alice, forgetful, passkey, client):
    forgetful.post(PAGE, {**FORM, **sign_on(forgetful, PAGE, passkey)})
    elsewhere = Client()
    log_in_with(elsewhere, passkey)
    assert b"open in this browser" in elsewhere.get("/profile/").content


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"password2": "another"}, "The two passwords differ."),
        ({"password1": "short", "password2": "short"}, "too short"),
        ({"credential": ""}, "Your browser sent no passkey."),
        ({"passkey_prf": ""}, "does not open your answers here"),
        ({"passkey_prf": "A" * 43}, "does not open your answers here"),
    ],
)
def test_what_is_wrong_changes_nothing_and_is_said(alice, forgetful, passkey, changes, sentence):
    posted = {**FORM, **sign_on(forgetful, PAGE, passkey), **changes}
    assert sentence in forgetful.post(PAGE, posted).content.decode()
    subjects.unlock(alice.subject_id, password=PASSWORD, key=None)


def test_a_wrong_passkey_sets_no_password(alice, forgetful):
    posted = {**FORM, **sign_on(forgetful, PAGE, Passkey())}
    assert "was not accepted" in forgetful.post(PAGE, posted).content.decode()
    subjects.unlock(alice.subject_id, password=PASSWORD, key=None)


def test_who_has_no_passkey_that_opens_is_sent_to_the_list(alice, browser):
    assert browser.get(PAGE)["Location"] == "/account/factors/webauthn/"
    assert Client().get(PAGE)["Location"].startswith("/account/login/?next=")


def test_the_page_that_asks_for_an_address_leads_to_the_passkey(client, db):
    page = client.get("/account/password/reset/").content.decode()
    assert f'href="/account/factors/webauthn/login/?next={PAGE}"' in page


def test_a_reset_by_mail_offers_the_passkey_before_it_says_what_would_be_lost(
    alice, reset_page, passkey, scope, client
):
    page = client.get(reset_page).content.decode()
    assert "You have a passkey that opens your answers: use it below" in page
    posted = passkey.sign(options_on(page))
    answer = client.post(reset_page, {**FORM, **posted, "passkey": "1"})
    assert answer["Location"] == "/profile/"
    assert opens(alice, scope)
    assert b"open in this browser" in client.get("/profile/").content


def test_a_reset_with_the_passkey_leaves_a_recovery_code_alone(
    alice, passkey, scope, client, browser
):
    code = make_code()
    ways.set_code(subjects.unlock(alice.subject_id, password=PASSWORD, key=None), code=code)
    page = follow(client, ask(client, alice.email))
    client.post(page, {**FORM, **sign_on(client, page, passkey), "passkey": "1"})
    ways.unlock_with_code(alice.subject_id, code=code)
    assert opens(alice, scope)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"password2": "another"}, "same password"),
        ({"credential": ""}, "Your browser sent no passkey."),
        ({"passkey_prf": ""}, "does not open your answers here"),
    ],
)
def test_a_reset_that_is_not_right_changes_nothing(
    alice, reset_page, passkey, client, changes, sentence
):
    posted = {**FORM, **sign_on(client, reset_page, passkey), "passkey": "1", **changes}
    assert sentence in client.post(reset_page, posted).content.decode()
    subjects.unlock(alice.subject_id, password=PASSWORD, key=None)


def test_wrong_passkeys_at_a_reset_count_as_guesses(alice, reset_page, client):
    answers = [
        client.post(
            reset_page, {**FORM, **sign_on(client, reset_page, Passkey()), "passkey": "1"}
        ).status_code
        for _ in range(5)
    ]
    assert answers[-1] == 429
    subjects.unlock(alice.subject_id, password=PASSWORD, key=None)


def test_without_the_passkey_the_old_answers_stay_locked_as_the_page_said(
    alice, reset_page, passkey, client
):
    client.post(reset_page, {**FORM, "without": "1"})
    assert subjects.locked_scopes(alice.subject_id) == 1
    assert ways.passkeys(alice.subject_id) == set()


def test_a_passkey_that_is_let_again_opens_what_a_reset_without_it_had_locked(
    alice, reset_page, passkey, scope, client
):
    client.post(reset_page, {**FORM, "without": "1"})
    client.post(AUTHENTICATE, sign_on(client, AUTHENTICATE, passkey))
    page = f"/profile/passkeys/{Authenticator.objects.get(type='webauthn').pk}/opens/"
    client.post(page, sign_on(client, page, passkey))
    assert opens(alice, scope)
