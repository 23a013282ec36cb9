#!/usr/bin/env python3
"""Measures a purge of expired interview sessions beside plain SQL batches on the same rows.

    DASITE_DATABASE_URL=postgresql://… DASITE_VAULT_DATABASE_URL=postgresql://… \
        .venv/bin/python -m benchmarks.purge [SESSIONS] [notices]

With `notices` the sessions have an owner, and the policy a ladder of which each was told.
Each session has six packs of steps, one document with a file, and one key share. The plain batches
delete the same rows of the same tables and the same files, as somebody would who wrote nothing but
SQL: nothing is hidden first, nothing written down, held back, tried again or looked for. Databases
of its own are made beside those named, and dropped again; files lie in the folder of temporary
ones (TMPDIR). Prints one line of JSON: sessions per second of both, ours by theirs (`share`, and
without the time both spend on removing files), the longest of each step, and memory in MiB.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.conf import settings  # noqa: E402 - Django is ready only after setup
from django.contrib.auth import get_user_model  # noqa: E402 - as above
from django.core.files.storage import default_storage  # noqa: E402 - as above
from django.db import connections, transaction  # noqa: E402 - as above
from django.test.utils import get_runner  # noqa: E402 - as above
from django.utils import timezone  # noqa: E402 - as above

from interviews.models import (  # noqa: E402 - as above
    AssembledDocument,
    InterviewSession,
    Package,
    PackageVersion,
    SessionSteps,
)
from privacy.models import KeyShare, Notice, RetentionRun  # noqa: E402 - as above
from privacy.retention import erasure, gates, policies, run  # noqa: E402 - as above
from privacy.retention.modes import After  # noqa: E402 - as above
from privacy.retention.plan import make_plan  # noqa: E402 - as above
from privacy.retention.registry import get_rows  # noqa: E402 - as above

TABLES = (
    ("interviews_sessionsteps", "session_id"),
    ("interviews_upload", "session_id"),
    ("interviews_assembleddocument", "session_id"),
    ("interviews_interviewsession", "id"),
)
FILES = (
    "SELECT file FROM interviews_assembleddocument WHERE session_id IN ({0}) "
    "UNION ALL SELECT file FROM interviews_upload WHERE session_id IN ({0})"
)
STEPS = 6
AT_ONCE = 1000
LADDER = After("P30D", (7, 1))
OWNER: list[int] = []  # the account that owns all sessions, where it was told of them
SEALED = b"x" * 400


def tell(sessions: list[InterviewSession]) -> None:
    """Write of each session that its owner was told of it in time, in both steps."""
    now = timezone.now()
    Notice.objects.bulk_create(
        [
            Notice(
                subject_id=one.subject_id,
                category="interviews.session",
                row=one.pk,
                clock=one.touched_at,
                period=LADDER.period,
                step=step,
                due_at=now - timedelta(hours=1),
                state=Notice.State.SENT,
                sent_at=now - timedelta(days=step, hours=1),
                message=uuid.uuid4(),
            )
            for one in sessions
            for step in LADDER.steps
        ]
    )


def fill(count: int, version: PackageVersion) -> None:
    """Write `count` sessions that nobody has touched for a year, with their files."""
    folder = Path(default_storage.path(""))
    folder.mkdir(parents=True, exist_ok=True)
    for start in range(0, count, AT_ONCE):
        for session in fill_some(min(AT_ONCE, count - start), version):
            (folder / str(session.uid)).write_bytes(SEALED)
    for alias in ("default", "vault"):
        # As a server does by itself after a while.
        with connections[alias].cursor() as cursor:
            cursor.execute("ANALYZE")


def fill_some(count: int, version: PackageVersion) -> list[InterviewSession]:
    then = timezone.now() - timedelta(days=365)
    sessions = InterviewSession.everything.bulk_create(
        [
            InterviewSession(
                subject_id=uuid.uuid4(),
                owner_id=OWNER[0] if OWNER else None,
                version=version,
                catalogue=version.pk,
                path="x",
                title="X",
                sealed_state=SEALED,
                started_at=then,
                touched_at=then,
            )
            for _ in range(count)
        ]
    )
    SessionSteps.objects.bulk_create(
        [
            SessionSteps(session=session, number=number, sealed=SEALED)
            for session in sessions
            for number in range(STEPS)
        ]
    )
    AssembledDocument.objects.bulk_create(
        [
            AssembledDocument(
                session=session,
                key="letter",
                format="pdf",
                generation=1,
                file=str(session.uid),
                size_bytes=len(SEALED),
                sealed_name=SEALED,
                created_at=then,
            )
            for session in sessions
        ]
    )
    KeyShare.objects.bulk_create(
        [
            KeyShare(kind="scope", owner=one.uid, number=1, root_key="1", sealed=SEALED[:60])
            for one in sessions
        ]
    )
    if OWNER:
        tell(sessions)
    return sessions


def plain_batches() -> dict[str, float]:
    """Return the seconds that plain SQL takes for the same rows of the same tables, and files.

    The rows in batches as large as ours become, each in a transaction; then its key shares in the
    other database, then its files by their names.
    """
    folder, began, unlinking = Path(default_storage.path("")), time.perf_counter(), 0.0
    while True:
        with transaction.atomic(), connections["default"].cursor() as cursor:
            cursor.execute(
                "SELECT id, uid FROM interviews_interviewsession "
                "WHERE touched_at < %s ORDER BY touched_at, id LIMIT %s",
                [timezone.now(), run.MOST_AT_ONCE],
            )
            rows = cursor.fetchall()
            if not rows:
                break
            ids = ",".join(str(int(row[0])) for row in rows)
            cursor.execute(FILES.format(ids))
            names = [name for (name,) in cursor.fetchall()]
            for table, column in TABLES:
                cursor.execute(f"DELETE FROM {table} WHERE {column} IN ({ids})")  # noqa: S608 - whole numbers
            # UUIDs as the database has just given them, quoted.
            uids = ",".join(f"'{row[1]}'" for row in rows)
            for table in ("privacy_grant", "privacy_ticket", "privacy_admission"):
                cursor.execute(f"DELETE FROM {table} WHERE scope IN ({uids})")  # noqa: S608 - as above
        with transaction.atomic(using="vault"), connections["vault"].cursor() as cursor:
            cursor.execute(
                f"DELETE FROM vault_key_share WHERE kind = 'scope' AND owner IN ({uids})"  # noqa: S608 - as above
            )
        files_began = time.perf_counter()
        for name in names:
            (folder / name).unlink()
        unlinking += time.perf_counter() - files_began
    spent = time.perf_counter() - began
    return {"without": spent - unlinking, "with": spent}


def timed(name: str, longest: dict[str, float]) -> Callable[..., Any]:
    """Wrap a step of the pipeline so that its longest time is kept."""
    step = getattr(erasure, name)

    def measure(*arguments: Any, **options: Any) -> Any:
        began = time.perf_counter()
        try:
            return step(*arguments, **options)
        finally:
            longest[name] = max(longest.get(name, 0.0), time.perf_counter() - began)

    return measure


def total_of(name: str) -> list[float]:
    """Return where the time of one method of the storage is added up from now on."""
    method, total = getattr(default_storage, name), [0.0]

    def measure(*arguments: Any) -> Any:
        began = time.perf_counter()
        try:
            return method(*arguments)
        finally:
            total[0] += time.perf_counter() - began

    setattr(default_storage, name, measure)
    return total


def purge() -> dict[str, float]:
    """Carry out a policy; return seconds in all, of the plan, and of the longest steps."""
    longest: dict[str, float] = {}
    erasure.mark = timed("mark", longest)
    work = erasure._WORK  # noqa: SLF001 - the steps that are measured
    work[erasure.Step.SHREDDED] = timed("_shred", longest)
    work[erasure.Step.DELETED] = timed("_delete", longest)
    work[erasure.Step.CLEARED] = timed("_clear", longest)
    work[erasure.Step.DONE] = timed("_verify", longest)
    removed = total_of("delete")
    began = time.perf_counter()
    plan = make_plan(timezone.now(), keys=["interviews.session"])
    planned = time.perf_counter()
    gates.is_out_of_the_ordinary = lambda plan: False
    done = run.carry_out(plan, timezone.now, trigger=RetentionRun.Trigger.COMMAND)
    ended = time.perf_counter()
    if done.state != RetentionRun.State.DONE or done.erased != plan.count:
        raise SystemExit(f"The run ended as {done.state} with {done.erased} of {plan.count}.")
    return {
        "seconds": ended - began,
        "plan": planned - began,
        "files": removed[0],
        **longest,
    }


def main(count: int, *, with_notices: bool) -> None:
    settings.DASITE_POLICY_DELAY_HOURS = 0
    runner = get_runner(settings)(verbosity=0, interactive=False)
    old = runner.setup_databases()
    try:
        now = timezone.now()
        package = Package.objects.create(name="p", created_at=now)
        version = PackageVersion.objects.create(
            package=package, number=1, digest="0", published_at=now
        )
        category = get_rows("interviews.session")
        if with_notices:
            OWNER.append(get_user_model().objects.create(email="a@example.org").pk)
        rule = LADDER if with_notices else After("P30D")
        policies.set_policy(category, rule, now=now, by=None)
        fill(count, version)
        plain = plain_batches()
        fill(count, version)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        ours = purge()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        left = sum(1 for _ in Path(default_storage.path("")).iterdir())
    finally:
        runner.teardown_databases(old)
    print(
        json.dumps(
            {
                "sessions": count,
                "notices": with_notices,
                "engine": connections["default"].vendor,
                "plain_per_second": round(count / plain["with"]),
                "ours_per_second": round(count / ours["seconds"]),
                "share": round(plain["with"] / ours["seconds"], 2),
                "share_without_files": round(
                    plain["without"] / (ours["seconds"] - ours["files"]), 2
                ),
                "longest_ms": {
                    name: round(ours[name] * 1000)
                    for name in ("mark", "_shred", "_delete", "_clear", "_verify")
                },
                "plan_seconds": round(ours["plan"], 2),
                "files_left": left,
                "memory_mib": [round(before), round(peak)],
            }
        )
    )


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main(
        int(arguments[0]) if arguments else 10_000,
        with_notices="notices" in arguments,
    )
