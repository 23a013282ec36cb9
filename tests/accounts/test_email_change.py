"""Another address: proven by password here and by a link there; until then nothing changes."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.people import PASSWORD, WRONG_PASSWORD, log_in

EMAIL = "/account/email/"
FORM = {"email": "alice.new@example.org", "password": PASSWORD, "action_add": "1"}


def confirm(client: Client) -> None:
    line = next(line for line in mail.outbox[-1].body.splitlines() if "/confirm-email/" in line)
    client.post(line.removeprefix("http://127.0.0.1:8000"))


def test_the_new_address_counts_once_its_link_was_followed(alice, browser):
    browser.post(EMAIL, FORM)
    assert User.objects.get().email == "alice@example.org"
    assert log_in(Client(), alice).status_code == 302
    confirm(browser)
    alice.refresh_from_db()
    assert alice.email == "alice.new@example.org"
    assert log_in(Client(), alice).status_code == 302
    assert EmailAddress.objects.get().email == "alice.new@example.org"


def test_the_password_is_needed_and_a_wrong_one_counts(alice, browser):
    for _ in range(4):
        answer = browser.post(EMAIL, {**FORM, "password": WRONG_PASSWORD})
        assert "That is not your password" in answer.content.decode()
    assert browser.post(EMAIL, {**FORM, "password": WRONG_PASSWORD}).status_code == 429
    assert EmailAddress.objects.count() == 1


def test_an_unconfirmed_address_is_not_given_up(alice, browser):
    EmailAddress.objects.update(verified=False)
    assert "not confirmed yet" in browser.post(EMAIL, FORM).content.decode()
    assert EmailAddress.objects.get().email == alice.email
    page = browser.get(EMAIL).content.decode()
    assert "Send the link to alice@example.org" in page
    browser.post(EMAIL, {"email": alice.email, "action_send": "1"})
    confirm(browser)
    assert EmailAddress.objects.get().verified


def test_somebody_elses_address_is_not_told_and_not_taken(alice, browser, bob):
    answer = browser.post(EMAIL, {**FORM, "email": bob.email})
    assert answer.status_code == 302
    confirm(browser)
    assert User.objects.get(pk=alice.pk).email == "alice@example.org"
    assert log_in(Client(), bob).status_code == 302


def test_an_address_that_another_account_has_unconfirmed_is_not_taken(alice, browser, bob):
    EmailAddress.objects.filter(user=bob).delete()
    browser.post(EMAIL, {**FORM, "email": bob.email})
    confirm(browser)
    assert User.objects.get(pk=alice.pk).email == "alice@example.org"
