"""A process that erases a person and is killed at a step; and one that takes up what it left.

`python -m tests.privacy.retention.killed make|erase [STEP]|age|go-on NUMBER [STEP]|take-up|end`;
databases and folders come from the environment. With a STEP, the process kills itself with SIGKILL
once that is written on the first batch.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import uuid
from datetime import timedelta
from typing import Any

import django
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

django.setup()

from django.apps import apps  # noqa: E402 - models exist only after setup

from privacy.retention import erasure, ledger, policies, requests, run  # noqa: E402 - as above
from privacy.retention.modes import After  # noqa: E402 - as above
from privacy.retention.plan import make_plan  # noqa: E402 - as above
from privacy.retention.registry import get_category  # noqa: E402 - as above
from tests.decisions import rewrite  # noqa: E402 - as above

SUBJECT = uuid.UUID("00000000-0000-4000-8000-00000000000a")
OTHER = uuid.UUID("00000000-0000-4000-8000-00000000000b")
SESSIONS = 3
CATEGORY = "interviews.session"


def model(name: str) -> Any:
    return apps.get_model(name)._base_manager


def make() -> None:
    """Two people with three interviews each."""
    now = timezone.now()
    package = model("interviews.Package").create(name="p", created_at=now)
    version = model("interviews.PackageVersion").create(
        package=package, number=1, digest="0", published_at=now
    )
    for subject in (SUBJECT, OTHER):
        person = model("accounts.User").create(email=f"{subject}@example.org", subject_id=subject)
        model("privacy.KeyShare").create(
            kind="subject", owner=subject, number=1, root_key="1", sealed=b"share"
        )
        for _ in range(SESSIONS):
            make_session(person, version, now)


def make_session(person: Any, version: Any, now: Any) -> None:
    session = model("interviews.InterviewSession").create(
        owner=person,
        subject_id=person.subject_id,
        version=version,
        catalogue=version.pk,
        path="x",
        title="X",
        sealed_state=b"sealed",
        started_at=now,
        touched_at=now,
    )
    model("interviews.SessionSteps").create(session=session, number=1, sealed=b"sealed")
    model("interviews.AssembledDocument").create(
        session=session,
        key="letter",
        format="pdf",
        generation=1,
        file=default_storage.save(str(uuid.uuid4()), ContentFile(b"sealed")),
        size_bytes=6,
        sealed_name=b"sealed",
        created_at=now,
    )
    model("privacy.KeyShare").create(
        kind="scope", owner=session.uid, number=1, root_key="1", sealed=b"share"
    )


def fall_at(step: str) -> None:
    """Be killed once a batch has reached `step`."""
    advance, mark = erasure._advance, erasure.mark

    def fall(batch: Any, reached: str, **values: Any) -> None:
        advance(batch, reached, **values)  # type: ignore[arg-type]  # a member of the enumeration
        if reached == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def fall_once_marked(*arguments: Any, **options: Any) -> Any:
        mark(*arguments, **options)
        os.kill(os.getpid(), signal.SIGKILL)

    erasure._advance = fall  # type: ignore[assignment]  # the crash that is tested
    if step == "marked":
        erasure.mark = fall_once_marked
    if step == "begun":
        erasure.mark_all = lambda *arguments: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[assignment]  # as above


def erase(step: str = "") -> None:
    """Erase the first person, and be killed at `step`."""
    fall_at(step)
    person = model("accounts.User").filter(subject_id=SUBJECT).first()
    if person is not None:
        requests.erase_subject(SUBJECT, user_id=person.pk, now=timezone.now())


def age() -> None:
    """Make the first person's interviews due by a policy, one row a batch; print the run."""
    now = timezone.now()
    long_ago = now - timedelta(days=400)
    model("interviews.InterviewSession").filter(subject_id=SUBJECT).update(touched_at=long_ago)
    policies.set_policy(get_category(CATEGORY), After("P90D"), now=long_ago, by=None)
    rewrite(effective_at=long_ago)
    plan = make_plan(now, keys=[CATEGORY])
    begun = run.write(plan, now, trigger=run.Trigger.BEAT, by=None, asks=False)
    sys.stdout.write(str(begun.pk))


def go_on(number: str, step: str = "") -> None:
    """Carry a run on, a row a batch, and be killed at `step`; print its state."""
    erasure.AT_ONCE = 1
    run.next_size = lambda size, seconds: size
    fall_at(step)
    found = run.go_on(model("privacy.RetentionRun").get(pk=number), timezone.now)
    sys.stdout.write(found.state)


def take_up() -> int:
    """Take up what was left, as the job does after the lease is over; return how many batches."""
    later = timezone.now() + timedelta(hours=1)
    return run.take_up_stuck(lambda: later, until=later + timedelta(hours=1))


def end(number: str = "") -> None:
    """Take up what was left, and a run; write what is left of both people."""
    take_up()
    if number:
        run.go_on(model("privacy.RetentionRun").get(pk=number), timezone.now)
    mine: dict[str, int] = {}
    theirs: dict[str, int] = {}
    for counts, subject in ((mine, SUBJECT), (theirs, OTHER)):
        sessions = model("interviews.InterviewSession").filter(subject_id=subject)
        shares = model("privacy.KeyShare")
        counts.update(
            people=model("accounts.User").filter(subject_id=subject).count(),
            sessions=sessions.count(),
            steps=model("interviews.SessionSteps").filter(session__in=sessions).count(),
            documents=model("interviews.AssembledDocument").filter(session__in=sessions).count(),
            shares=shares.filter(owner=subject).count()
            + shares.filter(owner__in=list(sessions.values_list("uid", flat=True))).count(),
        )
    found = {
        "mine": mine,
        "theirs": theirs,
        "all": {
            "files": len(default_storage.listdir("")[1]),
            "shares": model("privacy.KeyShare").count(),
            "steps": model("interviews.SessionSteps").count(),
            "outbox": model("privacy.FilesToRemove").count(),
            "tombstones": model("privacy.Tombstone").count(),
            "open": model("privacy.RetentionBatch").exclude(step="done").count(),
        },
        "ledger": ledger.verify(),
        "named": sorted(
            str(one)
            for line in model("privacy.LedgerEntry").filter(kind="intent", category=CATEGORY)
            for one in line.objects_named
        ),
        "runs": sorted(model("privacy.RetentionRun").values_list("state", "erased")),
        "whose": model("privacy.RetentionRun").exclude(subject_id=None, user_id=None).count(),
        # Of what was erased; that somebody asked to leave is a decision.
        "kinds": sorted(
            model("privacy.LedgerEntry").exclude(kind="decided").values_list("kind", flat=True)
        ),
    }
    sys.stdout.write(json.dumps(found))


def main(what: str, *arguments: str) -> None:
    if what == "make":
        make()
    elif what == "erase":
        erase(*arguments)
    elif what == "age":
        age()
    elif what == "go-on":
        go_on(*arguments)
    elif what == "take-up":
        sys.stdout.write(str(take_up()))
    else:
        end(*arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])
