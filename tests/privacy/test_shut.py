"""While a restored site is shut: no address shows anything, no worker and no command writes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from privacy import jobs, tasks
from privacy.jobs import kinds
from privacy.middleware import RestoreGateMiddleware
from privacy.models import LastingWord, LedgerEntry, Restore, RetentionBatch, RetentionRun
from privacy.retention import lasting, replay, requests, restore_gate
from privacy.retention.errors import LedgerBroken
from tests.dasite.matrix import path_of, routes
from tests.people import let_in, make_person

pytestmark = pytest.mark.django_db

GATE = "privacy.middleware.RestoreGateMiddleware"
DAY = timedelta(days=1)
WRITES = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture
def shut(settings, monkeypatch):
    """A site with a restore that is not in order, behind the middleware as it is served."""
    settings.MIDDLEWARE = [
        "django.middleware.security.SecurityMiddleware",
        GATE,
        *settings.MIDDLEWARE[1:],
    ]
    monkeypatch.setattr(RestoreGateMiddleware, "LOOK_AGAIN", 0)
    return Restore.objects.create(
        unit="default", made_at=timezone.now() - DAY, restored_at=timezone.now()
    )


def cannot(*args, **kwargs):
    raise LedgerBroken("Line 7 is missing.")


def writes(captured: CaptureQueriesContext) -> list[str]:
    return [one["sql"] for one in captured.captured_queries if one["sql"].startswith(WRITES)]


def test_every_address_is_the_same_page_for_everybody_and_nothing_is_written(shut):
    root = let_in(Client(), make_person("root", is_staff=True, is_superuser=True))
    with CaptureQueriesContext(connections["default"]) as captured:
        for route in routes():
            path = path_of(route, {"pk": root.session["_auth_user_id"]})
            for client in (Client(), root):
                for method in ("get", "head", "post", "put", "options"):
                    answer = getattr(client, method)(path)
                    assert answer.status_code == 503, (method, path)
                    assert not answer.cookies
                    if method == "get" and not path.startswith("/health/"):
                        assert "Back in a few minutes" in answer.content.decode()
    assert writes(captured) == []


def test_a_worker_that_cannot_put_it_in_order_does_no_job(shut, monkeypatch):
    done = []
    monkeypatch.setitem(kinds._handlers, "test.note", lambda args, now: done.append(args))
    job = jobs.add("test.note", {}, run_after=timezone.now() - DAY)
    monkeypatch.setattr(replay, "replay", cannot)
    with CaptureQueriesContext(connections["default"]) as captured:
        for task in (lambda: tasks.run_job(job.pk), tasks.sweep):
            with pytest.raises(LedgerBroken):
                task()
    assert done == []
    assert [one for one in writes(captured) if "privacy_heartbeat" not in one] == []
    job.refresh_from_db()
    assert (job.attempts, job.claimed_until, job.done_at) == (0, None, None)


COMMANDS = [
    ["retention_run"],
    ["subject_erase", "1", "--yes"],
    ["subject_export", "1", "never.zip"],
    ["retention_reconcile", "--clean", "0" * 16],
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
def test_no_command_erases_or_exports_by_what_an_older_copy_says(shut, command):
    with pytest.raises(CommandError, match="not in order yet"):
        call_command(*command)
    assert not LedgerEntry.objects.exists()
    restore_gate.put_in_order(timezone.now)
    if command[0] == "retention_run":
        call_command(*command)


def erase(name: str, now) -> None:
    person = User.objects.create(email=f"{name}@example.org", password="!")
    requests.erase_subject(person.subject_id, user_id=person.pk, now=now)


def decide(name: str, now) -> None:
    lasting.say(lasting.Word("test", "out", about=(name,)), now=now)
    lasting.write_down()


@pytest.mark.parametrize("first", [erase, decide])
def test_a_new_line_in_an_older_copy_hides_none_that_the_copy_does_not_know(first, sessions):
    """As when a copy is put back under a running site, and nobody has looked for a moment."""
    now = timezone.now()
    first("alice", now - timedelta(minutes=5))
    for table in (RetentionBatch, RetentionRun, LastingWord):
        table.objects.all().delete()
    erase("bob", now - timedelta(minutes=4))
    assert restore_gate.is_shut(now)
    restore_gate.put_in_order(timezone.now)
    assert not restore_gate.is_shut(now)


@pytest.mark.parametrize(("minutes", "looked_at"), [(59, True), (61, False)])
def test_what_lies_an_hour_back_was_looked_at_long_since(minutes, looked_at, sessions):
    """The record of an erasure may have gone by its own policy: that shuts nothing."""
    now = timezone.now()
    erase("alice", now - timedelta(minutes=minutes))
    RetentionBatch.objects.all().delete()
    erase("bob", now - timedelta(minutes=50))
    assert replay.is_behind(now) is looked_at
