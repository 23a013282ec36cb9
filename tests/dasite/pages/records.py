"""Rows for the administration's pages to show: people, interviews that are due, a ban."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from axes.models import AccessAttempt

from accounts.models import User
from interviews.models import InterviewSession, Package, PackageVersion


def fill_with_records(now: datetime) -> None:
    """Make sixty people and as many interviews, the oldest untouched for almost a year."""
    for number in range(60):
        User.objects.create_user(f"person{number}@example.org", name=f"Person {number}")
    package = Package.objects.create(name="tests.pages", created_at=now)
    version = PackageVersion.objects.create(
        package=package, number=1, digest="0", published_at=now
    )
    for days in range(0, 360, 6):
        touched_at = now - timedelta(days=days)
        InterviewSession.objects.create(
            subject_id=uuid.uuid4(),
            version=version,
            catalogue=version.pk,
            path="data/questions/repairs.yml",
            title="A letter to your landlord",
            sealed_state=b"sealed",
            started_at=touched_at,
            touched_at=touched_at,
        )
    AccessAttempt.objects.create(
        username="8a1f44c07d52",
        ip_address="192.0.2.7",
        failures_since_start=5,
        attempt_time=now,
        path_info="/account/login/",
    )
