"""A worker that carries out a request to leave and is killed; and one that takes up what it left.

`python -m tests.privacy.retention.killed_leaving ask|leave [STEP]|end`; databases and folders come
from the environment, and hold what `tests.privacy.retention.killed make` made. A STEP is one of a
batch, or `claimed`, `gone`, `closed`, after which the process kills itself with SIGKILL.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.utils import timezone  # noqa: E402 - models exist only after setup

from accounts.models import DeletionRequest, User  # noqa: E402 - as above
from accounts.services import deletion, leaving  # noqa: E402 - as above
from privacy.jobs import outbox  # noqa: E402 - as above
from privacy.retention import run  # noqa: E402 - as above
from tests.privacy.retention.killed import SUBJECT, fall_at  # noqa: E402 - as above

AT = {
    "claimed": (leaving, "_claim"),
    "gone": (deletion, "delete_account"),
    "closed": (leaving, "close"),
}


def ask() -> None:
    """Let the first person ask to leave, with the day in the past."""
    person = User.objects.get(subject_id=SUBJECT)
    leaving.ask(person, now=timezone.now() - timedelta(days=8))


def leave(step: str) -> None:
    """Carry out what is due, and be killed at `step`."""
    if step in AT:
        fall_after(*AT[step])
    else:
        fall_at(step)
    leaving.carry_out_due(timezone.now, until=timezone.now() + timedelta(minutes=1))


def fall_after(module: Any, name: str) -> None:
    function = getattr(module, name)

    def fall(*arguments: Any, **options: Any) -> None:
        function(*arguments, **options)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(module, name, fall)


def end() -> None:
    """Do what worker and beat do once all leases are over; write what is left."""
    later = timezone.now() + timedelta(hours=1)
    until = later + timedelta(hours=1)
    run.take_up_stuck(lambda: later, until=until)
    leaving.carry_out_due(lambda: later, until=until)
    outbox.run_due(lambda: later, until=until)
    rows = DeletionRequest.objects.values_list("state", "subject_id", "account", "address")
    sys.stdout.write(
        json.dumps(
            {
                "requests": [list(row) for row in rows],
                "people": User._base_manager.filter(subject_id=SUBJECT).count(),
                "others": User._base_manager.exclude(subject_id=SUBJECT).count(),
            }
        )
    )


def main(what: str, step: str = "") -> None:
    if what == "ask":
        ask()
    elif what == "leave":
        leave(step)
    else:
        end()


if __name__ == "__main__":
    main(*sys.argv[1:])
