"""A code by mail proves who asks: short, once, for a quarter hour, counted like a password."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone

from accounts.models import GuessCount, MailedCode, User
from accounts.services import short_codes
from privacy.retention import schedule
from tests.factors import enrol
from tests.people import PASSWORD, WRONG_PASSWORD, log_in

DELETE, CODE = "/profile/delete/", "/profile/proof/code/"


def read_code() -> str:
    found = re.search(r"\b\d{4} \d{4}\b", str(mail.outbox[-1].body))
    assert found
    return found.group()


def wrong(code: str) -> str:
    return f"{(int(code.replace(' ', '')) + 1) % 10**8:08}"


@pytest.fixture
def code(browser) -> str:
    """The code that Alice was mailed."""
    browser.post(CODE, {"send": "1"})
    return read_code()


def test_the_code_takes_the_place_of_the_password(alice, browser, code):
    assert browser.post(CODE, {"code": code, "next": DELETE})["Location"] == DELETE
    page = browser.get(DELETE).content.decode()
    assert "You have just proved that it is you" in page
    assert 'name="password"' not in page
    browser.post(DELETE, {"when": "now"})
    assert not User._base_manager.filter(pk=alice.pk).exists()


def test_what_was_chosen_is_still_chosen_when_one_comes_back(browser):
    answer = browser.post(DELETE, {"way": "mailed code", "when": "now", "password": ""})
    assert answer["Location"] == f"{CODE}?next=%2Fprofile%2Fdelete%2F"
    page = browser.get(DELETE).content.decode()
    assert re.search(r'value="now"[^>]*checked', page)


def test_a_code_counts_once(alice, browser, code):
    browser.post(CODE, {"code": code})
    other = Client()
    log_in(other, alice)
    assert "wrong, was used, or is too old" in other.post(CODE, {"code": code}).content.decode()


@pytest.mark.parametrize(("seconds", "counts"), [(-10, True), (10, False)])
def test_a_code_counts_for_fifteen_minutes(alice, browser, code, seconds, counts):
    MailedCode.objects.update(expires_at=timezone.now() - timedelta(seconds=seconds))
    assert (browser.post(CODE, {"code": code}).status_code == 303) == counts


def test_the_table_holds_a_digest_alone(alice, code):
    row = MailedCode.objects.get()
    assert row.expires_at - row.made_at == timedelta(minutes=15)
    for said in (code, code.replace(" ", ""), alice.email):
        assert said not in f"{row.key} {row}"
    assert len(row.key) == 64


def test_a_code_of_somebody_else_is_wrong(charlie, code):
    stranger = Client()
    log_in(stranger, charlie)
    stranger.post(CODE, {"send": "1"})
    assert stranger.post(CODE, {"code": code}).status_code == 200


def test_wrong_codes_count_like_wrong_passwords(browser, code):
    for _ in range(3):
        assert browser.post(CODE, {"code": wrong(code)}).status_code == 200
    for _ in range(2):
        browser.post(DELETE, {"password": WRONG_PASSWORD, "when": "now"})
    assert browser.post(CODE, {"code": code}).status_code == 429
    assert User.objects.exists()


def test_the_right_code_forgives_the_wrong_ones(browser, code):
    browser.post(CODE, {"code": wrong(code)})
    browser.post(CODE, {"code": code})
    assert not GuessCount.objects.exists()


def test_five_wrong_guesses_from_anywhere_spend_the_code(browser, code):
    for number in range(5):
        browser.post(CODE, {"code": wrong(code)}, REMOTE_ADDR=f"192.0.2.{number}")
    assert browser.post(CODE, {"code": code}).status_code == 200


def test_what_is_no_code_is_no_guess(browser, code):
    assert "eight digits" in browser.post(CODE, {"code": "letters"}).content.decode()
    assert not GuessCount.objects.exists()


def test_a_second_mail_within_a_minute_is_not_sent(browser, code):
    answer = browser.post(CODE, {"send": "1"})
    assert "less than a minute ago" in answer.content.decode()
    assert len(mail.outbox) == 1
    MailedCode.objects.update(made_at=timezone.now() - timedelta(seconds=70))
    browser.post(CODE, {"send": "1"})
    assert len(mail.outbox) == 2
    assert browser.post(CODE, {"code": code}).status_code == 200
    assert browser.post(CODE, {"code": read_code()}).status_code == 303


def test_a_mail_server_that_does_not_answer_is_said_and_can_be_tried_again(browser, monkeypatch):
    def fail(backend, messages):
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", fail)
        assert "could not be sent" in browser.post(CODE, {"send": "1"}).content.decode()
    browser.post(CODE, {"send": "1"})
    assert len(mail.outbox) == 1


def test_it_stands_in_for_no_second_factor(browser):
    enrol(browser)
    assert browser.get(CODE).status_code == 404
    log_out_proof(browser)
    page = browser.get(DELETE).content.decode()
    assert "Use my authenticator app" in page
    assert "Send a code" not in page


def test_a_second_factor_is_proof(browser):
    _, spare = enrol(browser)
    log_out_proof(browser)
    answer = browser.post(DELETE, {"way": "mfa_reauthenticate", "when": "wait"})
    assert answer["Location"].startswith("/account/factors/reauthenticate/?next=")
    assert browser.post(answer["Location"], {"code": spare[0]})["Location"] == DELETE
    assert "You have just proved" in browser.get(DELETE).content.decode()


def log_out_proof(client: Client) -> None:
    """Let the proofs that were given be too old."""
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [{**one, "at": 1.0} for one in records]
    session.save()


def test_an_address_that_was_never_confirmed_gets_no_code(browser):
    EmailAddress.objects.update(verified=False)
    assert browser.get(CODE).status_code == 404
    assert browser.post(CODE, {"send": "1"}).status_code == 404
    assert not mail.outbox


def test_who_has_a_confirmed_address_alone_is_asked_for_a_code_first(alice, browser):
    alice.set_unusable_password()
    alice.save()
    browser.force_login(alice, "accounts.backends.UnlockingBackend")
    page = browser.get(DELETE).content.decode()
    assert "First prove that it is you" in page
    assert "button-danger" not in page
    assert browser.post(DELETE, {"when": "now"})["Location"] == DELETE
    assert User.objects.filter(pk=alice.pk).exists()
    EmailAddress.objects.update(verified=False)
    assert "Confirm your address" in browser.get(DELETE).content.decode()


def test_a_login_a_moment_ago_is_no_proof(browser):
    assert 'name="password"' in browser.get(DELETE).content.decode()


def test_a_password_given_on_its_own_page_is_proof_for_a_few_minutes(alice, browser):
    answer = browser.post(DELETE, {"way": "reauthenticate", "when": "now"})
    assert browser.post(answer["Location"], {"password": PASSWORD})["Location"] == DELETE
    assert 'name="password"' not in browser.get(DELETE).content.decode()
    log_out_proof(browser)
    assert browser.post(DELETE, {"when": "now"})["Location"] == DELETE
    assert User.objects.filter(pk=alice.pk).exists()


def test_a_way_that_one_does_not_have_is_not_there(browser):
    assert browser.post(DELETE, {"way": "mfa_reauthenticate"}).status_code == 404


def test_old_codes_go_by_themselves(alice, code):
    MailedCode.objects.update(expires_at=timezone.now() - timedelta(seconds=10))
    schedule.expire(timezone.now, until=timezone.now() + timedelta(seconds=60))
    assert not MailedCode.objects.exists()


def test_a_code_goes_with_its_person(alice, browser, code):
    browser.post(DELETE, {"password": PASSWORD, "when": "now"})
    assert not MailedCode.objects.exists()


def test_the_code_stands_nowhere_but_in_the_mail(browser, code, caplog):
    assert short_codes.DIGITS == 8
    assert code not in browser.get(CODE).content.decode()
    assert code.replace(" ", "") not in caplog.text
    assert code not in str(dict(browser.session))
