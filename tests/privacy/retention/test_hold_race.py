"""A hold against a purge, on a database that really lets both: what is held is never half gone."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connections

from interviews.models import InterviewSession, SessionSteps
from privacy.models import KeyShare, LedgerEntry, RetentionBatch, RetentionRun
from privacy.retention import erasure, holding, ledger, policies, run, targets
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


@pytest.mark.parametrize("after", [0, 2, 5])
def test_what_is_held_while_a_purge_runs_is_whole_or_gone(
    sessions, make_session, settings, monkeypatch, after
):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    policies.set_policy(sessions, After("P30D"), now=NOW - 100 * DAY, by=None)
    made = [make_session(NOW - (90 - n) * DAY) for n in range(SESSIONS)]
    wanted = made[after]
    monkeypatch.setattr(erasure, "AT_ONCE", 2)
    monkeypatch.setattr(run, "next_size", lambda size, seconds: size)
    begun = run.write(make_plan(NOW), NOW, trigger=run.Trigger.BEAT, by=None, asks=False)
    start = threading.Barrier(2)
    worker = threading.Thread(target=purge, args=[begun, start])
    worker.start()
    start.wait()
    placed = holding.place(
        targets.get_target("session"),
        str(wanted.uid),
        reason="file 7/26",
        review_on=(NOW + DAY).date(),
        now=NOW,
        by=1,
    )
    worker.join()
    run.go_on(begun, lambda: NOW)
    session = InterviewSession.objects.filter(pk=wanted.pk).first()
    shares = KeyShare.objects.filter(owner=wanted.uid).count()
    if session is None:
        assert shares == 0
        assert not InterviewSession.everything.filter(pk=wanted.pk).exists()
    else:
        assert placed.too_late == 0
        assert (shares, SessionSteps.objects.filter(session=session).count()) == (1, 2)
        done = LedgerEntry.objects.filter(kind="done").values_list("batch", flat=True)
        for line in LedgerEntry.objects.filter(kind="intent", batch__in=done):
            assert wanted.pk not in line.objects_named
    assert InterviewSession.everything.count() == (session is not None)
    assert not RetentionBatch.objects.exclude(step="done").exists()
    ledger.verify()
