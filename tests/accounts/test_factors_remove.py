"""`factors_remove`: for who has lost phone and spare codes."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from tests.factors import enrol
from tests.people import log_in


def test_afterwards_the_password_is_enough_and_opens_the_answers(alice, browser, capsys):
    enrol(browser)
    call_command("factors_remove", str(alice.pk))
    assert "2 removed" in capsys.readouterr().out
    assert browser.get("/profile/").status_code == 302
    client = Client()
    assert log_in(client, alice)["Location"] == "/profile/"
    assert b"open in this browser" in client.get("/profile/").content


def test_nobody_else_loses_anything(alice, bob, browser):
    enrol(browser)
    call_command("factors_remove", str(bob.pk), verbosity=0)
    assert Authenticator.objects.filter(user=alice).count() == 2
    assert browser.get("/profile/").status_code == 200


def test_an_unknown_number_is_named(db):
    with pytest.raises(CommandError, match="no account with the number 4711"):
        call_command("factors_remove", "4711")
