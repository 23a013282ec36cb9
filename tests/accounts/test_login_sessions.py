"""The session engine: sealed rows that know their person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.utils import timezone

from accounts.login_sessions import SessionStore, row_key, sign_out
from accounts.models import LoginSession
from tests.people import log_in


@pytest.fixture
def store(db) -> SessionStore:
    fresh = SessionStore()
    fresh["colour"] = "green"
    fresh.save()
    return fresh


def test_what_was_put_in_comes_out_again(store):
    assert SessionStore(store.session_key)["colour"] == "green"


def test_it_is_found_by_its_cookie_only(store):
    assert store.exists(store.session_key)
    assert not store.exists(LoginSession.objects.get().session_key)
    assert SessionStore(LoginSession.objects.get().session_key).get("colour") is None


def test_a_row_swapped_into_another_session_opens_as_empty(store):
    other = SessionStore()
    other["colour"] = "red"
    other.save()
    stolen = LoginSession.objects.get(session_key=row_key(str(store.session_key))).session_data
    LoginSession.objects.filter(session_key=row_key(str(other.session_key))).update(
        session_data=stolen
    )
    assert SessionStore(other.session_key).get("colour") is None


@pytest.mark.parametrize("damaged", ["", "?", "QUJD", "A" * 80])
def test_a_damaged_row_is_an_empty_session(store, damaged):
    LoginSession.objects.update(session_data=damaged)
    assert SessionStore(store.session_key).get("colour") is None


def test_an_expired_row_is_none(store):
    LoginSession.objects.update(expire_date=timezone.now() - timedelta(seconds=10))
    assert SessionStore(store.session_key).get("colour") is None


def test_another_secret_opens_nothing(store, settings):
    settings.SECRET_KEY = "another secret" * 4
    assert SessionStore(store.session_key).get("colour") is None


def test_a_new_id_keeps_the_content_and_drops_the_old_row(store):
    before = store.session_key
    store.cycle_key()
    assert store.session_key != before
    assert SessionStore(store.session_key)["colour"] == "green"
    assert LoginSession.objects.count() == 1


def test_a_flushed_session_is_gone(store):
    store.flush()
    assert not LoginSession.objects.exists()
    assert store.session_key is None


def test_deleting_what_has_no_row_does_no_harm(db):
    SessionStore().delete()
    SessionStore("x" * 32).delete()
    assert not LoginSession.objects.exists()


def test_a_row_that_was_dropped_meanwhile_is_not_made_again(store):
    late = SessionStore(store.session_key)
    late["colour"] = "red"
    LoginSession.objects.all().delete()
    with pytest.raises(UpdateError):
        late.save()


def test_a_row_knows_its_person_and_all_of_a_persons_rows_can_go(alice, bob, client):
    log_in(client, alice)
    assert LoginSession.objects.get().user == alice
    assert sign_out(bob) == 0
    assert sign_out(alice) == 1
    assert client.get("/profile/").status_code == 302
