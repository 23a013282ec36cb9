"""Passkeys of a person: added, listed, renamed, removed, and what each can open."""

from __future__ import annotations

import json

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts import passkey_forms
from privacy.models import KeyWrap, UnlockedKey
from privacy.vault import ways
from tests.accounts.test_nothing_left import tables_with
from tests.authenticator import ADD, Passkey, add, log_in_with, options_on, text_of
from tests.factors import prove
from tests.people import PASSWORD, log_in

LIST = "/account/factors/webauthn/"
REAUTHENTICATE = "/account/reauthenticate/"


def row() -> Authenticator:
    return Authenticator.objects.get(type="webauthn")


def opens_page() -> str:
    return f"/profile/passkeys/{row().pk}/opens/"


@pytest.fixture
def proven(browser):
    """Alice's browser, after a fresh proof."""
    prove(browser)
    return browser


def test_a_passkey_is_added_only_after_a_fresh_proof(alice, client):
    client.force_login(alice)
    assert client.get(ADD)["Location"].startswith(REAUTHENTICATE)
    posted = {"credential": "{}", "passkey_prf": "A" * 43}
    assert client.post(ADD, posted)["Location"].startswith(REAUTHENTICATE)
    assert not Authenticator.objects.exists()


def test_a_passkey_that_yields_a_key_opens_the_answers_from_the_first_day(alice, proven):
    _, answer = add(proven)
    assert answer["Location"] == "/account/factors/recovery-codes/"
    assert len(ways.passkeys(alice.subject_id)) == 1
    page = proven.get(LIST).content.decode()
    assert "my phone" in page
    assert "Logs you in and opens your answers." in page


def test_a_person_has_at_most_twenty_passkeys(alice, proven):
    add(proven)
    posted = Passkey().make(options_on(proven.get(ADD).content.decode()))
    data = row().data
    for _ in range(1, passkey_forms.MOST_PASSKEYS):
        Authenticator.objects.create(user=alice, type="webauthn", data=data)
    form = {"name": "one more", **posted}
    for answer in (proven.post(ADD, form), proven.get(ADD)):
        page = answer.content.decode()
        assert "You have 20 passkeys, and more cannot be kept." in page
        assert "Make a passkey</button>" not in page
    assert Authenticator.objects.filter(type="webauthn").count() == 20


def test_a_second_passkey_brings_no_second_list_of_spare_codes(proven):
    add(proven)
    _, answer = add(proven, Passkey(), name="my stick")
    assert answer["Location"] == LIST
    page = proven.get("/profile/").content.decode()
    assert "You have 2: my phone, my stick." in page
    assert "2 of 2 open your answers" in page


def test_a_passkey_without_prf_logs_in_and_the_page_says_that_it_opens_nothing(alice, proven):
    _, answer = add(proven, Passkey(has_prf=False))
    page = proven.get(answer["Location"], follow=True).content.decode()
    assert "This device can log you in but cannot open your answers" in page
    assert "does not open your answers" in proven.get(LIST).content.decode()
    assert "None of them opens your answers" in proven.get("/profile/").content.decode()
    assert ways.passkeys(alice.subject_id) == set()


def test_a_passkey_that_yields_a_key_only_when_used_is_asked_once_more(alice, proven):
    passkey, answer = add(proven, Passkey(prf_when_made=False))
    assert answer["Location"].startswith(opens_page())
    assert ways.passkeys(alice.subject_id) == set()
    page = proven.get(answer["Location"]).content.decode()
    posted = passkey.sign(options_on(page))
    answer = proven.post(opens_page(), {**posted, "next": LIST})
    assert (answer.status_code, answer["Location"]) == (303, LIST)
    assert len(ways.passkeys(alice.subject_id)) == 1
    assert "it logs you in and opens your answers" in proven.get(LIST).content.decode()


def test_the_page_that_asks_once_more_allows_that_one_passkey_alone(proven):
    add(proven)
    passkey, _ = add(proven, Passkey(has_prf=False))
    last = Authenticator.objects.filter(type="webauthn").latest("pk")
    page = proven.get(f"/profile/passkeys/{last.pk}/opens/").content.decode()
    allowed = options_on(page)["publicKey"]["allowCredentials"]
    assert [each["id"] for each in allowed] == [text_of(passkey.id)]


def test_a_passkey_that_yields_nothing_when_asked_once_more_stays_a_login_way(alice, proven):
    passkey, _ = add(proven, Passkey(has_prf=False))
    posted = passkey.sign(options_on(proven.get(opens_page()).content.decode()))
    page = proven.post(opens_page(), posted, follow=True).content.decode()
    assert "cannot open your answers" in page
    assert ways.passkeys(alice.subject_id) == set()


def test_the_page_that_asks_once_more_leads_to_no_other_site(proven):
    passkey, _ = add(proven)
    page = proven.get(f"{opens_page()}?next=https://evil.example/").content.decode()
    assert 'href="https://evil' not in page
    posted = passkey.sign(options_on(page))
    answer = proven.post(opens_page(), {**posted, "next": "https://evil.example/"})
    assert answer["Location"] == "/profile/"


def test_a_wrong_passkey_there_is_refused_in_words(alice, proven):
    add(proven, Passkey(has_prf=False))
    posted = Passkey().sign(options_on(proven.get(opens_page()).content.decode()))
    page = proven.post(opens_page(), posted).content.decode()
    assert "This passkey was not accepted" in page
    assert "<title>Error:" in page


def test_a_passkey_added_while_keys_are_locked_opens_nothing_until_it_is_let(alice, proven):
    UnlockedKey.objects.update(idle_until=timezone.now())
    passkey, answer = add(proven)
    page = proven.get(answer["Location"], follow=True).content.decode()
    assert "Your answers were locked when you added it" in page
    assert ways.passkeys(alice.subject_id) == set()
    assert proven.get(opens_page())["Location"].startswith("/profile/unlock/?next=")
    proven.post("/profile/unlock/", {"password": PASSWORD})
    proven.post(opens_page(), passkey.sign(options_on(proven.get(opens_page()).content.decode())))
    assert len(ways.passkeys(alice.subject_id)) == 1


def test_a_passkey_without_a_name_is_called_by_its_day(proven):
    add(proven, name=" ")
    assert str(row()).startswith("Passkey of ")


def test_a_new_passkey_is_told_by_mail(alice, proven):
    add(proven)
    assert mail.outbox[-1].to == [alice.email]
    assert "a passkey was added" in mail.outbox[-1].body


@pytest.mark.parametrize(
    "passkey",
    [
        Passkey(verifies=False),
        Passkey(origin="https://evil.example"),
        Passkey(origin="http://127.0.0.1:8000"),
        Passkey(origin="http://[::1"),
    ],
)
def test_a_passkey_of_another_page_or_without_its_owner_is_not_added(proven, passkey):
    page = add(proven, passkey)[1].content.decode()
    assert "The passkey could not be added" in page
    assert 'value="my phone"' in page  # what was typed is still there
    assert not Authenticator.objects.exists()


def test_a_passkey_made_for_a_page_of_before_is_not_added(proven):
    old = options_on(proven.get(ADD).content.decode())
    proven.get(ADD)
    page = proven.post(ADD, Passkey().make(old)).content.decode()
    assert "The passkey could not be added" in page


def test_a_form_that_no_script_filled_says_what_it_needs(proven):
    page = proven.post(ADD, {"name": "x", "credential": ""}).content.decode()
    assert "Your browser sent no passkey." in page
    assert "<noscript>" in page


def test_of_a_credential_nothing_is_kept_but_what_a_login_needs(proven):
    posted = Passkey().make(options_on(proven.get(ADD).content.decode()))
    credential = json.loads(posted["credential"])
    credential["clientExtensionResults"]["prf"] = {"results": {"first": "Quetzal7731"}}
    credential["response"]["more"] = credential["more"] = "Quetzal7731"
    proven.post(ADD, {**posted, "credential": json.dumps(credential)})
    kept = row().data["credential"]
    assert set(kept) == {"id", "rawId", "type", "response", "clientExtensionResults"}
    assert set(kept["response"]) == {"clientDataJSON", "attestationObject", "transports"}
    assert kept["clientExtensionResults"] == {"credProps": {"rk": True}}


def test_a_passkey_is_renamed(proven):
    add(proven)
    page = f"{LIST}keys/{row().pk}/edit/"
    assert "“my phone”" in proven.get(page).content.decode()
    assert proven.post(page, {"name": ""}).status_code == 200
    assert proven.post(page, {"name": "the old phone"})["Location"] == LIST
    assert str(row()) == "the old phone"


def test_a_removed_passkey_logs_in_and_opens_nothing_any_more(alice, proven, client):
    passkey, _ = add(proven)
    page = proven.get(f"{LIST}keys/{row().pk}/remove/").content.decode()
    assert "no longer opens your answers" in page
    assert "It is your last second factor." in page
    assert proven.post(f"{LIST}keys/{row().pk}/remove/")["Location"] == LIST
    assert not KeyWrap.objects.filter(kind="passkey").exists()
    assert "This passkey was not accepted" in log_in_with(client, passkey).content.decode()
    assert "You have no passkey." in proven.get(LIST).content.decode()
    assert log_in(client, alice)["Location"] == "/profile/"


def test_one_passkey_goes_and_the_other_stays(alice, proven, client):
    add(proven)
    other, _ = add(proven, Passkey(), name="my stick")
    first = Authenticator.objects.filter(type="webauthn").earliest("pk")
    page = proven.get(f"{LIST}keys/{first.pk}/remove/").content.decode()
    assert "last second factor" not in page
    proven.post(f"{LIST}keys/{first.pk}/remove/")
    assert log_in_with(client, other)["Location"] == "/profile/"
    assert b"open in this browser" in client.get("/profile/").content


def test_a_passkey_can_be_removed_while_keys_are_locked(alice, proven):
    add(proven)
    UnlockedKey.objects.update(idle_until=timezone.now())
    proven.post(f"{LIST}keys/{row().pk}/remove/")
    assert not KeyWrap.objects.filter(kind="passkey").exists()


def test_charlie_finds_none_of_alices_passkeys(proven, charlie):
    add(proven)
    stranger = Client()
    log_in(stranger, charlie)
    prove(stranger)
    for page in (opens_page(), f"{LIST}keys/{row().pk}/edit/", f"{LIST}keys/{row().pk}/remove/"):
        assert stranger.get(page).status_code == 404
        assert stranger.post(page).status_code == 404
    assert "my phone" not in stranger.get(LIST).content.decode()


def test_a_site_without_a_name_or_without_https_says_that_it_has_no_passkeys(proven, settings):
    for url in ("http://192.0.2.7:8000", "http://example.org", "https://192.0.2.7"):
        settings.DASITE_URL, settings.HTTPS = url, url.startswith("https")
        page = proven.get(ADD).content.decode()
        assert "Passkeys cannot be made for this site" in page


def test_a_deleted_account_leaves_nothing_of_its_passkey(proven):
    passkey, _ = add(proven)
    name = text_of(passkey.id)
    assert tables_with(name) == {"mfa_authenticator"}
    proven.post("/profile/delete/", {"password": PASSWORD, "when": "now"})
    assert not Authenticator.objects.exists()
    assert not KeyWrap.objects.exists()
    assert tables_with(name) == set()
