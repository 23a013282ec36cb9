"""The administration opens to a login that gave a second factor, and to no other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from tests.factors import ACTIVATE, AUTHENTICATE, code, enrol, give_code, prove
from tests.people import PASSWORD, let_in, log_in, make_person

NOW = datetime(2026, 3, 27, 12, tzinfo=UTC)
NEEDED = "/profile/second-factor/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def root(db):
    return make_person("root", is_staff=True, is_superuser=True)


@pytest.fixture
def half(root) -> Client:
    """The browser of an administrator who has no second factor."""
    client = Client()
    log_in(client, root)
    return client


def every_list() -> list[str]:
    return [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
    ]


def test_no_page_of_it_opens_to_a_password_alone(half):
    for path in ("/admin/", "/admin/jsi18n/", *every_list()):
        for answer in (half.get(path, follow=True), half.post(path, {}, follow=True)):
            assert answer.redirect_chain[-1][0].startswith(NEEDED), path


def test_an_administrator_is_led_to_setting_one_up_and_then_on_to_where_they_wanted(half):
    answer = half.get("/admin/privacy/job/", follow=True)
    assert "Set up an authenticator app" in answer.text
    enrol(half)
    assert f'href="{NEEDED}"' in half.get("/account/factors/recovery-codes/").text
    assert half.get(NEEDED)["Location"] == "/admin/privacy/job/"
    assert half.get("/admin/privacy/job/").status_code == 200
    assert half.get(NEEDED)["Location"] == "/profile/"


def test_a_login_with_the_app_opens_it(half, root, clock):
    secret, _ = enrol(half)
    clock.shift(timedelta(minutes=2))
    client = Client()
    form = {"login": root.email, "password": PASSWORD, "next": "/admin/"}
    assert client.post("/account/login/", form)["Location"] == AUTHENTICATE
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/account/factors/")
    assert give_code(client, code(secret))["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_login_from_before_the_factor_is_asked_for_it(half, root, clock):
    secret, _ = enrol(half)
    clock.shift(timedelta(minutes=2))
    client = Client()
    client.force_login(root)
    answer = client.get("/admin/", follow=True)
    assert "Give my second factor" in answer.text
    where = "/account/factors/reauthenticate/"
    assert client.post(where, {"code": code(secret), "next": "/admin/"})["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert client.get(f"{NEEDED}?next=/admin/")["Location"] == "/admin/"


def test_a_factor_that_was_removed_opens_it_no_more(half):
    enrol(half)
    prove(half)
    assert half.get("/admin/").status_code == 200
    half.post("/account/factors/totp/deactivate/")
    assert half.get("/admin/", follow=True).redirect_chain[-1][0].startswith(NEEDED)


def test_another_person_s_factor_in_the_same_browser_does_not_count(half, root):
    enrol(half)
    half.force_login(make_person("other", is_staff=True, is_superuser=True))
    assert half.get("/admin/", follow=True).redirect_chain[-1][0].startswith(NEEDED)


def test_its_own_login_form_logs_nobody_in(half, root, clock):
    enrol(half)
    other = Client()
    other.force_login(make_person("bob", is_staff=True))
    form = {"username": root.email, "password": PASSWORD, "next": "/admin/"}
    for client in (other, Client()):
        client.post("/admin/login/", form)
        assert client.session.get("_auth_user_id") != str(root.pk)
        assert b"<form" not in client.get("/admin/login/").content


def test_its_own_form_for_a_new_password_is_ours(root):
    client = let_in(Client(), root)
    assert client.get("/admin/password_change/")["Location"] == "/account/password/change/"


@pytest.mark.parametrize("where", ["https://elsewhere.example/", "//elsewhere.example", ""])
def test_it_leads_nobody_to_another_site(root, where):
    client = let_in(Client(), root)
    assert client.get("/admin/login/", {"next": where})["Location"] == "/admin/"
    half = Client()
    log_in(half, root)
    assert "elsewhere" not in half.get("/admin/login/", {"next": where})["Location"]
    half.get(NEEDED, {"next": where})
    enrol(half)
    assert "elsewhere" not in half.get(NEEDED)["Location"]


def test_whoever_is_not_on_the_staff_is_refused_with_a_factor_too(db):
    client = let_in(Client(), make_person("charlie"))
    assert client.get("/admin/", follow=True).status_code == 403


def test_nobody_is_led_to_the_login_that_everybody_uses(client, db):
    assert client.get("/admin/login/")["Location"] == "/account/login/?next=%2Fadmin%2Flogin%2F"


def test_an_operator_may_let_the_password_be_enough(half, settings):
    settings.DASITE_ADMIN_SECOND_FACTOR = False
    assert half.get("/admin/").status_code == 200


def test_setting_one_up_needs_a_fresh_proof_as_for_everybody(half, clock):
    clock.shift(timedelta(minutes=6))
    assert half.get(ACTIVATE)["Location"].startswith("/account/reauthenticate/")
