"""Secrets of second factors: sealed for their person, in clear nowhere, gone with the account."""

from __future__ import annotations

import io
import json
import logging
import zipfile

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.test import Client

from privacy.vault.errors import SealBroken
from tests.accounts.test_secrets import cells
from tests.factors import ACTIVATE, code, enrol, prove, read_secret
from tests.people import PASSWORD, let_in
from tests.site.canary import holds


def tables_with(*words: str) -> set[tuple[str, str]]:
    return {(table, column) for table, column, raw in cells() for w in words if holds(raw, w)}


def test_a_secret_being_set_up_is_in_no_table(browser, caplog):
    caplog.set_level(logging.DEBUG)
    prove(browser)
    secret = read_secret(browser.get(ACTIVATE).content.decode())
    assert tables_with(secret) == set()
    browser.post(ACTIVATE, {"code": "000000"})
    assert tables_with(secret) == set()
    assert browser.post(ACTIVATE, {"code": code(secret)}).status_code == 302
    assert tables_with(secret) == set()
    assert secret not in caplog.text


def test_spare_codes_are_in_no_table_and_their_seed_is_sealed(browser):
    _, spare = enrol(browser)
    assert tables_with(*spare) == set()
    row = Authenticator.objects.get(type="recovery_codes")
    assert len(row.data["seed"]) > 100  # a seed in clear has 80 letters
    assert row.wrap().generate_codes() == spare


def test_a_row_that_was_moved_to_another_person_opens_nothing(alice, bob, browser):
    enrol(browser)
    Authenticator.objects.filter(user=alice).update(user=bob)
    for row in Authenticator.objects.filter(user=bob):
        with pytest.raises(SealBroken):
            row.wrap().validate_code("123456")


def test_a_new_root_key_leaves_factors_as_they_are(browser, settings):
    secret, _ = enrol(browser)
    settings.DASITE_ROOT_KEYS = "2:" + "Q" * 43 + "=," + settings.DASITE_ROOT_KEYS
    call_command("vault_rotate", verbosity=0)
    assert Authenticator.objects.get(type="totp").wrap().validate_code(code(secret, steps=0))


def test_factors_go_with_the_account(browser):
    enrol(browser)
    assert (
        browser.post("/profile/delete/", {"password": PASSWORD, "when": "now"}).status_code == 302
    )
    assert not Authenticator.objects.exists()


def test_ones_data_tell_kind_and_date_of_a_factor_and_nothing_of_its_secret(browser):
    secret, spare = enrol(browser)
    page = browser.get("/my-data/").content.decode()
    assert "Second factors and passkeys: 2" in page
    assert "authenticator app of " in page.lower()
    packed = zipfile.ZipFile(io.BytesIO(b"".join(browser.post("/my-data/").streaming_content)))
    (row, _) = json.loads(packed.read("data.json"))["kinds"]["accounts.second_factor"]
    assert set(row) == {"table", "id", "user", "type", "created_at", "last_used_at"}
    told = b"".join(packed.read(name) for name in packed.namelist())
    assert not any(holds(told, word) for word in (secret, *spare))


def test_the_administration_shows_no_factor(admin_browser: Client):
    assert admin_browser.get("/admin/mfa/authenticator/").status_code == 404


@pytest.fixture
def admin_browser(alice) -> Client:
    alice.is_staff = alice.is_superuser = True
    alice.save()
    return let_in(Client(), alice)
