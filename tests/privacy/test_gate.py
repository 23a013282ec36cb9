"""A site whose database was put back is shut until the ledger was replayed."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from interviews.models import InterviewSession
from privacy import restoring, tasks
from privacy.middleware import RestoreGateMiddleware
from privacy.models import Hold
from privacy.retention import holding, replay, requests, restore_gate
from privacy.retention.targets import get_target
from tests.older_copy import put_back

pytestmark = pytest.mark.django_db

GATE = "privacy.middleware.RestoreGateMiddleware"


@pytest.fixture
def shut_at_once(settings, monkeypatch):
    """The real list of middleware, with a gate that looks at each page."""
    settings.MIDDLEWARE = [GATE, *settings.MIDDLEWARE]
    monkeypatch.setattr(RestoreGateMiddleware, "LOOK_AGAIN", 0)


@pytest.fixture
def long_ago():
    return timezone.now() - timedelta(hours=1)


@pytest.fixture
def restored(sessions, make_session, long_ago):
    """A copy in which somebody is who had been erased since it was made."""
    person = User.objects.create(email="alice@example.org", password="!")
    make_session(long_ago, person.subject_id, owner=person)
    with put_back():
        requests.erase_subject(person.subject_id, user_id=person.pk, now=long_ago)
    return person


def test_a_restored_site_is_shut_until_the_ledger_is_replayed(client, shut_at_once, restored):
    for url in ("/", "/admin/", "/profile/"):
        answer = client.get(url)
        assert (answer.status_code, answer["Retry-After"]) == (503, "60")
        assert "had deleted since is deleted again" in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]
    answer = client.get("/health/retention")
    assert (answer.status_code, answer.json()) == (503, {"status": "restoring"})
    replay.replay(timezone.now)
    assert client.get("/health/retention").status_code == 200
    assert not User._base_manager.exists()


def test_a_worker_puts_it_in_order_before_any_job(client, shut_at_once, restored):
    tasks.run_job(0)
    assert client.get("/health/retention").status_code == 200
    assert not User._base_manager.exists()


def test_a_hold_that_is_missing_shuts_it_too(sessions, make_session, long_ago):
    session = make_session(long_ago)
    placed = holding.place(
        get_target("session"),
        str(session.uid),
        reason="file 7/26",
        review_on=long_ago.date(),
        now=long_ago,
        by=1,
    )
    assert not replay.is_behind(timezone.now())
    Hold.objects.filter(pk=placed.hold.pk).delete()
    assert replay.is_behind(timezone.now())
    tasks.run_job(0)
    assert not replay.is_behind(timezone.now())
    assert InterviewSession.objects.get() == session


def test_a_site_in_order_is_open_before_and_after_erasures(client, shut_at_once, sessions):
    assert client.get("/health/retention").status_code == 200
    now = timezone.now()
    person = User.objects.create(email="bob@example.org", password="!")
    requests.erase_subject(person.subject_id, user_id=person.pk, now=now - timedelta(hours=1))
    assert client.get("/health/retention").status_code == 200


def test_what_is_on_its_way_into_the_database_proves_nothing(restored, long_ago):
    assert replay.is_behind(timezone.now())
    assert not replay.is_behind(long_ago + timedelta(seconds=59))


def test_the_gate_looks_now_and_then(client, settings, django_assert_num_queries, restored):
    settings.MIDDLEWARE = [GATE, *settings.MIDDLEWARE]
    assert client.get("/").status_code == 503
    with django_assert_num_queries(0):
        assert client.get("/").status_code == 503


def test_a_link_from_the_server_shows_how_far_it_is_in_counts_alone(
    client, shut_at_once, restored, capsys
):
    call_command("restore_check", "--link")
    link = capsys.readouterr().out.strip()
    path = "/" + link.partition("//")[2].partition("/")[2]
    answer = client.get(path)
    words = answer.content.decode()
    assert (answer.status_code, answer["Cache-Control"]) == (503, "no-store")
    assert "Shut until the restore is in order" in words
    assert '<td>People to erase again</td><td class="number">1</td>' in words
    assert "ledger_replay" in words
    for secret in ("alice", str(restored.subject_id)):
        assert secret not in words
    restore_gate.put_in_order(timezone.now)
    answer = client.get(path)
    assert answer.status_code == 200
    assert "The site is open" in answer.content.decode()
    assert '<td>People to erase again</td><td class="number">0</td>' in answer.content.decode()


@pytest.mark.parametrize("age", [3590, 3610])
def test_the_link_works_for_an_hour(client, shut_at_once, restored, monkeypatch, age):
    path = restoring.make_path()
    now = time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + age)
    assert ("What is left to do" in client.get(path).content.decode()) is (age < 3600)


def test_strangers_see_what_everybody_sees(client, shut_at_once, restored):
    for path in ("/restoring/", "/restoring/x/", "/restoring/Imxvb2si:1x:y/"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert "Back in a few minutes" in answer.content.decode()
    restore_gate.put_in_order(timezone.now)
    assert client.get("/restoring/x/").status_code == 404
