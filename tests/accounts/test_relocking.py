"""Stored passwords move to a new root key without anybody's help."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from accounts.relocking import relock
from privacy.vault import subjects
from tests.people import WRONG_PASSWORD, log_in

pytestmark = pytest.mark.django_db
NEW_ROOT = "2:WllYV1ZVVFNSUVBPTk1MS0pJSEdGRURDQkE5ODc2NTQ="


def test_vault_rotate_knows_of_stored_passwords():
    assert subjects._relocks["stored passwords"] is relock


def test_passwords_are_checked_under_the_new_root_key_alone(alice, bob, settings):
    settings.DASITE_ROOT_KEYS = f"{NEW_ROOT},{settings.DASITE_ROOT_KEYS}"
    assert relock() == 2
    settings.DASITE_ROOT_KEYS = NEW_ROOT
    alice.refresh_from_db()
    assert alice.check_password("correct horse battery staple")
    assert not alice.check_password(WRONG_PASSWORD)


def test_what_was_moved_is_not_moved_again(alice, settings):
    settings.DASITE_ROOT_KEYS = f"{NEW_ROOT},{settings.DASITE_ROOT_KEYS}"
    assert (relock(), relock()) == (1, 0)


def test_who_has_no_password_is_passed_over(alice):
    User.objects.update(password="!unusable")
    assert relock() == 0


def test_keys_open_before_and_after(alice, settings):
    log_in(Client(), alice)
    settings.DASITE_ROOT_KEYS = f"{NEW_ROOT},{settings.DASITE_ROOT_KEYS}"
    relock()
    browser = Client()
    assert log_in(browser, alice).status_code == 302
    assert b"open in this browser" in browser.get("/profile/").content
