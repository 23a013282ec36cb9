"""A worker that lets an account go by a rule and is killed; and one that takes up what it left.

`python -m tests.privacy.retention.killed_going age|go NUMBER [STEP]|end NUMBER`; databases and
folders come from the environment, and hold what `tests.privacy.retention.killed make` made. A STEP
is one of a batch, or `taken`, `gone`, `closed`, after which the process kills itself with SIGKILL.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402 - models exist only after setup

from accounts.models import DeletionRequest, User  # noqa: E402 - as above
from accounts.services import deletion, leaving  # noqa: E402 - as above
from privacy.models import RetentionRun  # noqa: E402 - as above
from privacy.retention import policies, run  # noqa: E402 - as above
from privacy.retention.modes import After  # noqa: E402 - as above
from privacy.retention.plan import make_plan  # noqa: E402 - as above
from privacy.retention.registry import get_category  # noqa: E402 - as above
from tests.privacy.retention.killed import SUBJECT, fall_at  # noqa: E402 - as above
from tests.privacy.retention.killed_leaving import fall_after  # noqa: E402 - as above

CATEGORY = "accounts.user"
AT = {
    "taken": (leaving, "take"),
    "gone": (deletion, "delete_account"),
    "closed": (leaving, "close"),
}


def age() -> None:
    """Make the first person's account due by a rule; print the run."""
    now = timezone.now()
    long_ago = now - timedelta(days=1000)
    User.objects.update(seen_at=now)
    User.objects.filter(subject_id=SUBJECT).update(seen_at=long_ago)
    policies.set_policy(get_category(CATEGORY), After("P2Y"), now=long_ago, by=None)
    plan = make_plan(now, keys=[CATEGORY])
    begun = run.write(plan, now, trigger=run.Trigger.BEAT, by=None, asks=False)
    sys.stdout.write(str(begun.pk))


def go(number: str, step: str = "") -> None:
    """Carry the run on, and be killed at `step`."""
    if step in AT:
        fall_after(*AT[step])
    else:
        fall_at(step)
    run.go_on(RetentionRun.objects.get(pk=number), timezone.now)


def end(number: str) -> None:
    """Do what worker and beat do once all leases are over, the run last; write what is left."""
    later = timezone.now() + timedelta(hours=1)
    until = later + timedelta(hours=1)
    run.take_up_stuck(lambda: later, until=until)
    leaving.carry_out_due(lambda: later, until=until)
    between = User._base_manager.filter(subject_id=SUBJECT, leaving_at=None).count()
    done = run.go_on(RetentionRun.objects.get(pk=number), lambda: later)
    leaving.carry_out_due(lambda: later, until=until)
    sys.stdout.write(
        json.dumps(
            {
                "between": between,
                "run": [done.state, done.planned, done.erased],
                "open": DeletionRequest.objects.filter(state__in=DeletionRequest.OPEN).count(),
                "done": DeletionRequest.objects.filter(state="done").count(),
                "parts": RetentionRun.objects.filter(state="running").count(),
            }
        )
    )


def main(what: str, *arguments: str) -> None:
    if what == "age":
        age()
    elif what == "go":
        go(*arguments)
    else:
        end(*arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])
