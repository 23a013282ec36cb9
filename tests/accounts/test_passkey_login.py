"""A passkey as login, as second factor, as proof and as what opens the answers again."""

from __future__ import annotations

import json
import string

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from privacy.models import UnlockedKey
from privacy.vault import subjects, ways
from tests.authenticator import ADD, LOGIN, Passkey, add, log_in_with, options_on, text_of
from tests.factors import prove
from tests.people import NEW_PASSWORD, PASSWORD, WRONG_PASSWORD, log_in
from tests.privacy.vault.keys import password_key

OPEN = b"open in this browser"
REFUSED = "This passkey was not accepted"
AUTHENTICATE = "/account/factors/authenticate/"
PROOF = "/account/factors/webauthn/reauthenticate/"
UNLOCK = "/profile/unlock/"
PASSWORD_PAGE = "/account/reauthenticate/"


@pytest.fixture
def passkey(browser) -> Passkey:
    """A passkey of Alice that opens her answers."""
    prove(browser)
    return add(browser)[0]


@pytest.fixture
def plain(browser) -> Passkey:
    """A passkey of Alice on a device that yields no key."""
    prove(browser)
    return add(browser, Passkey(has_prf=False))[0]


def sign_on(client: Client, path: str, passkey: Passkey, **changes) -> dict[str, str]:
    return passkey.sign(options_on(client.get(path).content.decode()), **changes)


def test_a_passkey_logs_in_and_opens_the_answers(passkey, client, argon_runs):
    assert log_in_with(client, passkey)["Location"] == "/profile/"
    assert OPEN in client.get("/profile/").content
    assert argon_runs == []


def test_a_login_by_passkey_goes_on_to_where_the_person_wanted_to_go(passkey, client):
    page = client.get("/account/login/?next=/profile/delete/").content.decode()
    assert f'href="{LOGIN}?next=/profile/delete/"' in page
    page = client.get(f"{LOGIN}?next=/profile/delete/").content.decode()
    assert 'name="next" value="/profile/delete/"' in page
    assert log_in_with(client, passkey, next="/profile/delete/")["Location"] == "/profile/delete/"


def test_a_login_by_passkey_leads_to_no_other_site(passkey, client):
    assert log_in_with(client, passkey, next="https://evil.example/")["Location"] == "/profile/"


def test_a_passkey_without_prf_logs_in_with_locked_keys_and_the_password_opens_them(plain, client):
    log_in_with(client, plain)
    page = client.get("/profile/").content.decode()
    assert "At present they are locked." in page
    client.post(UNLOCK, {"password": PASSWORD})
    assert OPEN in client.get("/profile/").content


def test_a_passkey_that_opens_nothing_takes_nothing_from_the_browser(plain, client):
    plain.has_prf = True
    assert log_in_with(client, plain)["Location"] == "/profile/"
    assert b"At present they are locked." in client.get("/profile/").content


def test_somebody_elses_keys_in_the_browser_are_dropped(passkey, client, charlie):
    log_in(client, charlie)
    client.cookies.pop("session")
    log_in_with(client, passkey)
    assert OPEN in client.get("/profile/").content


@pytest.mark.parametrize(
    "changes",
    [
        {"signature": text_of(bytes(70))},
        {"signature": "!"},
        {"userHandle": ""},
        {"userHandle": None},
        {"userHandle": text_of(b"999")},
        {"userHandle": text_of(b"9" * 99)},
        {"userHandle": 7},
        {"authenticatorData": "AAAA"},
        {"clientDataJSON": text_of(b"[]")},
        {"clientDataJSON": text_of(b"{}")},
        {"clientDataJSON": None},
    ],
)
def test_what_is_not_right_is_refused_in_words(passkey, client, changes):
    posted = sign_on(client, LOGIN, passkey, **changes)
    answer = client.post(LOGIN, {**posted, "next": "/profile/delete/"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert REFUSED in page
    assert "<title>Error:" in page
    assert 'value="/profile/delete/"' in page
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "credential",
    ["7", '"x"', "{}", '{"response": []}', '{"response": {}}', '{"rawId": 1, "id": 2}'],
)
def test_what_is_no_credential_is_refused_in_words(client, db, credential):
    client.get(LOGIN)
    assert REFUSED in client.post(LOGIN, {"credential": credential}).content.decode()


def test_an_empty_or_broken_form_says_what_it_needs(client, db):
    for credential in ("", "{", "[]", "[" * 50_000):
        page = client.post(LOGIN, {"credential": credential}).content.decode()
        assert "Your browser sent no passkey." in page


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(string.printable, max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
NAMES = ("clientDataJSON", "authenticatorData", "signature", "userHandle", "attestationObject")
shaped = st.fixed_dictionaries(
    {"rawId": json_values, "response": st.dictionaries(st.sampled_from(NAMES), json_values)},
    optional={"id": json_values, "type": json_values, "clientExtensionResults": json_values},
)


@pytest.mark.django_db
@given(made_up=shaped | json_values)
def test_made_up_credentials_break_nothing(made_up):
    client = Client()
    own = {"type": "webauthn.get", "challenge": "AAAA", "origin": "http://localhost:1"}
    client.get(LOGIN)
    if isinstance(made_up, dict) and isinstance(made_up.get("response"), dict):
        made_up["response"]["clientDataJSON"] = text_of(json.dumps(own).encode())
    posted = {"credential": json.dumps(made_up), "passkey_prf": "x"}
    assert client.post(LOGIN, posted).status_code == 200


def test_a_signature_is_good_for_one_login(passkey, client):
    posted = sign_on(client, LOGIN, passkey)
    assert client.post(LOGIN, posted).status_code == 302
    client.post("/account/logout/")
    client.get(LOGIN)
    assert REFUSED in client.post(LOGIN, posted).content.decode()


def test_a_passkey_used_without_finger_face_or_pin_is_refused(passkey, client):
    passkey.verifies = False
    assert REFUSED in log_in_with(client, passkey).content.decode()


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://evil.localhost:8000", "https://localhost.evil.example"],
)
def test_a_passkey_used_on_another_site_is_refused(passkey, client, origin):
    passkey.origin = origin
    assert REFUSED in log_in_with(client, passkey).content.decode()


@pytest.mark.parametrize(
    ("url", "origin", "is_own"),
    [
        ("https://example.org", "https://example.org", True),
        ("https://example.org", "https://www.example.org", False),
        ("https://example.org", "http://example.org", False),
        ("https://example.org", "https://example.org:8443", False),
        ("https://example.org", "https://localhost", False),
        ("https://example.org:8443", "https://example.org:8443", True),
    ],
)
def test_what_counts_as_a_page_of_ours(passkey, client, settings, url, origin, is_own):
    settings.DASITE_URL, settings.ALLOWED_HOSTS = url, ["example.org", "testserver"]
    passkey.origin = origin
    assert (log_in_with(client, passkey).status_code == 302) == is_own


def test_the_site_of_a_passkey_is_the_configured_one_whatever_host_is_asked(
    passkey, client, settings
):
    settings.ALLOWED_HOSTS = ["*"]
    page = client.get(LOGIN, headers={"host": "evil.example"}).content.decode()
    assert options_on(page)["publicKey"]["rpId"] == "localhost"
    settings.DASITE_URL = "https://help.example.org"
    page = client.get(LOGIN, headers={"host": "evil.example"}).content.decode()
    assert options_on(page)["publicKey"]["rpId"] == "help.example.org"
    assert options_on(page)["address"] == "https://help.example.org"


def test_wrong_passkeys_count_as_guesses_and_end_in_a_ban(alice, passkey, client):
    forged = {"signature": text_of(bytes(70))}
    answers = [
        client.post(LOGIN, sign_on(client, LOGIN, passkey, **forged)).status_code for _ in range(6)
    ]
    assert answers == [200, 200, 200, 200, 429, 429]
    assert AccessAttempt.objects.get().failures_since_start == 5
    assert log_in_with(client, passkey).status_code == 429
    assert log_in(client, alice).status_code == 429


def test_a_right_passkey_forgives_wrong_ones(passkey, client):
    for _ in range(4):
        client.post(LOGIN, sign_on(client, LOGIN, passkey, signature=text_of(bytes(70))))
    assert log_in_with(client, passkey).status_code == 302
    assert not AccessAttempt.objects.exists()


def test_who_was_switched_off_gets_neither_in_nor_at_the_keys(alice, passkey, client):
    alice.is_active = False
    alice.save()
    UnlockedKey.objects.all().delete()
    assert log_in_with(client, passkey)["Location"] == "/account/inactive/"
    assert not UnlockedKey.objects.exists()


def test_an_unconfirmed_address_is_asked_for_after_a_passkey_too(
    alice, passkey, client, mail_server
):
    alice.emailaddress_set.update(verified=False)
    assert log_in_with(client, passkey)["Location"] == "/account/confirm-email/"
    assert client.get("/profile/").status_code == 302


def test_who_is_logged_in_is_sent_on(passkey, browser):
    assert browser.get(LOGIN)["Location"] == "/profile/"


def test_a_passkey_is_asked_for_after_the_password(alice, passkey, client):
    assert log_in(client, alice)["Location"] == AUTHENTICATE
    assert client.get("/profile/").status_code == 302
    answer = client.post(AUTHENTICATE, sign_on(client, AUTHENTICATE, passkey))
    assert answer["Location"] == "/profile/"
    assert OPEN in client.get("/profile/").content


def test_a_passkey_without_prf_after_the_password_leaves_open_what_the_password_opened(
    alice, plain, client
):
    log_in(client, alice)
    client.post(AUTHENTICATE, sign_on(client, AUTHENTICATE, plain))
    assert OPEN in client.get("/profile/").content


def test_a_wrong_passkey_after_the_password_is_refused_in_words(alice, passkey, client):
    log_in(client, alice)
    answer = client.post(AUTHENTICATE, sign_on(client, AUTHENTICATE, Passkey()))
    assert REFUSED in answer.content.decode()
    assert client.get("/profile/").status_code == 302


def test_a_passkey_opens_what_a_password_set_in_a_shell_does_not(alice, passkey, client):
    alice.set_password(NEW_PASSWORD)
    alice.save()
    log_in(client, alice, NEW_PASSWORD)
    client.post(AUTHENTICATE, sign_on(client, AUTHENTICATE, passkey))
    assert OPEN in client.get("/profile/").content


def test_a_login_by_passkey_is_a_fresh_proof(passkey, client):
    log_in_with(client, passkey)
    assert client.get(ADD).status_code == 200


def test_a_passkey_is_a_fresh_proof_of_somebody_who_is_logged_in(passkey, client, settings):
    log_in_with(client, passkey)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    assert client.get(ADD)["Location"].startswith(PASSWORD_PAGE)
    page = client.get(f"{PASSWORD_PAGE}?next={ADD}").content.decode()
    assert "Use a passkey instead" in page
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
    assert client.post(PROOF + "?next=" + ADD, sign_on(client, PROOF, passkey))["Location"] == ADD
    assert client.get(ADD).status_code == 200


def test_a_wrong_passkey_is_no_proof(passkey, client):
    log_in_with(client, passkey)
    page = client.post(PROOF, sign_on(client, PROOF, Passkey())).content.decode()
    assert REFUSED in page


def test_a_proof_with_open_answers_lets_a_passkey_open_them_from_then_on(alice, plain, browser):
    plain.has_prf = True
    browser.post(PROOF, sign_on(browser, PROOF, plain))
    assert len(ways.passkeys(alice.subject_id)) == 1


def test_keys_that_were_renewed_elsewhere_meanwhile_are_left_alone(
    alice, plain, browser, monkeypatch
):
    monkeypatch.setattr(subjects, "forget_all", lambda subject_id: 0)
    subjects.renew(alice.subject_id, key=password_key(NEW_PASSWORD))
    plain.has_prf = True
    browser.post(PROOF, sign_on(browser, PROOF, plain))
    assert ways.passkeys(alice.subject_id) == set()


@pytest.fixture
def lapsed(browser, passkey):
    """Alice's browser after a while without her."""
    UnlockedKey.objects.update(idle_until=timezone.now())
    return browser


def test_a_passkey_opens_in_place_what_has_lapsed(passkey, lapsed, argon_runs):
    page = lapsed.get(f"{UNLOCK}?next=/profile/delete/").content.decode()
    posted = passkey.sign(options_on(page))
    answer = lapsed.post(UNLOCK, {**posted, "next": "/profile/delete/"})
    assert (answer.status_code, answer["Location"]) == (303, "/profile/delete/")
    assert OPEN in lapsed.get("/profile/").content
    assert argon_runs == []


def test_a_passkey_that_opens_nothing_there_says_so(passkey, lapsed):
    passkey.has_prf = False
    page = lapsed.post(UNLOCK, sign_on(lapsed, UNLOCK, passkey)).content.decode()
    assert "does not open your answers here" in page
    assert "<title>Error:" in page


def test_who_has_no_passkey_that_opens_is_offered_none(plain, browser):
    assert "passkey" not in browser.get(UNLOCK).content.decode()


def test_a_passkey_outlives_a_changed_password_and_not_new_keys(alice, passkey, browser, client):
    form = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    browser.post("/account/password/change/", {"oldpassword": PASSWORD, **form})
    log_in_with(client, passkey)
    assert OPEN in client.get("/profile/").content
    page = client.get("/profile/new-keys/").content.decode()
    assert "Your passkey still logs you in" in page
    again = {"password1": PASSWORD, "password2": PASSWORD}
    client.post("/profile/new-keys/", {"oldpassword": NEW_PASSWORD, **again})
    assert ways.passkeys(alice.subject_id) == set()
    elsewhere = Client()
    log_in_with(elsewhere, passkey)
    assert b"At present they are locked." in elsewhere.get("/profile/").content


def test_a_passkey_of_nobody_else_opens_alices_answers(alice, passkey, charlie):
    stranger = Client()
    log_in(stranger, charlie)
    prove(stranger)
    own, _ = add(stranger)
    own.user_handle = passkey.user_handle
    assert REFUSED in log_in_with(Client(), own).content.decode()
    assert Authenticator.objects.filter(user=alice, type="webauthn").count() == 1


def test_a_wrong_password_forgets_no_passkey(alice, passkey, client):
    log_in(client, alice, WRONG_PASSWORD)
    assert log_in_with(client, passkey).status_code == 302


def test_a_passkey_proves_who_deletes_an_account(alice, passkey, client):
    log_in_with(client, passkey)
    answer = client.post("/profile/delete/", {"way": "mfa_reauthenticate:webauthn", "when": "now"})
    assert answer["Location"] == f"{PROOF}?next=%2Fprofile%2Fdelete%2F"
    answer = client.post(answer["Location"], sign_on(client, answer["Location"], passkey))
    assert answer["Location"] == "/profile/delete/"
    assert (
        "You have just proved that it is you." in client.get("/profile/delete/").content.decode()
    )
    client.post("/profile/delete/", {"when": "now"})
    assert not type(alice).objects.filter(pk=alice.pk).exists()
