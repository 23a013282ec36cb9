"""Who comes back while the account waits is asked, by whichever way in they come."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import DeletionRequest, User
from tests.accounts import test_phone as by_phone
from tests.accounts.social import come_by, sign_up
from tests.accounts.test_login_by_mail import CONFIRM, ask, link
from tests.accounts.test_mailed_code import read_code
from tests.accounts.test_phone import gateway
from tests.authenticator import add, log_in_with
from tests.factors import code, enrol, give_code, prove
from tests.people import PASSWORD, log_in

__all__ = ["gateway"]

DELETE, LEAVING = "/profile/delete/", "/profile/leaving/"
ComeBack = Callable[[Client], None]


def by_password(browser: Client, alice: User) -> ComeBack:
    return lambda client: log_in(client, alice)


def by_link(browser: Client, alice: User) -> ComeBack:
    def come(client: Client) -> None:
        ask(client, alice.email)
        client.post(link())

    return come


def by_mailed_code(browser: Client, alice: User) -> ComeBack:
    def come(client: Client) -> None:
        ask(client, alice.email)
        client.post(CONFIRM, {"code": read_code()})

    return come


def by_code_on_the_phone(browser: Client, alice: User) -> ComeBack:
    by_phone.add(browser)

    def come(client: Client) -> None:
        by_phone.ask(client)
        client.post(CONFIRM, {"code": by_phone.read_code()})

    return come


def by_passkey(browser: Client, alice: User) -> ComeBack:
    prove(browser)
    passkey = add(browser)[0]
    return lambda client: log_in_with(client, passkey)


def by_second_factor(browser: Client, alice: User) -> ComeBack:
    secret, _spare = enrol(browser)

    def come(client: Client) -> None:
        log_in(client, alice)
        assert client.get("/profile/").status_code == 302  # the password alone is not enough
        give_code(client, code(secret, steps=1))

    return come


def by_spare_code(browser: Client, alice: User) -> ComeBack:
    _secret, spare = enrol(browser)

    def come(client: Client) -> None:
        log_in(client, alice)
        give_code(client, spare[0])

    return come


WAYS = [
    by_password,
    by_link,
    by_mailed_code,
    by_code_on_the_phone,
    by_passkey,
    by_second_factor,
    by_spare_code,
]


def is_asked_and_stays(client: Client, person: User) -> None:
    """See the one page, see nothing else, and have all of it back by its button."""
    assert client.session["_auth_user_id"] == str(person.pk)
    assert client.get("/my-data/")["Location"] == LEAVING
    assert ">Keep my account</button>" in client.get(LEAVING).content.decode()
    assert client.post(LEAVING, {"keep": "1"})["Location"] == "/profile/"
    assert client.get("/profile/").status_code == 200
    assert DeletionRequest.objects.get().state == DeletionRequest.State.CANCELLED


@pytest.mark.parametrize("way", WAYS)
def test_each_way_in_leads_to_the_question_and_back(alice, browser, gateway, way):
    come = way(browser, alice)
    prove(browser)
    answer = browser.post(DELETE, {"password": PASSWORD, "when": "wait"})
    assert answer["Location"] == LEAVING
    client = Client()
    come(client)
    is_asked_and_stays(client, alice)


def test_a_login_at_another_service_leads_there_too(db, client, town):
    sign_up(client, town, "dora-7731", email="dora@example.org")
    EmailAddress.objects.update(verified=False)  # nothing else is left to prove it by
    come_by(client, town, "dora-7731", process="prove", next=DELETE)
    assert client.post(DELETE, {"when": "wait"})["Location"] == LEAVING
    from_there = Client()
    come_by(from_there, town, "dora-7731")
    is_asked_and_stays(from_there, User.objects.get())
