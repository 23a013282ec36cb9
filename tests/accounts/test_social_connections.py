"""Adding and removing logins by another service: with a fresh proof, and never the last way in."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import time_machine
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts.models import User
from tests.accounts.social import (
    BEGIN,
    LIST,
    SIGNUP,
    come_by,
    configured,
    set_out,
    sign_up,
    way_back,
)
from tests.accounts.test_mailed_code import read_code
from tests.authenticator import add, log_in_with
from tests.people import PASSWORD, log_in

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 27, 12, tzinfo=UTC)
PROOF = "/account/reauthenticate/"
MAILED = "/profile/proof/code/"


def remove(client: Client) -> Any:
    return client.post(LIST, {"account": SocialAccount.objects.get().pk}, follow=True)


def test_a_login_is_added_and_lets_one_in(alice, browser, town, mailoutbox):
    assert come_by(browser, town, "dora-7731", process="connect")["Location"] == LIST
    page = browser.get(LIST).content.decode()
    assert "You can log in by Town hall from now on." in page
    assert "Remove Town hall" in page
    assert SocialAccount.objects.get().user == alice
    assert alice.email == User.objects.get().email
    assert "/userinfo" not in town.seen
    (mail,) = mailoutbox
    assert mail.subject.endswith("A login by Town hall was added")
    assert mail.to == [alice.email]
    again = Client()
    come_by(again, town, "dora-7731")
    assert again.session["_auth_user_id"] == str(alice.pk)


def test_adding_wants_a_fresh_proof_and_goes_on_after_it(alice, town):
    client = Client()
    with time_machine.travel(NOW, tick=False) as clock:
        log_in(client, alice)
        clock.shift(301)
        answer = client.post(BEGIN, {"process": "connect"})
        assert answer["Location"].startswith(PROOF)
        assert town.seen == []
        page = client.post(answer["Location"], {"password": PASSWORD})
        assert "Go to Town hall" in page.content.decode()


def test_a_proof_that_grew_old_on_the_way_is_asked_for_again(alice, town):
    client = Client()
    with time_machine.travel(NOW, tick=True) as clock:
        log_in(client, alice)
        path = way_back(town, set_out(client, process="connect"), "dora-7731")
        clock.shift(301)
        assert client.get(path)["Location"] == PROOF
        assert not SocialAccount.objects.exists()
        assert client.post(PROOF, {"password": PASSWORD})["Location"] == LIST
        assert SocialAccount.objects.get().extra_data == {}


def test_nobody_adds_a_login_to_the_account_of_whoever_is_logged_in_by_then(
    alice, bob, browser, town
):
    path = way_back(town, set_out(browser, process="connect"), "evil")
    session = browser.session["socialaccount_states"]
    browser.post("/account/logout/")
    log_in(browser, bob)
    other = browser.session
    other["socialaccount_states"] = session
    other.save()
    assert browser.get(path).status_code == 400
    assert not SocialAccount.objects.exists()


def test_adding_twice_changes_nothing(browser, town):
    come_by(browser, town, "dora-7731", process="connect")
    come_by(browser, town, "dora-7731", process="connect")
    assert "You can log in by Town hall already." in browser.get(LIST).content.decode()
    assert SocialAccount.objects.count() == 1


def test_the_login_of_somebody_else_is_not_taken_from_them(client, browser, town):
    sign_up(client, town, "dora-7731", email="dora@example.org")
    come_by(browser, town, "dora-7731", process="connect")
    assert "This login is used for another account" in browser.get(LIST).content.decode()
    assert SocialAccount.objects.get().user.email == "dora@example.org"


def test_two_windows_at_once_add_one_login(browser, town):
    first = set_out(browser, process="connect")
    second = set_out(browser, process="connect")
    for asked in (first, second):
        browser.get(way_back(town, asked, "dora-7731"))
    assert SocialAccount.objects.count() == 1


def test_nobody_adds_a_login_without_being_logged_in(client, town):
    for ask in (client.get, client.post):
        answer = ask(f"{BEGIN}?process=connect")
        assert answer["Location"].startswith("/account/login/?next=")
    assert town.seen == []


def test_somebody_who_logs_out_on_the_way_adds_nothing(browser, town):
    path = way_back(town, set_out(browser, process="connect"), "dora-7731")
    browser.post("/account/logout/")
    assert browser.get(path).status_code == 400
    assert not SocialAccount.objects.exists()


def test_a_login_is_removed_and_lets_nobody_in(browser, town, mailoutbox):
    come_by(browser, town, "dora-7731", process="connect")
    assert "it cannot let you in any more" in remove(browser).content.decode()
    assert not SocialAccount.objects.exists()
    assert mailoutbox[-1].subject.endswith("A login by Town hall was removed")
    assert come_by(Client(), town, "dora-7731")["Location"] == SIGNUP


def test_removing_wants_a_fresh_proof_and_goes_on_after_it(alice, town):
    client = Client()
    with time_machine.travel(NOW, tick=True) as clock:
        log_in(client, alice)
        come_by(client, town, "dora-7731", process="connect")
        clock.shift(301)
        answer = remove(client)
        assert answer.redirect_chain[-1][0].startswith(PROOF)
        assert SocialAccount.objects.exists()
        client.post(answer.redirect_chain[-1][0], {"password": PASSWORD})
        assert not SocialAccount.objects.exists()


def test_nobody_removes_the_login_of_somebody_else(client, browser, town):
    sign_up(client, town, "dora-7731", email="dora@example.org")
    assert browser.post(LIST, {"account": SocialAccount.objects.get().pk}).status_code == 200
    assert SocialAccount.objects.exists()


def test_the_last_way_in_stays(client, town):
    sign_up(client, town, "dora-7731", email="dora@example.org")
    page = remove(client).content.decode()
    assert "This is your only way in." in page
    assert "<title>Error:" in page
    assert SocialAccount.objects.exists()


@pytest.fixture
def dora(client: Client, town, settings) -> Client:
    """The browser of somebody whose only ways are the provider and a confirmed address."""
    settings.SOCIALACCOUNT_PROVIDERS = configured(town, trusts_email=True)
    sign_up(client, town, "dora-7731")
    return client


def give_mailed_code(client: Client, answer: Any) -> Any:
    """Let the page that asks for it send a code, and type that."""
    path = str(answer["Location"])
    if path.startswith(PROOF):
        path = str(client.get(path)["Location"])
    assert path.startswith(MAILED)
    back = dict(parse_qsl(urlsplit(path).query)).get("next", "")
    client.post(MAILED, {"send": "1", "next": back})
    return client.post(MAILED, {"code": read_code(), "next": back})


def test_who_has_no_password_adds_a_login_with_a_mailed_code_alone(dora, town):
    answer = dora.post(BEGIN, {"process": "connect"})
    assert answer.status_code == 302
    page = give_mailed_code(dora, answer)
    assert "Go to Town hall" in page.content.decode()
    assert come_by(dora, town, "emil-7731", process="connect")["Location"] == LIST
    assert SocialAccount.objects.count() == 2


def test_who_has_no_password_removes_a_login_with_a_mailed_code_alone(dora):
    row = SocialAccount.objects.get()
    SocialAccount.objects.create(user=row.user, provider="town", uid="other")
    answer = dora.post(LIST, {"account": row.pk})
    assert answer.status_code == 302
    assert SocialAccount.objects.count() == 2
    give_mailed_code(dora, answer)
    assert [one.uid for one in SocialAccount.objects.all()] == ["other"]


def test_a_mailed_code_that_grew_old_on_the_way_is_asked_for_again(dora, town):
    give_mailed_code(dora, dora.post(BEGIN, {"process": "connect"}))
    path = way_back(town, set_out(dora, process="connect"), "emil-7731")
    with time_machine.travel(time.time() + 301):
        answer = dora.get(path)
        assert SocialAccount.objects.count() == 1
        give_mailed_code(dora, answer)
    assert SocialAccount.objects.count() == 2


def test_a_login_by_a_provider_that_was_taken_away_is_no_way_in(client, town):
    sign_up(client, town, "dora-7731", email="dora@example.org")
    row = SocialAccount.objects.get()
    SocialAccount.objects.create(user=row.user, provider="gone", uid="other")
    page = client.post(LIST, {"account": row.pk}).content.decode()
    assert "This is your only way in." in page


def test_with_a_link_by_mail_the_login_can_go(dora, mail_server):
    row = SocialAccount.objects.get()
    give_mailed_code(dora, dora.post(LIST, {"account": row.pk}))
    assert not SocialAccount.objects.exists()


def test_with_a_passkey_the_login_can_go(dora):
    give_mailed_code(dora, dora.get("/account/factors/webauthn/add/"))
    passkey, _ = add(dora)
    again = Client()
    log_in_with(again, passkey)
    remove(again)
    assert not SocialAccount.objects.exists()
