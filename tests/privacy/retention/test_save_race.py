"""Saving against a purge, on a database that really lets both: saved and whole, or gone."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connections

from interviews.models import InterviewSession, SessionSteps
from interviews.services import sessions as services
from interviews.services.seats import SessionMoved
from privacy.models import KeyShare, RetentionBatch, RetentionRun
from privacy.retention import erasure, policies, run
from privacy.retention.modes import After
from privacy.retention.plan import make_plan
from tests.privacy.kinds import NOW

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

DAY = timedelta(days=1)
SESSIONS = 12


def purge(begun: RetentionRun, start: threading.Barrier) -> None:
    start.wait()
    try:
        run.go_on(begun, lambda: NOW)
    finally:
        connections.close_all()


def save(session: InterviewSession) -> bool:
    """Save an answer as the interview does; return whether it was kept."""
    try:
        services._write(session, {"sealed_state": b"newer", "touched_at": NOW})
    except SessionMoved:
        return False
    return True


@pytest.mark.parametrize("size", [1, 3, 12])
def test_what_is_saved_while_a_purge_runs_is_whole_or_was_refused(
    sessions, make_session, settings, monkeypatch, size
):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    policies.set_policy(sessions, After("P30D"), now=NOW - 100 * DAY, by=None)
    made = [make_session(NOW - (90 - n) * DAY) for n in range(SESSIONS)]
    monkeypatch.setattr(erasure, "AT_ONCE", size)
    monkeypatch.setattr(run, "next_size", lambda size, seconds: size)
    begun = run.write(make_plan(NOW), NOW, trigger=run.Trigger.BEAT, by=None, asks=False)
    start = threading.Barrier(2)
    worker = threading.Thread(target=purge, args=[begun, start])
    worker.start()
    start.wait()
    kept = [session for session in reversed(made) if save(session)]
    worker.join()
    run.go_on(begun, lambda: NOW)
    assert set(InterviewSession.everything.all()) == set(kept)
    for session in InterviewSession.objects.all():
        assert bytes(session.sealed_state) == b"newer"
        assert SessionSteps.objects.filter(session=session).count() == 2
        assert KeyShare.objects.filter(owner=session.uid).count() == 1
    assert KeyShare.objects.filter(kind="scope").count() == len(kept)
    assert not RetentionBatch.objects.exclude(step="done").exists()
