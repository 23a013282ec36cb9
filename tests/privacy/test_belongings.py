"""My data: each kind and each thing, by which rule it goes and when, open to whom, opened when."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import Group
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.guesses import footprint
from interviews.models import Package, PackageVersion
from privacy.models import Admission, Job, Notice
from privacy.retention import export, holding, policies, registry, targets
from privacy.retention.belongings import kinds_of
from privacy.retention.modes import After
from privacy.vault import roles
from tests.people import log_in, make_person
from tests.privacy.ladders import DAY, LADDER, note

pytestmark = pytest.mark.django_db

NOW = timezone.now()
URL = "/my-data/"
ALL = "/my-data/interviews.session/"


@pytest.fixture
def categories():
    """The categories of the site itself."""


@pytest.fixture
def version(db):
    package = Package.objects.create(name="test.package", created_at=NOW)
    return PackageVersion.objects.create(package=package, number=1, digest="0", published_at=NOW)


@pytest.fixture
def alice():
    return make_person("alice")


@pytest.fixture
def bob():
    return make_person("bob")


@pytest.fixture
def left(alice, make_session):
    def make(days: int = 1, owner=alice):
        return make_session(NOW - days * DAY, owner.subject_id, owner=owner)

    return make


@pytest.fixture
def ladder(settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    category = registry.get_rows("interviews.session")
    policies.set_policy(category, LADDER, now=NOW - 400 * DAY, by=None)


def let_in(session, recipient: uuid.UUID, kind: str = "subject", **fields) -> None:
    Admission.objects.create(
        scope=session.uid,
        recipient=recipient,
        kind=kind,
        given_by=session.subject_id,
        generation=1,
        created_at=NOW - DAY,
        signature=b"signed",
        **fields,
    )


def page(user, path: str = URL) -> str:
    client = Client()
    log_in(client, user)
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def unpack(user) -> tuple[dict, str]:
    packed = b"".join(export.archive(user.subject_id, None, now=NOW))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return json.loads(archive.read("data.json")), archive.read("index.html").decode()


def test_each_thing_says_its_rule_where_it_comes_from_and_its_day(alice, left, ladder):
    left(10)
    said = page(alice)
    rule = "By the rule for all (version 1), interviews are deleted after 90 days, with a notice"
    assert rule in said
    assert f"It goes on {NOW + 80 * DAY:%-d %B %Y}, if nobody uses it." in said
    assert "A mail tells of it 30, 7 and 1 days before." in said


def test_a_day_that_was_named_and_a_hold_are_told_of_in_neutral_words(alice, left, ladder):
    told, held = left(70), left(70)
    note(told, 30, NOW + 25 * DAY, category="interviews.session")
    holding.place(
        targets.get_target("session"),
        str(held.uid),
        reason="file 7/26",
        review_on=(NOW + DAY).date(),
        now=NOW,
        by=None,
    )
    said = page(alice)
    assert f"nothing goes before {NOW + 25 * DAY:%-d %B %Y}" in said
    assert "It has to be kept for now." in said
    assert "7/26" not in said


def test_who_was_let_in_stands_beside_it_and_when_they_opened_it(alice, bob, left):
    session = left()
    role = Group.objects.create(name="helpers")
    let_in(session, bob.subject_id, last_opened_at=NOW, expires_at=NOW + 5 * DAY)
    let_in(session, roles.role_id(role.pk), "role")
    let_in(session, uuid.uuid4(), "server", withdrawn_at=NOW)
    let_in(session, uuid.uuid4(), expires_at=NOW - timedelta(hours=1))
    said = page(alice)
    assert f"bob@example.org, since {NOW - DAY:%-d %B %Y} until {NOW + 5 * DAY:%-d %B %Y}" in said
    assert f"last opened {NOW:%-d %B %Y, %H:%M}" in said
    assert "people with the role helpers" in said
    assert "this site, by the interview&#x27;s own rule, not any more, never opened" in said
    assert "somebody whose account is gone, not any more" in said


def test_a_stranger_sees_nothing_of_it(alice, bob, left):
    charlie = make_person("charlie")
    let_in(left(), bob.subject_id)
    said = page(charlie)
    assert "bob@example.org" not in said
    assert "<strong>X</strong>" not in said
    client = Client()
    log_in(client, charlie)
    assert client.get(ALL).status_code == 404
    assert Client().get(ALL)["Location"].startswith("/account/login/")


def test_every_kind_that_knows_the_person_is_there(alice, left):
    session = left()
    message = uuid.uuid4()
    note(session, 30, NOW + DAY, category="interviews.session", message=message)
    Job.objects.create(kind="retention.notice", args={"message": str(message)}, done_at=NOW)
    Job.objects.create(kind="retention.notice", args={"message": str(uuid.uuid4())}, done_at=NOW)
    AccessAttempt.objects.create(
        username=footprint(alice.email), attempt_time=NOW, failures_since_start=1
    )
    found = {kind.category.key: kind.count for kind in kinds_of(alice.subject_id, now=NOW)}
    assert found == {
        "interviews.session": 1,
        "privacy.notice": 1,
        "privacy.job": 1,
        "accounts.failed_login": 1,
        "accounts.user": 1,
    }


def test_many_things_have_pages_and_each_stands_on_one(alice, left):
    for days in range(60):
        left(days)
    said = page(alice)
    assert "Interviews: 60" in said
    assert "The newest 10" in said
    assert f'<a href="{ALL}">All 60 interviews</a>' in said
    first, second = page(alice, ALL), page(alice, f"{ALL}?page=2")
    assert "Page 1 of 2" in first
    assert (first.count("<strong>X</strong>"), second.count("<strong>X</strong>")) == (50, 10)


def test_the_number_of_queries_does_not_grow_with_the_number_of_things(alice, left, ladder):
    for _ in range(12):
        let_in(left(70), alice.subject_id)
    client = Client()
    log_in(client, alice)
    few = _queries(client, URL)
    for days in range(80):
        let_in(left(days), alice.subject_id)
    assert _queries(client, URL) == few
    assert _queries(client, ALL) < 30


def _queries(client: Client, path: str) -> int:
    with (
        CaptureQueriesContext(connections["default"]) as here,
        CaptureQueriesContext(connections["vault"]) as there,
    ):
        assert client.get(path).status_code == 200
    return len(here) + len(there)


@pytest.mark.parametrize("key", ["no.such", "privacy.hold", "privacy.temporary_file"])
def test_what_is_not_there_has_no_page(alice, key):
    client = Client()
    log_in(client, alice)
    assert client.get(f"/my-data/{key}/").status_code == 404


def test_the_archive_says_what_the_page_says_of_all_of_it(alice, bob, left, ladder):
    for days in range(15):
        left(days)
    let_in(left(), bob.subject_id, last_opened_at=NOW)
    data, index = unpack(alice)
    kinds = {kind.category.key: kind.count for kind in kinds_of(alice.subject_id, now=NOW)}
    assert {key: len(rows) for key, rows in data["said"].items()} == kinds
    said = data["said"]["interviews.session"]
    assert {one["number"] for one in said} == {
        row["id"]
        for row in data["kinds"]["interviews.session"]
        if row["table"] == "interviews.InterviewSession"
    }
    assert said[0]["access"][0]["who"] == "bob@example.org"
    assert said[0]["why"][0].startswith("By the rule for all (version 1), interviews are deleted")
    assert said[0]["goes_on"].startswith(f"{NOW + 89 * DAY:%Y-%m-%d}")
    assert index.count("<strong>X</strong>") == 16


def test_the_archive_holds_nothing_of_others(alice, bob, left):
    left(), left(owner=bob)
    note(left(owner=bob), 30, NOW + DAY, category="interviews.session")
    data, index = unpack(alice)
    text = json.dumps(data) + index
    assert str(bob.subject_id) not in text
    assert "bob@example.org" not in text
    assert data["kinds"].keys() == data["said"].keys() == {"interviews.session", "accounts.user"}


def test_things_that_go_by_different_rules_each_say_theirs(alice, left, settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    category = registry.get_rows("interviews.session")
    policies.set_policy(category, After("P90D"), now=NOW - DAY, by=None)
    scope = targets.Scope("interview", "test.package:data/questions/y.yml")
    policies.set_policy(category, After("P60D"), now=NOW - DAY, by=None, scope=scope)
    left()
    other = left()
    type(other).everything.filter(pk=other.pk).update(path="data/questions/y.yml")
    (kind, _) = kinds_of(alice.subject_id, now=NOW)
    assert kind.has_rules
    assert page(alice).count("are deleted after 60 days.") == 2  # in the card, and on the thing


def test_notices_are_among_one_s_data_without_an_address(alice, left):
    note(left(), 30, NOW + DAY, category="interviews.session")
    rows = unpack(alice)[0]["kinds"]["privacy.notice"]
    assert rows[0]["step"] == 30
    assert "example.org" not in json.dumps(rows)
    assert Notice.objects.count() == 1
