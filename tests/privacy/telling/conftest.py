"""A rule with a ladder, people with interviews, and workers who tell them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from accounts.models import User
from privacy.jobs import kinds, outbox
from privacy.models import Job
from privacy.retention import notices, policies
from tests.privacy.kinds import NOW
from tests.privacy.ladders import DAY, LADDER


@pytest.fixture(autouse=True)
def _policy(sessions, settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    settings.DASITE_SITE_NAME = "Tenants' Desk"
    settings.DASITE_URL = "https://desk.example.org"
    policies.set_policy(sessions, LADDER, now=NOW - 400 * DAY, by=None)


@pytest.fixture
def alice():
    return User.objects.create(email="alice@example.org", password="!")


@pytest.fixture
def bob():
    return User.objects.create(email="bob@example.org", password="!")


@pytest.fixture
def left(make_session):
    """Return a maker of somebody's interviews, left alone for so many days."""

    def make(owner, days, **fields):
        return make_session(NOW - timedelta(days=days), owner.subject_id, owner=owner, **fields)

    return make


Tell = Callable[[datetime], list[EmailMessage]]


@pytest.fixture
def tell(monkeypatch) -> Tell:
    """Let the workers do what is due at a moment; return the mails that went out then."""

    def at_work(at: datetime) -> list[EmailMessage]:
        before = len(mail.outbox)
        notices.plan_notices(lambda: at, until=at + DAY)
        for job in Job.objects.filter(kind=notices.KIND, done_at=None, failed_at=None):
            Job.objects.filter(pk=job.pk).update(run_after=at, claimed_until=None)
            outbox.run_job(job.pk, lambda: at)
        return mail.outbox[before:]

    def send(args, now):
        notices.send(UUID(args["message"]), lambda: now)

    monkeypatch.setitem(kinds._handlers, notices.KIND, send)
    return at_work
