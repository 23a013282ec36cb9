"""Measures how long it takes until a person who leaves cannot be read, and until they are gone.

`python -m benchmarks.leaving [SESSIONS]...` (1, 100 and 1,000 without any) on the databases that
the settings name; prints a line of JSON for each. Beside it stand the processor's time,
which a busy machine does not lengthen much, and what plain SQL takes for the same rows.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
os.environ.setdefault("DASITE_VAR_DIR", tempfile.mkdtemp(prefix="dasite-benchmark-"))

import django

django.setup()

from django.conf import settings  # noqa: E402 - as above
from django.core.files.storage import default_storage  # noqa: E402 - as above
from django.db import connections, transaction  # noqa: E402 - as above
from django.test.utils import get_runner  # noqa: E402 - as above
from django.utils import timezone  # noqa: E402 - as above

from accounts.models import User  # noqa: E402 - as above
from benchmarks.purge import fill_some  # noqa: E402 - as above
from interviews.models import InterviewSession, Package, PackageVersion  # noqa: E402 - as above
from privacy.models import KeyShare  # noqa: E402 - as above
from privacy.retention import requests  # noqa: E402 - as above
from privacy.vault import keyring  # noqa: E402 - as above


def make_person(sessions: int, version: PackageVersion) -> User:
    """Return somebody with so many sessions, six steps and one file each, and their shares."""
    person = User.objects.create(email=f"{uuid.uuid4()}@example.org", password="!")
    folder = Path(default_storage.path(""))
    folder.mkdir(parents=True, exist_ok=True)
    KeyShare.objects.create(
        kind="subject", owner=person.subject_id, number=1, root_key="1", sealed=b"x" * 60
    )
    made = fill_some(sessions, version)
    numbers = [session.pk for session in made]
    InterviewSession.everything.filter(pk__in=numbers).update(
        owner=person, subject_id=person.subject_id
    )
    for session in made:
        (folder / str(session.uid)).write_bytes(b"x")
    return person


def plain(person: User) -> float:
    """Return the seconds that plain SQL takes for all rows of a person, files left out."""
    began = time.perf_counter()
    with transaction.atomic(), connections["default"].cursor() as cursor:
        mine = f"(SELECT id FROM interviews_interviewsession WHERE owner_id = {int(person.pk)})"  # noqa: S608 - a whole number
        cursor.execute(
            "SELECT uid FROM interviews_interviewsession WHERE owner_id = %s", [person.pk]
        )
        uids = [row[0] for row in cursor.fetchall()]
        for table in ("interviews_sessionsteps", "interviews_assembleddocument"):
            cursor.execute(f"DELETE FROM {table} WHERE session_id IN {mine}")  # noqa: S608 - as above
        cursor.execute("DELETE FROM interviews_interviewsession WHERE owner_id = %s", [person.pk])
        cursor.execute("DELETE FROM accounts_user WHERE id = %s", [person.pk])
    for start in range(0, len(uids), 500):
        KeyShare.objects.filter(owner__in=uids[start : start + 500]).delete()
    return time.perf_counter() - began


def ours(person: User) -> dict[str, Any]:
    """Erase a person; return the seconds until the last key share went, and until all was gone."""
    moments: list[tuple[float, float]] = []
    scopes, subject = keyring.shred_scopes, keyring.shred_subject

    def noted(function: Any) -> Any:
        def shred(*arguments: Any) -> Any:
            found = function(*arguments)
            if found.shares:
                moments.append(clocks())
            return found

        return shred

    keyring.shred_scopes, keyring.shred_subject = noted(scopes), noted(subject)
    try:
        began = clocks()
        gone = requests.erase_subject(person.subject_id, user_id=person.pk, now=timezone.now())
        ended = clocks()
    finally:
        keyring.shred_scopes, keyring.shred_subject = scopes, subject
    if not (gone.complete and gone.receipt):
        raise SystemExit("The person is not gone.")
    return {
        "unreadable_seconds": moments[-1][0] - began[0],
        "unreadable_cpu_seconds": moments[-1][1] - began[1],
        "gone_seconds": ended[0] - began[0],
        "gone_cpu_seconds": ended[1] - began[1],
    }


def clocks() -> tuple[float, float]:
    """Return what a clock on the wall says, and the processor time of this process."""
    return time.perf_counter(), time.process_time()


def main(sizes: list[int]) -> None:
    runner = get_runner(settings)(verbosity=0, interactive=False)
    old = runner.setup_databases()
    try:
        now = timezone.now()
        package = Package.objects.create(name="p", created_at=now)
        version = PackageVersion.objects.create(
            package=package, number=1, digest="0", published_at=now
        )
        ours(make_person(1, version))  # what only the first one costs
        for sessions in sizes:
            seconds = plain(make_person(sessions, version))
            found = ours(make_person(sessions, version))
            line = {
                "sessions": sessions,
                "engine": connections["default"].vendor,
                **{name: round(value, 4) for name, value in found.items()},
                "plain_seconds": round(seconds, 4),
                "share": round(seconds / found["gone_seconds"], 2),
            }
            print(json.dumps(line))
    finally:
        runner.teardown_databases(old)


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or [1, 100, 1000])
