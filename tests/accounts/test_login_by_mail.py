"""Logging in by a mailed link or code: used once, looked at without harm, told to nobody."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts import middleware
from accounts.models import GuessCount, LoginCode, User
from accounts.services import login_codes, short_codes
from privacy.models import KeyWrap
from privacy.retention import schedule
from tests.accounts.pages import plain
from tests.accounts.test_mailed_code import CODE as PROOF
from tests.accounts.test_mailed_code import read_code, wrong
from tests.accounts.test_secrets import cells
from tests.factors import enrol
from tests.older_copy import put_back, put_in_order
from tests.people import NEW_PASSWORD, PASSWORD, log_in, make_person
from tests.site.canary import holds

ASK, CONFIRM = "/account/login/code/", "/account/login/code/confirm/"
OFF = "/profile/mail-login/"
NOBODY = "nobody@example.org"


def ask(client: Client, address: str) -> Any:
    """Ask for a link by the page; return the answer."""
    return client.post(ASK, {"email": address})


def link() -> str:
    """Return the path of the link in the last mail."""
    found = re.search(r"http://127.0.0.1:8000(/account/login/link/\S+)", str(mail.outbox[-1].body))
    assert found
    return found.group(1)


def is_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


@pytest.fixture
def dora(db) -> User:
    """Somebody who has no password."""
    dora = make_person("dora")
    dora.set_unusable_password()
    dora.save()
    return dora


@pytest.fixture
def asked(client, alice) -> str:
    """The link that Alice asked for in a browser."""
    ask(client, alice.email)
    return link()


def test_a_link_logs_in_when_its_button_is_pressed(alice, client, asked):
    page = client.get(asked).content.decode()
    assert alice.email in page
    assert "type your password when an interview asks for it" in page
    assert client.post(asked)["Location"] == "/profile/"
    assert is_in(client)


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_scanner_that_follows_the_link_uses_nothing_up(alice, client, asked, method):
    for _ in range(3):
        assert getattr(client, method)(asked).status_code == 200
    assert not is_in(client)
    client.post(asked)
    assert is_in(client)


def test_a_link_works_in_another_browser_and_says_whose_it_is(alice, asked):
    elsewhere = Client()
    assert alice.email in elsewhere.get(asked).content.decode()
    elsewhere.post(asked)
    assert is_in(elsewhere)


def test_a_link_counts_once_and_takes_the_code_with_it(alice, client, asked):
    code = read_code()
    Client().post(asked)
    again = Client()
    assert again.post(asked).status_code == 404
    assert "does not work any more" in again.get(asked).content.decode()
    assert client.post(CONFIRM, {"code": code}).status_code == 200
    assert not is_in(client)


def test_the_code_logs_in_the_browser_that_asked_and_takes_the_link_with_it(alice, client, asked):
    page = client.get(CONFIRM).content.decode()
    assert alice.email in page
    assert client.post(CONFIRM, {"code": read_code()})["Location"] == "/profile/"
    assert is_in(client)
    assert Client().post(asked).status_code == 404


def test_a_code_is_of_no_use_in_another_browser(alice, asked):
    elsewhere = Client()
    assert elsewhere.post(CONFIRM, {"code": read_code()})["Location"] == ASK
    assert not is_in(elsewhere)


def test_a_newer_link_ends_the_older(alice, client, asked):
    ask(client, alice.email)
    assert client.post(asked).status_code == 404
    assert client.post(link()).status_code == 302


@pytest.mark.parametrize(("seconds", "counts"), [(-10, True), (10, False)])
def test_both_count_for_fifteen_minutes(alice, client, asked, seconds, counts):
    assert LoginCode.objects.get().expires_at - LoginCode.objects.get().made_at == timedelta(
        minutes=15
    )
    LoginCode.objects.update(expires_at=timezone.now() - timedelta(seconds=seconds))
    code = read_code()
    assert (Client().get(asked).status_code == 200) == counts
    assert (client.post(CONFIRM, {"code": code}).status_code == 302) == counts


def test_who_waits_for_a_code_can_log_in_in_another_way(alice, client, asked):
    assert "Send me a link" in client.get("/account/login/").content.decode()
    assert client.get("/account/factors/webauthn/login/").status_code == 200
    assert log_in(client, alice)["Location"] == "/profile/"


def test_a_browser_that_waits_too_long_asks_anew(alice, client, asked, time_machine_forward):
    time_machine_forward(minutes=16)
    assert client.get(CONFIRM)["Location"] == ASK


@pytest.fixture
def time_machine_forward():
    travels = []

    def forward(**by: int) -> None:
        travel = time_machine.travel(timezone.now() + timedelta(**by), tick=False)
        travels.append(travel)
        travel.start()

    yield forward
    for travel in travels:
        travel.stop()


def change_password(alice: User) -> None:
    alice.set_password(NEW_PASSWORD)
    alice.save()


def switch_off(alice: User) -> None:
    alice.mail_login = False
    alice.save()


def deactivate(alice: User) -> None:
    alice.is_active = False
    alice.save()


def change_address(alice: User) -> None:
    alice.email = "other@example.org"
    alice.save()


@pytest.mark.parametrize("event", [change_password, switch_off, deactivate, change_address])
def test_a_link_is_dead_after(alice, client, asked, event):
    event(alice)
    assert client.get(asked).status_code == 404
    assert client.post(asked).status_code == 404
    assert not is_in(client)


def test_a_code_is_dead_after_a_new_password(alice, client, asked):
    code = read_code()
    change_password(alice)
    assert client.post(CONFIRM, {"code": code}).status_code == 200


def test_a_link_goes_with_its_person(alice, browser, asked):
    browser.post("/profile/delete/", {"password": PASSWORD, "when": "now"})
    assert not LoginCode.objects.exists()
    assert Client().post(asked).status_code == 404


def test_old_links_go_by_themselves(alice, asked):
    LoginCode.objects.update(expires_at=timezone.now() - timedelta(seconds=10))
    schedule.expire(timezone.now, until=timezone.now() + timedelta(seconds=60))
    assert not LoginCode.objects.exists()


def test_a_second_factor_is_asked_for_all_the_same(alice, browser, client, asked):
    enrol(browser)
    elsewhere = Client()
    assert elsewhere.post(asked)["Location"] == "/account/factors/authenticate/"
    assert not is_in(elsewhere)
    code = read_code() if "code" in str(mail.outbox[-1].body) else ""
    assert code == "" or client.post(CONFIRM, {"code": code}).status_code == 200


def test_an_administrator_still_needs_the_second_factor(client, db):
    boss = make_person("boss", is_staff=True, is_superuser=True)
    ask(client, boss.email)
    client.post(link())
    led = client.get("/admin/", follow=True).redirect_chain[-1][0]
    assert led.startswith("/profile/second-factor/")


def test_answers_under_a_password_stay_locked_and_the_page_says_so(alice, browser, client, asked):
    page = client.post(asked, follow=True).content.decode()
    assert "your answers are still locked" in page
    assert "At present they are locked." in client.get("/profile/").content.decode()
    client.post("/profile/unlock/", {"password": PASSWORD})
    assert "open in this browser" in client.get("/profile/").content.decode()
    assert [wrap.kind for wrap in KeyWrap.objects.all()] == ["password"]


def test_without_a_password_the_server_opens_them_and_the_page_says_so(dora, client):
    ask(client, dora.email)
    page = client.post(link(), follow=True).content.decode()
    assert "still locked" not in page
    assert "this server can use without you" in page
    assert [wrap.kind for wrap in KeyWrap.objects.all()] == ["server"]
    ask(elsewhere := Client(), dora.email)
    assert "could open your answers without you" in elsewhere.get(link()).content.decode()


def test_a_login_by_link_is_no_fresh_proof(dora, client):
    ask(client, dora.email)
    client.post(link())
    answer = client.get("/account/factors/webauthn/add/")
    assert answer["Location"].startswith(PROOF)


def test_another_person_in_this_browser_is_logged_out_first(alice, browser, charlie):
    ask(Client(), charlie.email)
    browser.post(link())
    assert charlie.email in browser.get("/profile/").content.decode()


def test_who_is_in_already_goes_on(alice, browser, asked):
    assert browser.post(asked)["Location"] == "/profile/"
    ask_page = browser.get(ASK)
    assert ask_page["Location"] == "/profile/"
    assert browser.get(CONFIRM)["Location"] == "/profile/"


def test_known_and_unknown_addresses_are_answered_alike(alice, charlie):
    charlie.mail_login = False
    charlie.save()
    EmailAddress.objects.create(user=make_person("eve"), email="eve2@example.org")
    EmailAddress.objects.filter(email="eve@example.org").update(verified=False)
    pages = []
    for address in (alice.email, NOBODY, charlie.email, "eve@example.org"):
        client = Client()
        first = ask(client, address)
        second = client.get(first["Location"])
        third = client.post(CONFIRM, {"code": "0000 0000"})
        pages.append(
            (first.status_code, first["Location"], plain(second, address), plain(third, address))
        )
    assert len(set(pages)) == 1
    assert [message.to[0] for message in mail.outbox] == [
        alice.email, NOBODY, charlie.email, "eve@example.org",
    ]  # fmt: skip


def test_each_mail_says_what_is_so(alice, charlie, client):
    ask(client, NOBODY)
    assert "there is no account under it" in mail.outbox[-1].body
    switch_off(charlie)
    ask(client, charlie.email)  # in the same browser, which waits for a code
    assert "switched off" in mail.outbox[-1].body
    EmailAddress.objects.filter(user=alice).update(verified=False)
    ask(client, alice.email)
    assert "/account/password/reset/" in mail.outbox[-1].body
    assert not LoginCode.objects.exists()


def test_their_pages_are_among_those_that_answer_after_the_same_time():
    assert {
        "account_request_login_code",
        "account_confirm_login_code",
        "account_signup_by_mail",
    } <= middleware.EVEN


@pytest.mark.parametrize("address", ["alice@example.org", NOBODY])
def test_wrong_codes_ban_like_wrong_passwords_known_or_not(alice, client, address):
    ask(client, address)
    code = wrong(read_code()) if address != NOBODY else "12345678"
    for _ in range(4):
        assert client.post(CONFIRM, {"code": code}).status_code == 200
    assert client.post(CONFIRM, {"code": code}).status_code == 429
    assert "Retry-After" in client.post(
        "/account/login/", {"login": address, "password": PASSWORD}
    )


def test_the_right_code_forgives_the_wrong_ones(alice, client, asked):
    client.post(CONFIRM, {"code": wrong(read_code())})
    client.post(CONFIRM, {"code": read_code()})
    assert not GuessCount.objects.exists()


def test_a_link_forgives_wrong_passwords(alice, client, asked):
    log_in(client, alice, "wrong password of mine")
    client.post(asked)
    assert not GuessCount.objects.exists()


def test_five_guesses_at_a_code_spend_it_from_wherever(alice, client, asked):
    code = read_code()
    LoginCode.objects.update(attempts=short_codes.ATTEMPTS)
    assert client.post(CONFIRM, {"code": code}).status_code == 200
    assert client.post(asked).status_code == 302


def test_letters_are_no_guess(alice, client, asked):
    page = client.post(CONFIRM, {"code": "letters"}).content.decode()
    assert "eight digits" in page
    assert not GuessCount.objects.exists()


def test_too_many_mails_to_one_address_are_refused_known_or_not(alice):
    for address in (alice.email, NOBODY):
        answers = [ask(Client(), address) for _ in range(6)]
        assert [one.status_code for one in answers] == [302] * 5 + [200]
        assert "Too many" in answers[-1].content.decode()


def test_it_is_switched_off_and_on_after_a_fresh_proof(alice, browser, asked):
    browser.post("/account/reauthenticate/", {"password": PASSWORD})
    assert "Switch it off" in browser.get(OFF).content.decode()
    browser.post(OFF)
    alice.refresh_from_db()
    assert not alice.mail_login
    assert not LoginCode.objects.exists()
    assert "Off: no mail logs you in." in browser.get("/profile/").content.decode()
    assert "Switch it on" in browser.get(OFF).content.decode()
    browser.post(OFF, {"on": "1"})
    alice.refresh_from_db()
    assert alice.mail_login


def test_it_stays_switched_off_when_an_older_copy_is_put_back(alice, browser):
    browser.post("/account/reauthenticate/", {"password": PASSWORD})
    with put_back():
        browser.post(OFF)
    put_in_order()
    alice.refresh_from_db()
    assert not alice.mail_login


def test_the_last_way_in_is_not_switched_off(dora, client):
    ask(client, dora.email)
    client.post(link())
    client.post(PROOF, {"send": "1"})
    client.post(PROOF, {"code": read_code()})
    assert "your only way in" in client.post(OFF).content.decode()
    dora.refresh_from_db()
    assert dora.mail_login


def test_link_and_code_stand_nowhere_but_in_the_mail(alice, client, asked, caplog):
    caplog.set_level(logging.DEBUG)
    token, code = asked.rstrip("/").rpartition("/")[2], read_code()
    client.get(asked)
    client.post(CONFIRM, {"code": wrong(code)})
    client.post(asked)
    for table, column, raw in cells():
        for secret in (token, code, code.replace(" ", "")):
            assert not holds(raw, secret), (table, column)
    assert token not in caplog.text.replace(asked, "")
    assert code.replace(" ", "") not in caplog.text
    made = login_codes.Made(code, token)
    assert token not in repr(made)
    assert code not in repr(made)
