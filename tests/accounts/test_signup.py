"""Making an account: keys from the first moment, and the same answer for a known address."""

from __future__ import annotations

import pytest
from django.core import mail
from django.db import IntegrityError
from django.test import Client

from accounts.forms import SignupForm
from accounts.models import User
from privacy.models import KeyShare, SubjectKey, UnlockedKey
from privacy.vault import subjects
from privacy.vault.errors import KeyDestroyed
from tests.accounts.pages import plain
from tests.people import NEW_PASSWORD, PASSWORD, log_in

SIGNUP = "/account/signup/"
DORA = {"email": "Dora@Example.org", "password1": PASSWORD, "password2": PASSWORD}


def test_a_sign_up_makes_the_keys_and_unlocks_them(db, client):
    assert client.post(SIGNUP, DORA).status_code == 302
    dora = User.objects.get(email="dora@example.org")
    assert SubjectKey.objects.get().subject_id == dora.subject_id
    assert not UnlockedKey.objects.get().pending
    assert b"open in this browser" in client.get("/profile/").content


def test_a_sign_up_costs_one_argon2_and_so_does_the_next_login(db, client, argon_runs):
    client.post(SIGNUP, DORA)
    assert len(argon_runs) == 1
    log_in(Client(), User.objects.get())
    assert len(argon_runs) == 2


def test_a_sign_up_of_a_known_address_answers_alike_and_tells_the_mailbox(alice, mail_server):
    known, unknown = Client(), Client()
    one = known.post(SIGNUP, {**DORA, "email": alice.email})
    two = unknown.post(SIGNUP, DORA)
    assert (one.status_code, one["Location"]) == (two.status_code, two["Location"])
    assert plain(known.get(one["Location"])) == plain(unknown.get(two["Location"]))
    assert "You have an account already" in mail.outbox[0].subject
    assert User.objects.count() == 2


def test_a_sign_up_of_a_known_address_costs_as_much(alice, mail_server, client, argon_runs):
    client.post(SIGNUP, {**DORA, "email": alice.email})
    assert len(argon_runs) == 1


def test_the_known_person_keeps_the_password(alice, mail_server, client):
    client.post(
        SIGNUP, {"email": alice.email, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    )
    assert log_in(Client(), alice, NEW_PASSWORD).status_code == 200
    assert log_in(Client(), alice).status_code == 302


def test_without_keys_there_is_no_account(db, client, monkeypatch):
    def no_share(*args, **kwargs):
        raise KeyDestroyed

    monkeypatch.setattr(subjects, "create", no_share)
    with pytest.raises(KeyDestroyed):
        client.post(SIGNUP, DORA)
    assert not User.objects.exists()


def test_two_who_sign_up_at_once_with_one_address_make_one_account(
    mail_server, client, monkeypatch
):
    def too_late(form, request):
        raise IntegrityError

    monkeypatch.setattr(SignupForm, "save", too_late)
    assert client.post(SIGNUP, DORA)["Location"] == "/account/confirm-email/"


def test_where_no_mail_could_tell_the_slower_of_two_is_led_to_the_login(db, client, monkeypatch):
    def too_late(form, request):
        raise IntegrityError

    monkeypatch.setattr(SignupForm, "save", too_late)
    answer = client.post(SIGNUP, DORA, follow=True)
    assert answer.redirect_chain == [("/account/login/", 302)]
    assert "This address has an account already" in answer.content.decode()


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("short", "too short"),
        ("password1234", "too common"),
        ("dora@example.org", "too similar"),
        ("ä" * 513, "at most 1,024 characters"),
    ],
)
def test_a_weak_or_endless_password_is_refused_unhashed(
    db, client, argon_runs, password, sentence
):
    answer = client.post(SIGNUP, {**DORA, "password1": password, "password2": password})
    assert sentence in answer.content.decode()
    assert argon_runs == []


def test_two_different_passwords_are_refused(db, client):
    answer = client.post(SIGNUP, {**DORA, "password2": NEW_PASSWORD})
    assert answer.status_code == 200
    assert not KeyShare.objects.exists()


def test_links_in_mails_lead_to_the_configured_address(db, client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.post(SIGNUP, DORA, headers={"host": "evil.example"})
    assert "evil.example" not in mail.outbox[0].body
    assert settings.DASITE_URL in mail.outbox[0].body
