"""The API: what it hands out to whom, by which key, and what it says when it does not."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.presets import PRESETS
from dasite.api import PREFIX
from interviews import shelf
from interviews.api import endpoints
from interviews.models import InterviewSession, InterviewSource
from interviews.services.publishing import publish_packages
from privacy.models import Look, RetentionRun
from privacy.permissions import rows_of
from privacy.retention import holding, targets
from privacy.scopes import all_scopes
from tests.factors import enrol
from tests.interviews.conftest import FILES, NOW, PACKAGE, Walk
from tests.people import log_in, make_person
from tests.programs import Program, all_names, key_of, let

pytestmark = pytest.mark.django_db
NUMBERS = ("retention/health", "retention/due", "retention/runs")


@pytest.fixture(autouse=True)
def _published(db) -> None:
    shelf.clear()
    publish_packages({PACKAGE: FILES}, is_listed=True, now=NOW)


@pytest.fixture
def hers() -> Client:
    client = Client()
    log_in(client, make_person("alice"))
    return client


@pytest.fixture
def alice(hers) -> User:
    return User.objects.get(email="alice@example.org")


@pytest.fixture
def session(alice, hers) -> InterviewSession:
    """An interview that Alice finished."""
    walk = Walk(hers).begin()
    walk.to_end()
    found: InterviewSession = walk.session
    return found


def staff(name: str, *permissions: str, **fields: Any) -> User:
    """Return somebody on the staff who logs in with a second factor."""
    person = let(make_person(name, is_staff=True, **fields), *permissions)
    client = Client()
    log_in(client, person)
    enrol(client)
    return User.objects.get(pk=person.pk)


def test_the_list_has_what_is_one_s_own_with_the_day_it_goes_and_no_answer(alice, session):
    program = Program(key_of(alice))
    answer = program.get("sessions").json()
    assert answer["count"] == 1
    (one,) = answer["items"]
    assert one["id"] == str(session.uid)
    assert (one["title"], one["status"]) == (session.title, "finished")
    assert set(one) == {
        "id", "title", "status", "started_at", "touched_at", "finished_at", "goes_on", "why",
    }  # fmt: skip
    whole = program.get(f"sessions/{session.uid}").json()
    assert {**whole, "rules": None} == {**one, "rules": None}
    assert whole["rules"]


def test_a_stranger_and_a_helper_find_nothing_of_another_s_and_delete_nothing(session, alice):
    for name in ("charlie", "bob"):
        program = Program(key_of(make_person(name)))
        assert program.get("sessions").json() == {"count": 0, "items": []}
        answers = [
            program.get(f"sessions/{session.uid}"),
            program.delete(f"sessions/{session.uid}"),
        ]
        unknown = program.get(f"sessions/{uuid4()}")
        assert [one.status_code for one in (*answers, unknown)] == [404, 404, 404]
        assert {one.content for one in answers} == {unknown.content}
    assert InterviewSession.objects.filter(pk=session.pk).exists()


def test_no_role_and_no_administrator_reaches_another_s_by_a_key(session):
    """So nobody's look at a person's data by the API has to be told to them: there is none."""
    people = [staff(f"a-{one.name}", *one.permissions) for one in PRESETS]
    for person in [*people, staff("root", is_superuser=True)]:
        program = Program(key_of(person, has_factor=True))
        assert program.get("sessions").json()["count"] == 0
        for answer in (
            program.get(f"sessions/{session.uid}"),
            program.delete(f"sessions/{session.uid}"),
        ):
            assert answer.status_code == 404
    assert not Look.objects.exists()


def test_one_deletes_one_s_own_for_ever_and_not_what_is_held(alice, session):
    program, place = Program(key_of(alice)), f"sessions/{session.uid}"
    now = timezone.now()
    hold = holding.place(
        targets.get_target("subject"),
        str(alice.subject_id),
        reason="file 7/26",
        review_on=now.date(),
        now=now,
        by=None,
    )
    refused = program.delete(place)
    assert (refused.status_code, refused.json()["code"]) == (409, "held")
    assert "7/26" not in refused.content.decode()
    holding.release(hold.hold, now=now, by=None)
    gone = program.delete(place)
    assert gone.status_code == 200
    assert gone.json()["complete"] is True
    assert not InterviewSession.everything.filter(pk=session.pk).exists()
    assert program.get(place).status_code == 404


def test_what_one_may_start_is_what_the_front_page_offers(alice):
    program = Program(key_of(alice))
    listed = program.get("interviews").json()
    assert [one["i"] for one in listed["items"]] == [f"{PACKAGE}:data/questions/five.yml"]
    assert program.get("interviews", words="no such words").json()["count"] == 0
    InterviewSource.objects.update(is_limited=True)
    assert program.get("interviews").json()["count"] == 0
    let(alice, "interviews.start")
    assert program.get("interviews").json()["count"] == 1


def test_a_key_does_what_its_scopes_say_and_not_what_its_person_could_besides(alice, session):
    place = f"sessions/{session.uid}"
    wanted = {
        ("get", "sessions"): "sessions.read",
        ("get", place): "sessions.read",
        ("get", "interviews"): "interviews.read",
        ("delete", place): "sessions.delete",
    }
    keys = {one: Program(key_of(alice, one)) for one in sorted(set(wanted.values()))}
    for (method, path), scope in wanted.items():
        for name, program in keys.items():
            if name == scope:
                continue
            answer = getattr(program, method)(path)
            assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
            assert answer.json()["data"] == {"scope": scope}
    for (method, path), scope in wanted.items():
        assert getattr(keys[scope], method)(path).status_code == 200


def test_numbers_of_the_site_are_for_whom_the_page_of_runs_is_as_each_role():
    for preset in PRESETS:
        person = staff(f"a-{preset.name}", *preset.permissions)
        may = bool(preset.permissions & {"privacy.see_runs", "privacy.stop_all"})
        offered = key_of(person, has_factor=True)
        codes = [Program(offered).get(path).status_code for path in NUMBERS]
        assert codes == [200 if may else 403] * 3, preset.name


def test_numbers_want_permission_factor_and_scope_at_that_moment():
    RetentionRun.objects.create(trigger="beat", state="done", as_of=NOW, started_at=timezone.now())
    person = staff("dora", "privacy.see_runs")
    program = Program(key_of(person, has_factor=True))
    assert program.get("retention/health").json()["status"] == "ok"
    assert program.get("retention/runs").json()["count"] == 1
    assert program.get("retention/due").status_code == 200
    person.user_permissions.remove(*rows_of(["privacy.see_runs"]).values())
    assert program.get("retention/health").json()["code"] == "not_permitted"
    let(person, "privacy.see_runs")
    Authenticator.objects.filter(user=person).delete()
    assert program.get("retention/health").json()["code"] == "second_factor_missing"


def test_who_may_use_the_api_no_more_is_told_so(alice):
    program = Program(key_of(alice))
    alice.user_permissions.clear()
    answer = program.get("sessions")
    assert (answer.status_code, answer.json()["code"]) == (403, "api_not_permitted")


@pytest.mark.parametrize(
    ("path", "query", "wrong"),
    [
        ("sessions", {"page": "Zebrafinch"}, ["query", "page", "int_parsing"]),
        ("sessions", {"page": "0"}, ["query", "page", "greater_than_equal"]),
        ("sessions", {"Zebrafinch": "1"}, ["query", "", "extra_forbidden"]),
        ("interviews", {"words": "Zebrafinch" * 11}, ["query", "words", "string_too_long"]),
        ("sessions/Zebrafinch", {}, ["path", "uid", "uuid_parsing"]),
    ],
)
def test_what_is_wrong_is_named_without_what_was_sent(alice, path, query, wrong):
    answer = Program(key_of(alice)).get(path, **query)
    assert answer.status_code == 422
    assert "Zebrafinch" not in answer.content.decode()
    (said,) = answer.json()["data"]["wrong"]
    assert [said["where"], said["field"], said["problem"]] == wrong


def test_an_answer_that_is_not_what_its_path_promises_says_nothing(
    alice, monkeypatch, session, caplog
):
    monkeypatch.setattr("interviews.api._session", lambda *args: {"id": "Zebrafinch"})
    answer = Program(key_of(alice)).get("sessions")
    assert answer.status_code == 500
    assert answer.json()["code"] == "failed"
    assert "Zebrafinch" not in answer.content.decode() + caplog.text


def test_a_list_costs_the_same_however_long_it_is(alice, hers):
    program = Program(key_of(alice))
    costs = []
    for _ in range(3):
        Walk(hers).begin()
        program.get("sessions")  # the day of the use is written once
        with CaptureQueriesContext(connection) as asked:
            program.get("sessions")
        costs.append(len(asked))
    assert costs == [12, 12, 12]


def test_pages_end(alice, session):
    program = Program(key_of(alice))
    assert program.get("sessions", page=2).json() == {"count": 1, "items": []}
    assert program.get("sessions", page=10_001).status_code == 422


def test_whatever_goes_wrong_is_said_as_json(alice):
    program = Program(key_of(alice))
    answers = {
        404: program.get("nowhere"),
        405: program.client.post(f"{PREFIX}sessions"),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert set(answer.json()) == {"code", "sentence", "data"}
        assert answer["Cache-Control"] == "no-store"


def test_the_description_is_for_everybody_and_names_each_path_its_scope_and_its_key():
    found = Client().get(f"{PREFIX}openapi.json").json()
    operations = [one for path in found["paths"].values() for one in path.values()]
    assert {one["x-scope"] for one in operations} == set(all_names())
    assert all(one["security"] == [{"KeyAuth": []}] for one in operations)
    assert "http" not in json.dumps(found["paths"])


def test_no_path_can_be_written_down_without_a_scope():
    with pytest.raises(TypeError, match="wants no scope"):
        endpoints.get("/open")(lambda request: None)
    with pytest.raises(KeyError):
        endpoints.offer("GET", "/open", scope="all", answers=None)
    assert {one.name for one in all_scopes()} == set(all_names())
