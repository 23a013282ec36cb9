"""Adding and removing logins by another service: with a fresh proof, and never the last way in."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts.models import User
from privacy.retention import receipts
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


@pytest.fixture
def emil(dora: Client) -> Client:
    """The browser of somebody whose only way is the provider: their address is not confirmed."""
    EmailAddress.objects.update(verified=False)
    return dora


SET = "/account/password/set/"


def prove_by(client: Client, town, login: str = "dora-7731", back: str = SET) -> Any:
    return come_by(client, town, login, process="prove", next=back)


def test_who_has_nothing_else_proves_it_where_they_log_in(emil, town):
    page = emil.get(emil.get(SET)["Location"]).content.decode()
    assert "Log in by Town hall again" in page
    assert "no confirmed address" not in page
    asked = set_out(emil, process="prove", next=SET)
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    assert emil.get(way_back(town, asked, "dora-7731"))["Location"] == SET
    assert emil.get(SET).status_code == 200


def test_what_was_posted_before_that_proof_is_done_after_it(emil, town):
    row = SocialAccount.objects.get()
    SocialAccount.objects.create(user=row.user, provider="town", uid="other")
    emil.post(LIST, {"account": SocialAccount.objects.get(uid="other").pk})
    prove_by(emil, town, back=LIST)
    assert SocialAccount.objects.get() == row


@pytest.mark.parametrize("at", [None, "now", True, 0, -120, 120])
def test_a_provider_that_did_not_ask_anew_proves_nothing(emil, town, at):
    is_offset = isinstance(at, int) and not isinstance(at, bool) and at
    town.lies = {"auth_time": int(time.time()) + at if is_offset else at}
    answer = prove_by(emil, town)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Town hall did not ask who you are" in page
    assert 'value="prove"' in page
    assert f'value="{SET}"' in page
    assert emil.get(SET).status_code == 302


def test_a_login_of_somebody_else_there_proves_nothing(emil, town):
    assert prove_by(emil, town, "evil-7731")["Location"].startswith(MAILED)
    assert emil.get(SET).status_code == 302


def test_a_login_proves_nothing_by_itself(emil, town):
    emil.post("/account/logout/")
    come_by(emil, town, "dora-7731")
    assert emil.get("/profile/").status_code == 200
    assert emil.get(SET).status_code == 302


def test_such_a_proof_is_too_old_after_five_minutes(emil, town):
    prove_by(emil, town)
    with time_machine.travel(time.time() + 301):
        assert emil.get(SET).status_code == 302


def test_who_has_a_password_or_a_factor_proves_it_by_that(browser, emil, town):
    come_by(browser, town, "alice-7731", process="connect")
    assert browser.post(BEGIN, {"process": "prove"}).status_code == 404
    path = way_back(town, set_out(emil, process="prove", next=SET), "dora-7731")
    prove_by(emil, town)
    add(emil)  # meanwhile, in another window
    assert emil.get(path)["Location"].startswith(MAILED)


def test_nobody_proves_it_without_being_logged_in(client, town):
    assert client.post(BEGIN, {"process": "prove"})["Location"].startswith("/account/login/")


def test_an_account_is_deleted_after_that_proof(emil, town):
    page = emil.get("/profile/delete/").content.decode()
    assert "Log in by another service again" in page
    assert emil.post("/profile/delete/", {"way": "another service"})["Location"].startswith(MAILED)
    prove_by(emil, town, back="/profile/delete/")
    assert "Log in by another service again" not in emil.get("/profile/delete/").content.decode()
    assert emil.post("/profile/delete/", {"when": "now"})["Location"] == "/profile/deleted/"
    assert not User._base_manager.exists()
    assert not SocialAccount.objects.exists()
    assert receipts.check(emil.get("/profile/deleted/receipt/").content.decode())


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
