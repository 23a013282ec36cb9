"""The pages of API keys: asked for a fresh proof, shown once, one's own alone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import ApiKey, User
from accounts.services import api_keys
from tests.accounts.test_api_keys import alice, make
from tests.people import give_factor, log_in, make_person
from tests.programs import let

__all__ = ["alice"]

pytestmark = pytest.mark.django_db
KEYS, NEW = "/profile/api-keys/", "/profile/api-keys/new/"
FORM = {"name": "Backup", "scopes": ["sessions.read"], "days": "30"}


def browser_of(user: User) -> Client:
    client = Client()
    log_in(client, user)
    return client


def test_a_key_is_shown_once_and_listed_without_it(alice):
    hers = browser_of(alice)
    page = hers.post(NEW, FORM)
    assert "no-store" in page["Cache-Control"]
    (written,) = re.findall(r"dasite_[0-9a-f]{32}_[\w-]{43}", page.content.decode())
    listed = hers.get(KEYS).content.decode()
    assert "Backup" in listed
    assert written not in listed + hers.get(NEW).content.decode()
    (key,) = api_keys.keys_of(alice)
    assert key.allowed == {"sessions.read"}
    assert timedelta(days=29) < key.expires_at - timezone.now() <= timedelta(days=30)


def test_making_one_wants_a_fresh_proof_and_revoking_does_not(alice):
    key, _ = make(alice)
    hers = browser_of(alice)
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        assert hers.get(NEW)["Location"].startswith("/account/reauthenticate/")
        assert hers.post(NEW, FORM)["Location"].startswith("/account/reauthenticate/")
        assert len(api_keys.keys_of(alice)) == 1
        assert hers.post(f"{KEYS}{key.uid}/revoke/").status_code == 302
    assert api_keys.keys_of(alice)[0].revoked_at is not None


@pytest.mark.parametrize("office", ["is_staff", "is_superuser"])
def test_the_staff_give_a_second_factor_first(alice, office):
    User.objects.filter(pk=alice.pk).update(**{office: True})
    hers = browser_of(alice)
    assert hers.post(NEW, FORM)["Location"].startswith("/profile/second-factor/?next=")
    give_factor(hers, alice)
    assert hers.post(NEW, FORM).status_code == 200
    assert ApiKey.objects.get().has_factor


def test_nobody_posts_a_scope_or_a_time_that_was_not_offered(alice, settings):
    settings.DASITE_API_KEY_DAYS = 30
    hers = browser_of(alice)
    for name, wrong in (
        ("scopes", "retention.read"),
        ("days", "90"),
        ("scopes", ""),
        ("name", ""),
    ):
        page = hers.post(NEW, FORM | {name: wrong})
        assert page.context["form"].errors, name
    assert not ApiKey.objects.exists()


def test_a_stranger_revokes_nothing_and_who_may_not_use_the_api_sees_no_page(alice):
    key, _ = make(alice)
    his = browser_of(make_person("charlie"))
    assert [his.get(KEYS).status_code, his.get(NEW).status_code] == [404, 404]
    assert his.post(f"{KEYS}{key.uid}/revoke/").status_code == 404
    assert "API keys" not in his.get("/profile/").content.decode()
    assert api_keys.keys_of(alice)[0].revoked_at is None


def test_who_lost_the_permission_still_sees_and_revokes_what_is_there(alice):
    key, _ = make(alice)
    alice.user_permissions.clear()
    hers = browser_of(alice)
    assert "may not use the API at present" in hers.get(KEYS).content.decode()
    assert hers.get(NEW).status_code == 404
    assert hers.post(f"{KEYS}{key.uid}/revoke/").status_code == 302


def test_who_has_too_many_is_told_on_the_page(alice, monkeypatch):
    monkeypatch.setattr(api_keys, "MOST_KEYS", 1)
    make(alice)
    page = browser_of(alice).post(NEW, FORM)
    assert "Revoke one first" in page.content.decode()


def test_numbers_of_the_site_are_offered_to_who_may_see_them(alice):
    let(alice, "privacy.see_runs")
    hers = give_factor(browser_of(alice), alice)
    assert "read how keeping" in hers.get(NEW).content.decode().lower()
