"""Where settings want dearer passwords by now, a login stores a right one anew, and its keys."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from accounts.hashers import is_weaker
from accounts.models import User
from accounts.unlocking import unlock_door
from privacy.models import KeyWrap
from privacy.vault.errors import TooBusy
from tests.people import NEW_PASSWORD, PASSWORD, WRONG_PASSWORD, log_in

DEARER = {"memory_kib": 128, "passes": 2, "lanes": 1, "floor": False}


@pytest.fixture
def raised(alice, settings):
    """Alice logged in before the settings were raised."""
    log_in(Client(), alice)
    settings.DASITE_ARGON2 = DEARER
    return alice


def stored(user: User) -> tuple[str, int, int]:
    """Return the parameters of the stored password, and memory and passes of the wrap."""
    wrap = KeyWrap.objects.get(subject_key__subject_id=user.subject_id, kind="password")
    password = User.objects.get(pk=user.pk).password
    return password.split("$")[1], wrap.memory_kib, wrap.passes


def is_open(client: Client) -> bool:
    return unlock_door(client.get("/").wsgi_request).current() is not None


def test_a_login_stores_password_and_keys_under_the_dearer_parameters(raised, argon_runs):
    assert stored(raised) == ("64,1,1", 64, 1)
    client = Client()
    log_in(client, raised)
    assert stored(raised) == ("128,2,1", 128, 2)
    assert is_open(client)
    assert client.get("/profile/").status_code == 200
    again, before = Client(), len(argon_runs)
    log_in(again, raised)
    assert is_open(again)
    assert len(argon_runs) == before + 1


def test_the_day_since_which_the_password_is_this_one_stays(raised):
    wrap = KeyWrap.objects.get(subject_key__subject_id=raised.subject_id, kind="password")
    log_in(Client(), raised)
    assert KeyWrap.objects.get(pk=wrap.pk).changed_at == wrap.changed_at


def test_a_wrong_password_is_not_stored(raised):
    log_in(Client(), raised, WRONG_PASSWORD)
    assert stored(raised) == ("64,1,1", 64, 1)


def test_cheaper_settings_make_no_password_cheaper(alice, settings):
    settings.DASITE_ARGON2 = DEARER
    alice.set_password(PASSWORD)
    alice.save()
    assert is_weaker(alice.password) is False
    settings.DASITE_ARGON2 = {**DEARER, "memory_kib": 64}
    log_in(Client(), alice)
    assert stored(alice)[0] == "128,2,1"


def test_no_password_and_another_hasher_s_are_left_alone():
    assert is_weaker("!unusable") is False
    assert is_weaker("pbkdf2_sha256$1$a$b") is False


def test_a_password_changed_meanwhile_is_not_undone(raised, monkeypatch):
    def change_first(password):
        other = User.objects.get(pk=raised.pk)
        other.set_password(NEW_PASSWORD)
        other.save()
        return make_password(password)

    monkeypatch.setattr("accounts.keys.make_password", change_first)
    log_in(Client(), raised)
    now = User.objects.get(pk=raised.pk)
    assert now.check_password(NEW_PASSWORD)
    assert not now.check_password(PASSWORD)


def test_in_a_rush_the_login_goes_on_and_the_next_one_does_it(raised, monkeypatch):
    def busy(password):
        raise TooBusy("later")

    with monkeypatch.context() as now:
        now.setattr("accounts.keys.make_password", busy)
        client = Client()
        log_in(client, raised)
    assert is_open(client)
    assert stored(raised) == ("64,1,1", 64, 1)
    log_in(Client(), raised)
    assert stored(raised) == ("128,2,1", 128, 2)


def test_the_password_in_place_ends_no_login(alice, settings):
    client = Client()
    log_in(client, alice)
    settings.DASITE_ARGON2 = DEARER
    client.post("/profile/unlock/", {"password": PASSWORD})
    assert stored(alice)[0] == "64,1,1"
    assert client.get("/profile/").status_code == 200
