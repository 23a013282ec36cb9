"""Logging in by another service: signing up, coming back, and who can open the answers."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import lxml.html
import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.services import deletion
from privacy.models import Grant, KeyWrap, SubjectKey, Tombstone
from privacy.vault import subjects, ways
from privacy.vault.box import create_box, open_box
from privacy.vault.errors import KeyDestroyed
from tests.accounts.social import (
    BEGIN,
    CALLBACK,
    SIGNUP,
    come_by,
    configured,
    set_out,
    sign_up,
)
from tests.accounts.test_password_reset import FORM, ask, follow
from tests.factors import code, enrol, give_code
from tests.people import NEW_PASSWORD

pytestmark = pytest.mark.django_db


def dora() -> User:
    return User.objects.get(email="dora@example.org")


def test_somebody_new_is_told_who_could_open_their_answers_and_gets_keys_the_server_holds(
    client, town
):
    assert come_by(client, town, "dora-7731")["Location"] == SIGNUP
    page = client.get(SIGNUP).content.decode()
    assert "This site could open your answers." in page
    assert "Dora Canarybird" in page
    answer = client.post(SIGNUP, {"email": "dora@example.org"})
    assert answer["Location"] == "/profile/"
    person = dora()
    assert person.name == "Dora Canarybird"
    assert not person.has_usable_password()
    assert ways.is_served(person.subject_id)
    page = client.get("/profile/").content.decode()
    assert "open in this browser" in page
    assert "You can log in by Town hall. This server can open your answers without you" in page


def test_who_comes_back_is_known_and_their_keys_are_at_hand(client, town):
    sign_up(client, town, "dora-7731", email="dora@example.org")
    town.seen.clear()
    again = Client()
    assert come_by(again, town, "dora-7731")["Location"] == "/profile/"
    assert b"open in this browser" in again.get("/profile/").content
    assert User.objects.count() == 1
    assert town.seen == ["/token"]  # nothing besides who they are, and no second discovery


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
def test_tokens_signed_by_either_usual_method_are_taken(client, town, algorithm):
    town.algorithm = algorithm
    assert come_by(client, town, "dora-7731")["Location"] == SIGNUP


def test_the_secret_is_posted_where_the_provider_takes_it_so(client, town):
    town.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert come_by(client, town, "dora-7731")["Location"] == SIGNUP


def test_claims_in_the_token_spare_the_question_for_more(client, town):
    town.in_token = True
    sign_up(client, town, "dora-7731", email="dora@example.org")
    assert dora().name == "Dora Canarybird"
    assert "/userinfo" not in town.seen


def test_a_provider_without_userinfo_lets_people_type_their_address(client, town):
    town.metadata = {"userinfo_endpoint": None}
    sign_up(client, town, "dora-7731", email="Dora@example.org")
    assert dora().name == ""


def test_the_way_there_asks_for_little_and_binds_the_answer(client, town):
    asked = set_out(client)
    assert asked["scope"] == "openid email profile"
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == f"http://127.0.0.1:8000{CALLBACK}"
    assert len(asked["nonce"]) >= 43
    assert len({asked["nonce"], asked["state"], asked["code_challenge"]}) == 3


def test_a_link_alone_begins_nothing(client, town):
    page = client.get(f"{BEGIN}?process=login&next=/my-data/")
    assert b"Go to Town hall" in page.content
    assert town.seen == []
    assert not client.session.get("socialaccount_states")
    assert Client(enforce_csrf_checks=True).post(BEGIN).status_code == 403


def test_nothing_in_the_address_changes_what_is_asked(client, town):
    answer = client.post(f"{BEGIN}?scope=admin&auth_params=prompt%3Dnone%26redirect_uri%3Devil")
    (link,) = lxml.html.fromstring(answer.content).xpath('//main//a[@class="button"]/@href')
    assert "scope=openid+email+profile&" in link
    assert not any(word in link for word in ("admin", "evil", "prompt"))


@pytest.mark.parametrize(
    ("wanted", "led"),
    [("/my-data/", "/my-data/"), ("//evil.example", "/profile/"), ("http://evil", "/profile/")],
)
def test_one_goes_on_here_and_nowhere_else(client, town, wanted, led):
    sign_up(client, town, "dora-7731", email="dora@example.org")
    assert come_by(Client(), town, "dora-7731", next=wanted)["Location"] == led


def test_who_is_logged_in_is_not_logged_in_as_somebody_else(browser, town):
    assert browser.post(BEGIN)["Location"] == "/profile/"
    assert town.seen == []


def test_an_address_is_confirmed_by_us_unless_the_provider_is_trusted(client, town, mail_server):
    answer = sign_up(client, town, "dora-7731", email="dora@example.org")
    assert answer["Location"] == "/account/confirm-email/"
    assert not EmailAddress.objects.get(email="dora@example.org").verified
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("confirmed", [True, "true"])
def test_a_trusted_provider_confirms_an_address_and_nobody_types_another(
    client, town, settings, mail_server, confirmed
):
    settings.SOCIALACCOUNT_PROVIDERS = configured(town, trusts_email=True)
    town.people["dora-7731"]["email_verified"] = confirmed
    sign_up(client, town, "dora-7731", email="somebody@example.org")
    assert [(one.email, one.verified, one.primary) for one in EmailAddress.objects.all()] == [
        ("dora@example.org", True, True)
    ]
    assert client.session["_auth_user_id"] == str(dora().pk)


def test_what_a_trusted_provider_did_not_confirm_is_not_confirmed(
    client, town, settings, mail_server
):
    settings.SOCIALACCOUNT_PROVIDERS = configured(town, trusts_email=True)
    sign_up(client, town, "emil-7731", email="other@example.org")
    assert [(one.email, one.verified) for one in EmailAddress.objects.all()] == [
        ("other@example.org", False)
    ]


def test_an_address_never_leads_into_the_account_of_somebody_else(client, town, settings, alice):
    settings.SOCIALACCOUNT_PROVIDERS = configured(town, trusts_email=True)
    town.people["evil"] = {"email": alice.email, "email_verified": True}
    assert come_by(client, town, "evil")["Location"] == SIGNUP
    page = client.get(SIGNUP).content.decode()
    assert "You have an account already" in page
    assert client.get(SIGNUP)["Location"] == "/account/login/"
    assert client.post(SIGNUP, {"email": alice.email})["Location"] == "/account/login/"
    assert not SocialAccount.objects.exists()
    assert "_auth_user_id" not in client.session


def test_a_known_address_is_answered_as_an_unknown_one(
    client, town, mail_server, alice, mailoutbox
):
    known = sign_up(client, town, "dora-7731", email=alice.email)
    unknown = sign_up(Client(), town, "emil-7731", email="emil@example.org")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [mail.to for mail in mailoutbox] == [[alice.email], ["emil@example.org"]]
    assert User.objects.count() == 2


def test_without_a_mail_server_a_known_address_is_refused_in_words(client, town, alice):
    page = sign_up(client, town, "dora-7731", email=alice.email).content.decode()
    assert "then add your login by Town hall on your profile" in page
    assert not SocialAccount.objects.exists()


def test_two_sign_ups_at_once_make_one_account(town):
    first, second = Client(), Client()
    come_by(first, town, "dora-7731")
    come_by(second, town, "dora-7731")
    first.post(SIGNUP, {"email": "dora@example.org"})
    assert second.post(SIGNUP, {"email": "d@example.org"})["Location"] == "/account/login/"
    assert User.objects.count() == SocialAccount.objects.count() == 1


def test_the_second_factor_is_still_asked_for(alice, browser, town):
    come_by(browser, town, "dora-7731", process="connect")
    secret, _ = enrol(browser)
    again = Client()
    assert come_by(again, town, "dora-7731")["Location"] == "/account/factors/authenticate/"
    assert again.get("/profile/").status_code == 302
    give_code(again, code(secret, steps=1))
    assert again.get("/profile/").status_code == 200


def test_a_provider_is_no_second_factor_for_the_administration(client, town):
    sign_up(client, town, "dora-7731", email="dora@example.org")
    User.objects.update(is_staff=True, is_superuser=True)
    town.lies = {"amr": ["mfa", "otp"], "acr": "urn:mfa"}
    again = Client()
    come_by(again, town, "dora-7731")
    answer = again.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/profile/second-factor/")


def test_a_person_with_a_password_is_let_in_and_stays_locked(alice, browser, town):
    come_by(browser, town, "dora-7731", process="connect")
    again = Client()
    assert come_by(again, town, "dora-7731")["Location"] == "/profile/"
    page = again.get("/profile/").content.decode()
    assert "At present they are locked." in page
    assert "It opens no answers: you will be asked for your password." in page
    assert [row.kind for row in KeyWrap.objects.all()] == ["password"]


def test_a_first_password_makes_keys_that_a_copy_of_before_does_not_open(client, town):
    sign_up(client, town, "dora-7731", email="dora@example.org")
    subject, scope = dora().subject_id, uuid4()
    create_box(scope, owner=subject)
    models: tuple[Any, ...] = (SubjectKey, KeyWrap, Grant)
    copy = [(model, list(model.objects.all())) for model in models]
    client.post(follow(client, ask(client, "dora@example.org")), FORM)
    assert not ways.is_served(subject)
    open_box(scope, by=subjects.unlock(subject, password=NEW_PASSWORD, key=None))
    again = Client()
    come_by(again, town, "dora-7731")
    assert b"At present they are locked." in again.get("/profile/").content
    for model, rows in copy:
        model.objects.all().delete()
        model.objects.bulk_create(rows)
    assert ways.is_served(subject)
    with pytest.raises(KeyDestroyed):
        ways.unlock_served(subject)


def test_who_deleted_their_account_makes_a_new_one(client, town):
    sign_up(client, town, "dora-7731", email="dora@example.org")
    old = dora()
    deletion.delete_account(old, now=timezone.now())
    assert not SocialAccount.objects.exists()
    again = Client()
    assert come_by(again, town, "dora-7731")["Location"] == SIGNUP
    again.post(SIGNUP, {"email": "dora@example.org"})
    assert dora().pk != old.pk
    assert dora().subject_id != old.subject_id
    assert Tombstone.objects.get().user_id == old.pk


def test_nobody_comes_in_by_an_account_whose_erasure_has_begun(client, town):
    sign_up(client, town, "dora-7731", email="dora@example.org")
    User._base_manager.update(erasing_at=timezone.now())
    answer = come_by(Client(), town, "dora-7731")
    assert answer.status_code == 409
    assert b"This account is being deleted" in answer.content
    assert User._base_manager.count() == 1


def test_who_is_leaving_is_asked_and_sees_nothing_else(client, town):
    sign_up(client, town, "dora-7731", email="dora@example.org")
    User.objects.update(leaving_at=timezone.now())
    again = Client()
    come_by(again, town, "dora-7731")
    assert again.get("/my-data/")["Location"] == "/profile/leaving/"


def test_who_was_locked_out_is_not_let_in_by_a_provider(client, town):
    sign_up(client, town, "dora-7731", email="dora@example.org")
    User.objects.update(is_active=False)
    again = Client()
    assert come_by(again, town, "dora-7731")["Location"] == "/account/inactive/"
    assert "_auth_user_id" not in again.session


def test_my_data_names_the_service_and_neither_mark_nor_claim(client, town):
    sign_up(client, town, "dora-7731", email="dora@example.org")
    row = SocialAccount.objects.get()
    page = client.get("/my-data/accounts.social_login/").content.decode()
    assert "Town hall, since" in page
    assert row.uid not in page
    assert row.extra_data == {}
