"""People of the tests who have not been here for long, and rules by which accounts go."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import User
from privacy.jobs import outbox
from privacy.models import Notice, RetentionRun
from privacy.retention import policies, registry, run
from privacy.retention.category import After, DataCategory
from privacy.retention.plan import make_plan
from tests.people import make_person

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
DAY, SECONDS = timedelta(days=1), timedelta(seconds=10)
TWO_YEARS = After("P2Y")
LADDER = After("P2Y", (30, 7, 1))
USED, NEW = "accounts.user", "accounts.unconfirmed"
LIMIT = datetime(2024, 3, 10, 12, 0, tzinfo=UTC)  # two years before


def accounts(key: str = USED) -> DataCategory:
    return registry.get_rows(key)


def set_rule(mode: After = TWO_YEARS, key: str = USED) -> None:
    policies.set_policy(accounts(key), mode, now=NOW - 3000 * DAY, by=None)


def seen(user: User, at: datetime) -> User:
    User.objects.filter(pk=user.pk).update(seen_at=at)
    user.refresh_from_db()
    return user


def somebody(name: str, at: datetime, **fields: object) -> User:
    """Return somebody who was here last at this moment."""
    return seen(make_person(name, **fields), at)


def newcomer(name: str, joined_at: datetime) -> User:
    """Return somebody who signed up and never confirmed the address."""
    user = User.objects.create_user(f"{name}@example.org", "x" * 20, joined_at=joined_at)
    EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)
    return user


def told(user: User, state: str = "sent", due_at: datetime = NOW - SECONDS) -> Notice:
    """Write that somebody was told for the last time, a day before `due_at`."""
    assert user.seen_at is not None
    return Notice.objects.create(
        subject_id=user.subject_id,
        category=USED,
        row=user.pk,
        clock=user.seen_at,
        period="P2Y",
        step=1,
        due_at=due_at,
        state=state,
        sent_at=due_at - DAY,
        message=uuid.uuid4(),
    )


def purge(key: str = USED, now: datetime = NOW) -> RetentionRun:
    """Carry out what is due, as the clock does."""
    plan = make_plan(now, keys=[key])
    return run.carry_out(plan, lambda: now, trigger=RetentionRun.Trigger.BEAT)


def who() -> set[str]:
    """Return who is left, by the first part of the address."""
    return {
        address.partition("@")[0] for address in User._base_manager.values_list("email", flat=True)
    }


def send_mails() -> None:
    """Do the jobs that wait."""
    outbox.run_due(timezone.now, until=timezone.now() + 60 * SECONDS)
