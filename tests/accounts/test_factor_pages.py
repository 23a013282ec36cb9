"""Setting up and removing a second factor, and its spare codes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from tests.factors import ACTIVATE, SPARE, code, enrol, prove, read_secret
from tests.people import PASSWORD, log_in

NOW = datetime(2026, 3, 27, 12, tzinfo=UTC)
REMOVE = "/account/factors/totp/deactivate/"
CODES = "/account/factors/recovery-codes/"
OPENS_NONE = re.compile("opens? (no answers|none)")
PAGES = (ACTIVATE, CODES, f"{CODES}generate/", "/account/factors/reauthenticate/")
STRANGE = (*PAGES, REMOVE, f"{CODES}download/", "/account/factors/", "/profile/second-factor/")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def old(browser: Client, clock) -> Client:
    """Alice's browser, when her login is no fresh proof any more."""
    clock.shift(timedelta(minutes=6))
    return browser


def test_a_login_by_password_is_a_fresh_proof_for_five_minutes(browser, clock):
    clock.shift(timedelta(minutes=4, seconds=50))
    assert browser.get(ACTIVATE).status_code == 200
    clock.shift(timedelta(seconds=20))
    assert browser.get(ACTIVATE)["Location"].startswith("/account/reauthenticate/?next=")


@pytest.mark.parametrize("path", [ACTIVATE, REMOVE, CODES, f"{CODES}generate/"])
def test_adding_removing_and_seeing_codes_want_a_fresh_proof(browser, clock, path):
    enrol(browser)
    if path == ACTIVATE:
        Authenticator.objects.all().delete()
    clock.shift(timedelta(minutes=6))
    for answer in (browser.get(path), browser.post(path, {"code": "123456"})):
        if answer.status_code != 405:
            assert answer["Location"].startswith("/account/reauthenticate/?next=")


def test_a_download_wants_a_fresh_proof_too(browser, clock):
    enrol(browser)
    clock.shift(timedelta(minutes=6))
    answer = browser.get(f"{CODES}download/")
    assert answer["Location"].startswith("/account/reauthenticate/")


def test_after_the_proof_one_is_where_one_wanted_to_be(old):
    where = old.get(ACTIVATE)["Location"]
    assert old.post(where, {"password": PASSWORD, "next": ACTIVATE})["Location"] == ACTIVATE
    assert old.get(ACTIVATE).status_code == 200


def test_a_code_is_as_good_a_proof_as_the_password(old, clock):
    secret, _ = enrol(old)
    clock.shift(timedelta(minutes=6))
    page = old.get("/account/reauthenticate/").content.decode()
    assert "Use authenticator app or code instead" in page
    form = {"code": code(secret), "next": REMOVE}
    assert old.post("/account/factors/reauthenticate/", form)["Location"] == REMOVE
    assert old.get(REMOVE).status_code == 200


def test_somebody_without_a_factor_is_asked_for_no_code(old):
    assert old.get("/account/factors/reauthenticate/")["Location"] == "/account/reauthenticate/"


def test_a_wrong_first_code_switches_nothing_on_and_keeps_the_secret(browser):
    secret = read_secret(browser.get(ACTIVATE).content.decode())
    answer = browser.post(ACTIVATE, {"code": "123"})
    assert read_secret(answer.content.decode()) == secret
    assert 'value="123"' in answer.content.decode()
    assert not Authenticator.objects.exists()


def test_the_page_gives_the_secret_as_picture_as_text_and_as_link(browser):
    page = browser.get(ACTIVATE).content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    assert f'href="otpauth://totp/alice%40example.org?secret={read_secret(page)}' in page
    assert "issuer=Dasite" in page


def test_each_visit_shows_another_secret_until_one_is_confirmed(browser):
    first, second = (read_secret(browser.get(ACTIVATE).content.decode()) for _ in range(2))
    assert first != second


def test_switching_on_logs_other_devices_out(alice, browser):
    phone = Client()
    log_in(phone, alice)
    enrol(browser)
    assert browser.get("/profile/").status_code == 200
    assert phone.get("/profile/").status_code == 302
    assert log_in(phone, alice)["Location"] == "/account/factors/authenticate/"
    assert phone.get("/my-data/").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_switching_on_is_told_by_mail_once_it_is_certain(browser):
    mail.outbox.clear()
    enrol(browser)
    (told,) = mail.outbox
    assert "second factor" in told.subject
    assert "/account/password/reset/" in told.body


def test_an_app_is_set_up_once(browser):
    enrol(browser)
    assert browser.get(ACTIVATE)["Location"] == REMOVE


@pytest.mark.parametrize("path", PAGES)
def test_each_page_says_that_a_second_factor_opens_no_answers(browser, path):
    if path != ACTIVATE:
        enrol(browser)
    assert OPENS_NONE.search(browser.get(path).content.decode())


def test_removing_takes_the_spare_codes_along_and_the_password_is_enough_again(alice, browser):
    enrol(browser)
    mail.outbox.clear()
    assert OPENS_NONE.search(browser.get(REMOVE).content.decode())
    assert browser.post(REMOVE)["Location"] == "/account/factors/"
    assert not Authenticator.objects.exists()
    assert log_in(Client(), alice)["Location"] == "/profile/"
    (told,) = mail.outbox
    assert "removed" in told.subject


def test_new_spare_codes_make_the_old_ones_worthless(alice, browser):
    _, old_ones = enrol(browser)
    answer = browser.post(f"{CODES}generate/", follow=True)
    fresh = SPARE.findall(answer.content.decode())
    assert len(fresh) == 10
    assert not set(fresh) & set(old_ones)
    client = Client()
    log_in(client, alice)
    assert client.post("/account/factors/authenticate/", {"code": old_ones[0]}).status_code == 200


def test_used_spare_codes_are_counted_and_shown_no_more(browser):
    _, spare = enrol(browser)
    Authenticator.objects.get(type="recovery_codes").wrap().validate_code(spare[0])
    page = browser.get(CODES).content.decode()
    assert "9 of 10 left" in page
    assert spare[0] not in page


def test_all_used_up_is_said_and_nothing_can_be_downloaded(browser):
    _, spare = enrol(browser)
    for one in spare:
        Authenticator.objects.get(type="recovery_codes").wrap().validate_code(one)
    assert "None of 10 is left" in browser.get(CODES).content.decode()
    assert browser.get(f"{CODES}download/").status_code == 404


def test_spare_codes_come_as_a_file_that_nobody_keeps(browser):
    _, spare = enrol(browser)
    answer = browser.get(f"{CODES}download/")
    assert answer["Content-Type"].startswith("text/plain")
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    assert all(one in answer.content.decode() for one in spare)


def test_spare_codes_are_nobody_s_without_a_factor(browser):
    assert browser.get(CODES).status_code == 404
    answer = browser.post(f"{CODES}generate/")
    assert "Set up a second factor first." in answer.content.decode()


@pytest.mark.parametrize("path", STRANGE)
def test_nobody_sees_any_of_it(client, db, path):
    answer = client.get(path)
    assert answer.status_code == 302
    assert "/account/login/" in client.get(path, follow=True).redirect_chain[-1][0]


def test_a_stranger_sees_nothing_of_another_s_factor(browser, bob):
    secret, spare = enrol(browser)
    stranger = Client()
    log_in(stranger, bob)
    for path in STRANGE:
        page = stranger.get(path, follow=True).content.decode()
        assert not any(word in page for word in (secret, *spare, "alice@example.org"))


@pytest.mark.parametrize("path", [ACTIVATE, REMOVE, f"{CODES}generate/", "/profile/stop-login/"])
def test_no_form_can_be_posted_from_another_site(alice, path):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    assert strict.post(path, {}).status_code == 403


def test_the_list_of_ways_is_the_profile(browser):
    assert browser.get("/account/factors/")["Location"] == "/profile/"


def test_an_address_is_changed_beside_a_second_factor(alice, browser):
    enrol(browser)
    form = {"email": "alice.new@example.org", "password": PASSWORD, "action_add": "1"}
    assert browser.post("/account/email/", form).status_code == 302
    assert "alice.new@example.org" in browser.get("/account/email/").content.decode()


def test_a_fresh_proof_is_needed_after_sign_up_by_password(db, client):
    form = {"email": "dora@example.org", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/account/signup/", form)
    assert client.get(ACTIVATE).status_code == 302
    prove(client)
    assert client.get(ACTIVATE).status_code == 200
