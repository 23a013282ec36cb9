"""Coming to the API: by a key that counts and nothing else; all others are told the same."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from axes.models import AccessAttempt
from django.db import connection, connections
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import ApiKey, GuessCount, User
from accounts.services import api_keys
from dasite.api_door import ApiMiddleware
from privacy.middleware import RestoreGateMiddleware
from privacy.models import Restore
from privacy.retention.registry import get_rows
from privacy.vault.errors import TooBusy
from tests.accounts.test_nothing_left import tables_with
from tests.people import log_in, make_person
from tests.programs import Program, key_of, wrong_key
from tests.site.canary import holds

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(db) -> User:
    return make_person("alice")


@pytest.fixture
def key(alice) -> str:
    return key_of(alice)


def uid_of(key: str) -> UUID:
    return UUID(key.split("_")[1])


def ask(key: str, **headers: str) -> Any:
    return Program(key, **headers).get("sessions")


def revoke(alice: User, key: str) -> None:
    assert api_keys.revoke(alice, uid_of(key), now=timezone.now())


def expire(alice: User, key: str) -> None:
    ApiKey.objects.update(expires_at=timezone.now())


def switch_off(alice: User, key: str) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)


def leave(alice: User, key: str) -> None:
    User.objects.filter(pk=alice.pk).update(leaving_at=timezone.now())


def be_erased(alice: User, key: str) -> None:
    User.objects.filter(pk=alice.pk).update(erasing_at=timezone.now())


ENDS = {one.__name__: one for one in (revoke, expire, switch_off, leave, be_erased)}


@pytest.mark.parametrize("end", ENDS)
def test_a_key_that_counts_no_more_is_told_what_a_wrong_one_is_and_counted(alice, key, end):
    assert ask(key).status_code == 200
    ENDS[end](alice, key)
    with CaptureQueriesContext(connection) as asked:
        refused = ask(key)
    with CaptureQueriesContext(connection) as asked_of_nobody:
        unknown = ask(wrong_key(uuid4()))
    assert refused.status_code == unknown.status_code == 401
    assert refused.content == unknown.content
    assert refused.headers == unknown.headers
    assert len(asked) == len(asked_of_nobody)
    assert GuessCount.objects.count() == AccessAttempt.objects.count() == 2


@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer nonsense", "Basic YTpi", "Token {}", "{}"])
def test_what_is_no_key_is_told_the_same(key, sent):
    answer = Client().get("/api/v1/sessions", headers={"Authorization": sent.format(key)})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.content == ask(wrong_key(uuid4())).content


def test_no_cookie_gets_in_and_none_is_set(alice):
    hers = Client(enforce_csrf_checks=True)
    log_in(Client(), alice)
    hers.force_login(alice)
    asked = {401: hers.get("/api/v1/sessions"), 403: hers.delete(f"/api/v1/sessions/{uuid4()}")}
    for status, answer in asked.items():
        assert answer.status_code == status
        assert not answer.cookies
    assert hers.get("/profile/").status_code == 200


def test_whose_cookies_come_along_changes_nothing(alice, key):
    his = Client()
    log_in(his, make_person("charlie"))
    answer = his.get("/api/v1/sessions", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 200
    assert not answer.cookies


def test_a_right_key_leaves_no_count_and_forgives_what_was_counted(alice, key):
    assert ask(key).status_code == 200
    assert not GuessCount.objects.exists()
    for _ in range(4):
        ask(wrong_key(uid_of(key)))
    assert GuessCount.objects.get().count == 4
    assert ask(key).status_code == 200
    assert not GuessCount.objects.exists()
    assert not AccessAttempt.objects.exists()


def test_five_wrong_ones_shut_out_the_right_one_at_that_address_until_the_wait_is_over(key):
    codes = [ask(wrong_key(uid_of(key))).status_code for _ in range(7)]
    assert codes == [401] * 4 + [429] * 3  # the fifth was looked at; axes says so at once
    banned = ask(key)
    assert (banned.status_code, banned.json()["code"]) == (429, "too_many_guesses")
    assert int(banned["Retry-After"]) == banned.json()["data"]["seconds"] <= 900
    elsewhere = Client(REMOTE_ADDR="198.51.100.7", headers={"Authorization": f"Bearer {key}"})
    assert elsewhere.get("/api/v1/sessions").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert ask(key).status_code == 200


def test_no_header_that_a_client_writes_lengthens_the_leash(key):
    codes = [
        ask(wrong_key(uid_of(key)), **{"X-Forwarded-For": f"192.0.2.{each}"}).status_code
        for each in range(8)
    ]
    assert codes.count(401) == 4


def test_a_shared_address_shuts_out_nobody_elses_right_key(key):
    for _ in range(8):
        ask(wrong_key(uuid4()))
        ask(wrong_key(uid_of(key)))
    assert ask(key).status_code == 429
    assert ask(key_of(make_person("bob"))).status_code == 200


def test_the_day_of_the_use_is_kept_and_no_more(alice, key):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        ask(key)
        assert ApiKey.objects.get().last_used_on == timezone.now().date()
        with CaptureQueriesContext(connection) as asked:
            ask(key)
        assert not [one for one in asked if "UPDATE" in one["sql"] and "apikey" in one["sql"]]
        clock.shift(timedelta(days=1))
        ask(key)
        assert ApiKey.objects.get().last_used_on == timezone.now().date()


def test_a_use_is_no_visit_of_its_person(alice, key):
    ask(key)
    assert User.objects.get(pk=alice.pk).seen_at is None


def test_a_key_stands_nowhere_whether_it_was_right_or_wrong(alice, key, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    ask(key)
    ask(f"{key[:-1]}{'A' if key[-1] != 'A' else 'B'}")
    monkeypatch.setattr("interviews.api.list_sessions", None)  # breaks in the middle
    program = Program(key)
    program.client.raise_request_exception = False
    assert program.get("sessions").json()["code"] == "failed"
    for secret in (key.split("_", 2)[2][:-1], key[-20:-1]):
        assert tables_with(secret) == set()
        assert not holds(caplog.text.encode(), secret)


def test_the_key_is_out_of_the_request_before_anything_can_store_it(key):
    seen: list[Any] = []

    def look(request):
        seen.append((dict(request.META), dict(request.headers), dict(request.COOKIES)))
        seen.append(repr(vars(request)))
        raise TooBusy

    request = RequestFactory().get(
        "/api/v1/sessions", headers={"Authorization": f"Bearer {key}", "Cookie": "session=abc"}
    )
    with pytest.raises(TooBusy):
        ApiMiddleware(look)(request)
    assert key not in str(seen)
    assert "session=abc" not in str(seen)


def test_axes_keep_neither_the_key_nor_which_interview_it_asked_for(key):
    uid = uuid4()
    Program(wrong_key(uid_of(key))).get(f"sessions/{uid}")
    row = AccessAttempt.objects.get()
    kept = str([getattr(row, field.name) for field in row._meta.concrete_fields])
    assert row.path_info == "/api/"
    assert str(uid) not in kept
    assert uid_of(key).hex not in kept
    assert str(uid_of(key)) not in kept


def test_guesses_at_one_s_key_are_one_s_own_data(alice, key):
    ask(wrong_key(uid_of(key)))
    assert get_rows("accounts.failed_login").of_subject(alice.subject_id).count() == 1


def test_a_shut_site_says_so_as_json(key, settings, monkeypatch):
    settings.MIDDLEWARE = [
        *settings.MIDDLEWARE[:1],
        "dasite.api_door.ApiMiddleware",
        "privacy.middleware.RestoreGateMiddleware",
        *[one for one in settings.MIDDLEWARE[1:] if "ApiMiddleware" not in one],
    ]
    monkeypatch.setattr(RestoreGateMiddleware, "LOOK_AGAIN", 0)
    assert ask(key).status_code == 200
    now = timezone.now()
    Restore.objects.create(unit="default", made_at=now - timedelta(days=1), restored_at=now)
    answer = ask(key)
    assert (answer.status_code, answer.json()["code"]) == (503, "closed")
    assert answer["Retry-After"] == "60"


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_forty_questions_at_once_with_the_right_key_are_all_answered_on_postgresql():
    key = key_of(make_person("alice"))

    def work(_: int) -> int:
        try:
            return int(ask(key).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(40) as pool:
        assert set(pool.map(work, range(40))) == {200}
