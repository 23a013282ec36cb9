"""Keys for the API: made once shown, kept as a digest, gone when they expire, revoked for good."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone

from accounts.models import ApiKey, User
from accounts.services import api_keys
from accounts.services.api_keys import MayNotUse, TooManyKeys, Wanted
from privacy.retention import schedule
from tests.accounts.test_nothing_left import tables_with
from tests.older_copy import put_back, put_in_order
from tests.people import make_person
from tests.programs import let

pytestmark = pytest.mark.django_db
NOW = timezone.now()
OWN = ("sessions.read", "sessions.delete")


@pytest.fixture
def alice(db) -> User:
    return let(make_person("alice"), "accounts.use_api")


def make(user: User, now: datetime = NOW, **wanted) -> tuple[ApiKey, str]:
    asked = {"name": "Backup", "scopes": OWN, "days": 30, **wanted}
    return api_keys.make(user, Wanted(**asked), has_factor=False, now=now)


def test_a_key_says_its_number_and_has_32_random_bytes_of_which_a_digest_is_kept(alice):
    key, written = make(alice)
    found = re.fullmatch(r"dasite_([0-9a-f]{32})_([A-Za-z0-9_-]{43})", written)
    assert found
    assert found[1] == key.uid.hex
    assert tables_with(found[2]) == set()
    assert tables_with(key.digest) == {"accounts_apikey"}
    assert make(alice)[1] != written


def test_it_is_told_by_mail_without_the_key(alice):
    _key, written = make(alice)
    (sent,) = mail.outbox
    assert sent.to == [alice.email]
    assert written.split("_")[2] not in sent.subject + str(sent.body)


@pytest.mark.parametrize(
    "wanted",
    [
        {"days": 0},
        {"days": settings.DASITE_API_KEY_DAYS + 1},
        {"scopes": ()},
        {"scopes": ("answers.read",)},
        {"scopes": ("sessions.read", "retention.read")},
    ],
)
def test_nobody_gets_more_than_is_offered(alice, wanted):
    with pytest.raises(ValueError, match="A key"):
        make(alice, **wanted)
    assert not ApiKey.objects.exists()


def test_who_may_not_use_the_api_gets_no_key(db):
    with pytest.raises(MayNotUse):
        make(make_person("charlie"))


def test_numbers_of_the_site_need_their_permission_and_a_second_factor(alice):
    offered = {one.name for one in api_keys.scopes_for(alice, has_factor=True)}
    assert "retention.read" not in offered
    staff = let(alice, "privacy.see_runs")
    assert "retention.read" in {one.name for one in api_keys.scopes_for(staff, has_factor=True)}
    without = {one.name for one in api_keys.scopes_for(staff, has_factor=False)}
    assert "retention.read" not in without


def test_there_is_an_end_to_how_many_keys_somebody_has(alice, monkeypatch):
    monkeypatch.setattr(api_keys, "MOST_KEYS", 2)
    first, _ = make(alice)
    make(alice)
    with pytest.raises(TooManyKeys):
        make(alice)
    api_keys.revoke(alice, first.uid, now=NOW)
    make(alice)


def test_who_revokes_does_it_with_their_own_keys_alone(alice):
    key, _ = make(alice)
    assert not api_keys.revoke(make_person("charlie"), key.uid, now=NOW)
    assert api_keys.is_live(api_keys.keys_of(alice)[0], NOW)
    assert api_keys.revoke(alice, key.uid, now=NOW)
    assert not api_keys.is_live(api_keys.keys_of(alice)[0], NOW)
    assert not api_keys.revoke(alice, key.uid, now=NOW)


def test_a_key_that_expired_goes_with_the_next_run_and_one_that_lives_stays(alice):
    make(alice, days=1)
    stays, _ = make(alice, days=2)
    after = NOW + timedelta(days=1, seconds=10)
    schedule.expire(lambda: after, until=after + timedelta(minutes=1))
    assert api_keys.keys_of(alice) == [stays]


def test_a_key_that_was_revoked_stays_so_after_an_older_copy_is_put_back(alice):
    key, _ = make(alice)
    other, _ = make(alice)
    with put_back():
        api_keys.revoke(alice, key.uid, now=NOW)
    assert api_keys.is_live(ApiKey.objects.get(uid=key.uid), NOW)
    put_in_order()
    assert not api_keys.is_live(ApiKey.objects.get(uid=key.uid), NOW)
    assert api_keys.is_live(ApiKey.objects.get(uid=other.uid), NOW)
