"""How long keys for the API live: administrators say it, and it binds what is there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.test import Client

from accounts.models import ApiKeyRules, User
from accounts.services import api_key_rules, api_keys
from privacy.models import AuditEntry
from tests.accounts.test_api_keys import NOW, alice, make
from tests.people import let_in, make_person
from tests.programs import let

__all__ = ["alice"]

pytestmark = pytest.mark.django_db
PAGE = "/admin/accounts/apikeyrules/"
DAY = timedelta(days=1)


@pytest.fixture
def office(db) -> Client:
    """The browser of somebody who may change settings and nothing else."""
    clerk = let(make_person("clerk", is_staff=True), "privacy.change_settings")
    return let_in(Client(), clerk)


def test_without_a_word_of_the_administrators_the_setting_holds(settings):
    settings.DASITE_API_KEY_DAYS = 12
    assert api_key_rules.most_days() == 12


def test_fewer_days_bind_new_keys_and_those_that_are_there(alice):
    short, _ = make(alice, days=5)
    long, _ = make(alice, days=80)
    assert api_key_rules.set_days(20, by=None, now=NOW + 30 * DAY)
    for key in (short, long):
        key.refresh_from_db()
    assert short.expires_at == NOW + 5 * DAY
    assert long.expires_at == NOW + 20 * DAY
    assert not api_keys.is_live(long, NOW + 30 * DAY)
    with pytest.raises(ValueError, match="1 to 20 days"):
        make(alice, days=21)


def test_more_days_lengthen_no_key_that_is_there(alice):
    key, _ = make(alice, days=30)
    api_key_rules.set_days(365, by=None, now=NOW)
    key.refresh_from_db()
    assert key.expires_at == NOW + 30 * DAY
    assert make(alice, days=365)


def test_the_database_itself_refuses_a_key_for_ever():
    with pytest.raises(IntegrityError):
        ApiKeyRules.objects.create(days=366, made_at=NOW)


def test_the_page_counts_keys_names_nobody_and_saves_with_a_line_in_the_log(alice, office):
    make(alice)
    make(alice)
    page = office.get(PAGE).content.decode()
    assert "2, of 1 person" in page
    assert alice.email not in page
    assert "Backup" not in page
    assert office.post(PAGE, {"days": "366"}).context["form"].errors
    assert office.post(PAGE, {"days": "14"}).status_code == 302
    assert api_key_rules.most_days() == 14
    entry = AuditEntry.objects.get()
    clerk = User.objects.get(email="clerk@example.org")
    assert (entry.what, entry.about, entry.by) == ("setting", "API keys", clerk.pk)
    office.post(PAGE, {"days": "14"})
    assert ApiKeyRules.objects.count() == AuditEntry.objects.count() == 1
