"""Each page as nobody, as Charlie and as Alice; and each page's lock against other sites."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.people import log_in

OPEN = (
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/inactive/",
    "/account/confirm-email/",
    "/account/factors/webauthn/login/",
    "/account/login/code/",
    "/account/login/phone/",
    "/account/signup/mail/",
    "/profile/deleted/",
)
OWN = (
    "/profile/",
    "/profile/unlock/",
    "/profile/delete/",
    "/profile/proof/code/",
    "/account/password/change/",
    "/account/email/",
    "/account/reauthenticate/",
    "/account/factors/webauthn/",
)
POSTED = (
    "/account/login/phone/",
    "/profile/phone/",
    "/account/login/code/",
    "/account/login/code/confirm/",
    "/account/login/link/x/",
    "/account/signup/mail/",
    "/account/signup/link/x/",
    "/profile/mail-login/",
    "/account/login/",
    "/account/signup/",
    "/account/logout/",
    "/account/password/reset/",
    "/profile/",
    "/profile/unlock/",
    "/profile/delete/",
    "/profile/proof/code/",
    "/profile/delete/question/",
    "/profile/leaving/",
    "/account/password/change/",
    "/account/email/",
    "/account/reauthenticate/",
    "/account/factors/authenticate/",
    "/account/factors/webauthn/add/",
    "/account/factors/webauthn/login/",
    "/account/factors/webauthn/reauthenticate/",
    "/profile/new-password/",
)


@pytest.mark.parametrize("path", OPEN)
def test_anybody_sees_the_open_pages(client, db, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.content.count(b"<h1") == 1


@pytest.mark.parametrize("path", OWN)
def test_nobody_sees_a_persons_pages(client, db, path):
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/?next=")


@pytest.mark.parametrize("path", OWN)
def test_a_person_sees_their_own_page_and_nothing_of_anybody_else(alice, charlie, path):
    stranger = Client()
    log_in(stranger, charlie)
    answer = stranger.get(path)
    assert answer.status_code == 200
    assert alice.email not in answer.content.decode()


@pytest.mark.parametrize("path", POSTED)
def test_no_form_can_be_posted_from_another_site(alice, path):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    assert strict.post(path, {}).status_code == 403


@pytest.mark.parametrize("path", OWN)
def test_a_persons_pages_are_not_kept_by_browser_or_proxy(browser, path):
    cached = browser.get(path).headers.get("Cache-Control", "")
    assert "no-store" in cached or "private" in cached


def test_an_unknown_address_below_account_leads_to_login(client, db):
    assert client.get("/account/")["Location"] == "/account/login/"


def test_answers_in_json_are_not_given(alice, client):
    answer = client.post(
        "/account/login/",
        {"login": alice.email, "password": "wrong"},
        headers={"x-requested-with": "XMLHttpRequest", "accept": "application/json"},
    )
    assert answer["Content-Type"].startswith("text/html")


def test_a_name_is_saved_and_shown(alice, browser):
    browser.post("/profile/", {"name": "Alice <Liddell>"})
    assert "Alice &lt;Liddell&gt;" in browser.get("/profile/").content.decode()
