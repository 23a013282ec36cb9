"""Notices of the tests: people with interviews, and a rule with a ladder."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from interviews.models import InterviewSession
from privacy.models import Notice
from privacy.retention.modes import After

DAY = timedelta(days=1)
SECONDS = timedelta(seconds=10)
LADDER = After("P90D", (30, 7, 1))

Make = Callable[..., InterviewSession]


def note(
    session: InterviewSession, step: int, due_at: datetime, state: str = "sent", **fields: object
) -> Notice:
    """Write a notice about `session` as it is left now; sent so many days before `due_at`."""
    values = {
        "subject_id": session.subject_id,
        "category": "test.session",
        "row": session.pk,
        "clock": session.touched_at,
        "period": "P90D",
        "step": step,
        "due_at": due_at,
        "state": state,
        "sent_at": due_at - step * DAY,
        "message": uuid.uuid4(),
        **fields,
    }
    return Notice.objects.create(**values)
