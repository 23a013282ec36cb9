"""A rule that somebody lengthens while a run is at work holds from its next batch on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from interviews.models import InterviewSession
from privacy.models import RetentionRun
from privacy.retention import erasure, policies, run
from privacy.retention.modes import After
from privacy.retention.plan import make_plan
from tests.privacy.kinds import NOW

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_no_further_batch_is_taken(sessions, make_session, clock, settings, monkeypatch):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    policies.set_policy(sessions, After("P30D"), now=NOW - 100 * DAY, by=None)
    for _ in range(3):
        make_session(NOW - 31 * DAY)
    monkeypatch.setattr(erasure, "AT_ONCE", 1)
    monkeypatch.setattr(run, "next_size", lambda size, seconds: size)
    finish = run.finish_batch

    def lengthen_after(batch, clock, **options):
        finished = finish(batch, clock, **options)
        policies.set_policy(sessions, After("P60D"), now=NOW, by=None)
        return finished

    monkeypatch.setattr(run, "finish_batch", lengthen_after)
    done = run.carry_out(make_plan(NOW), clock, trigger=RetentionRun.Trigger.BEAT)
    assert (done.state, done.erased) == ("stale", 1)
    assert InterviewSession.objects.count() == 2
