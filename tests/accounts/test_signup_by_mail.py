"""An account without a password: said before what it means, made by a link, told to nobody."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.services import login_mails
from accounts.services.short_codes import LIVES
from privacy.models import KeyWrap
from tests.accounts.pages import plain
from tests.accounts.test_login_by_mail import is_in
from tests.accounts.test_secrets import cells
from tests.people import PASSWORD
from tests.site.canary import holds

ASK = "/account/signup/mail/"
NEW = "dora@example.org"


def ask(client: Client, address: str = NEW) -> Any:
    return client.post(ASK, {"email": address})


def link(kind: str = "signup") -> str:
    found = re.search(
        rf"http://127.0.0.1:8000(/account/{kind}/link/\S+)", str(mail.outbox[-1].body)
    )
    assert found
    return found.group(1)


def test_what_it_means_is_said_before(client, db):
    assert "Sign up without a password" in client.get("/account/signup/").content.decode()
    page = client.get(ASK).content.decode()
    assert "this site could open your answers without you" in page


def test_the_link_makes_an_account_whose_keys_the_server_holds(client, db):
    ask(client)
    page = client.get(link()).content.decode()
    assert "This site could open your answers without you" in page
    assert not User.objects.exists()
    answer = client.post(link())
    assert answer["Location"] == "/profile/"
    user = User.objects.get()
    assert not user.has_usable_password()
    assert EmailAddress.objects.get().verified
    assert [wrap.kind for wrap in KeyWrap.objects.all()] == ["server"]
    assert "this server can use without you" in client.get("/profile/").content.decode()


def test_it_counts_once(client, db):
    ask(client)
    path = link()
    client.post(path)
    again = Client()
    assert again.post(path).status_code == 404
    User.objects.all().delete()
    assert again.post(path).status_code == 404
    assert not User.objects.exists()


def test_looking_at_it_makes_nothing(client, db):
    ask(client)
    for _ in range(3):
        assert client.get(link()).status_code == 200
    assert not User.objects.exists()


def test_it_counts_for_fifteen_minutes(client, db):
    now = timezone.now()
    ask(client)
    token = link().rstrip("/").rpartition("/")[2]
    later = now + LIVES
    assert login_mails.read_signup(token, now=later - timedelta(seconds=10)) == NEW
    assert login_mails.read_signup(token, now=later + timedelta(seconds=60)) == ""
    assert login_mails.read_signup(token, now=now) == NEW
    assert login_mails.read_signup("x" + token, now=now) == ""


def test_known_and_unknown_addresses_are_answered_alike(alice):
    pages = [plain(ask(Client(), address), address) for address in (alice.email, NEW)]
    assert pages[0] == pages[1]
    assert len(mail.outbox) == 2


def test_who_has_an_account_gets_a_link_to_log_in(alice, client):
    ask(client, alice.email)
    client.post(link("login"))
    assert is_in(client)
    assert User.objects.count() == 1


def test_who_was_deactivated_is_not_made_anew(alice, client):
    alice.is_active = False
    alice.save()
    ask(client, alice.email)
    assert "there is no account" in mail.outbox[-1].body
    assert User.objects.count() == 1


def test_an_account_that_was_made_meanwhile_is_not_touched(client, db, monkeypatch):
    ask(client)
    path = link()
    monkeypatch.setattr(login_mails, "read_signup", lambda token, now: NEW)
    User.objects.create_user(NEW, PASSWORD)
    assert client.post(path).status_code == 404
    assert User.objects.get().has_usable_password()


def test_who_is_logged_in_is_led_away(browser):
    assert browser.get(ASK)["Location"] == "/profile/"
    ask(Client())
    assert browser.post(link()).status_code == 404


def test_where_nobody_may_sign_up_no_link_is_sent(client, db, monkeypatch):
    ask(client)
    path = link()
    monkeypatch.setattr(
        "accounts.adapters.AccountAdapter.is_open_for_signup", lambda self, request: False
    )
    ask(client)
    assert len(mail.outbox) == 1
    assert client.post(path).status_code == 404


@pytest.mark.parametrize("address", ["alice@example.org", NEW])
def test_too_many_mails_are_refused(alice, address):
    assert [ask(Client(), address).status_code for _ in range(6)] == [200] * 5 + [429]


def test_what_is_no_address_is_said(client, db):
    page = ask(client, "nonsense").content.decode()
    assert "<title>Error:" in page
    assert not mail.outbox


def test_the_address_is_in_no_table_and_not_in_the_link(client, db, caplog):
    caplog.set_level(logging.DEBUG)
    ask(client)
    assert NEW not in link()
    client.get(link())
    for table, column, raw in cells():
        assert not holds(raw, NEW), (table, column)
    assert NEW not in caplog.text
