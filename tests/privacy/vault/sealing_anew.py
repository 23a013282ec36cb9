"""A process that seals an interview anew and kills itself at a step; and one that reads it all.

`python -m tests.privacy.vault.sealing_anew make|die STEP|check`; databases and folder come from
the environment.
"""

from __future__ import annotations

import io
import json
import os
import sys
from typing import Any
from uuid import uuid4

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.privacy.vault.quick"

import django

django.setup()

from django.utils import timezone  # noqa: E402 -- the apps must be loaded first

from accounts.models import User  # noqa: E402
from interviews.models import InterviewSession, Package, PackageVersion, SessionSteps, Upload  # noqa: E402
from interviews.services import resealing, uploads  # noqa: E402
from interviews.services.sealed_files import read_file, write_file  # noqa: E402
from interviews.services.seats import PACKS, SESSIONS  # noqa: E402
from interviews.visitors import Visitor  # noqa: E402
from privacy.models import KeyShare  # noqa: E402
from privacy.vault import box, epochs, subjects  # noqa: E402
from tests.privacy.vault.keys import password_key  # noqa: E402
from tests.privacy.vault.steps import ALICE, OLD, die_after  # noqa: E402

FILES = 3


def make() -> None:
    """Alice with one interview, an older step and some files."""
    now = timezone.now()
    subjects.create(ALICE, key=password_key(OLD))
    person = User._base_manager.create(email="alice@example.org", subject_id=ALICE)
    package = Package.objects.create(name="p", created_at=now)
    version = PackageVersion.objects.create(
        package=package, number=1, digest="0", published_at=now
    )
    uid = uuid4()
    opened, row = box.create_box(uid, owner=ALICE), str(uid)
    session = InterviewSession.objects.create(
        uid=uid,
        owner=person,
        subject_id=ALICE,
        version=version,
        catalogue=version.pk,
        path="x",
        title="X",
        sealed_state=opened.seal(b"state", table=SESSIONS, row=row, field="state"),
        sealed_place=opened.seal(b"place", table=SESSIONS, row=row, field="place"),
        started_at=now,
        touched_at=now,
    )
    sealed = opened.seal(b"steps", table=PACKS, row=f"{uid}:1", field="steps")
    SessionSteps.objects.create(session=session, number=1, sealed=sealed)
    for number in range(FILES):
        key = uuid4()
        name = {"table": uploads.TABLE, "row": str(key), "field": "name"}
        Upload.objects.create(
            uid=key,
            session=session,
            file=write_file(opened, key, io.BytesIO(b"file %d" % number), folder="uploads"),
            size_bytes=6,
            sealed_name=opened.seal(b"name", **name),
            created_at=now,
        )


STEPS: dict[str, tuple[Any, str, int]] = {
    "epoch-begun": (epochs, "begin", 1),
    "rows-sealed": (resealing, "_begin", 1),
    "file-written": (resealing, "write_file", 2),
    "file-deleted": (resealing, "delete_file", 2),
    "all-sealed": (resealing, "_seal_file", FILES),
    "past-closed": (epochs, "close_past", 1),
}


def seal() -> bool:
    session = InterviewSession.objects.get()
    unlocked = subjects.unlock(ALICE, password=OLD, key=None)
    visitor = Visitor(session.owner_id, ALICE, unlocked)
    return resealing.seal_anew(session, visitor, clock=timezone.now, until=timezone.now())


def die(step: str) -> None:
    """Press the button again and again, and die at the step."""
    owner, name, calls = STEPS[step]
    die_after(owner, name, calls=calls)
    while not seal():
        pass


def read() -> None:
    """Open all that there is."""
    session = InterviewSession.objects.get()
    opened = box.open_box(session.uid, by=subjects.unlock(ALICE, password=OLD, key=None))
    for field in ("state", "place"):
        sealed = bytes(getattr(session, f"sealed_{field}"))
        at = {"table": SESSIONS, "row": str(session.uid), "field": field}
        assert opened.open(sealed, **at) == field.encode()
    pack = session.packs.get()
    at = {"table": PACKS, "row": f"{session.uid}:1", "field": "steps"}
    assert opened.open(bytes(pack.sealed), **at) == b"steps"
    for number, row in enumerate(session.uploads.order_by("pk")):
        assert read_file(opened, row.uid, row.file) == b"file %d" % number
        at = {"table": uploads.TABLE, "row": str(row.uid), "field": "name"}
        assert opened.open(bytes(row.sealed_name), **at) == b"name"


def check() -> None:
    """Read all, go on to the end, read all again; print which epochs are left."""
    read()
    while not seal():
        pass
    read()
    shares = KeyShare.objects.filter(kind="scope").order_by("number")
    epoch = InterviewSession.objects.get().sealing_epoch
    sys.stdout.write(json.dumps([epoch, list(shares.values_list("number", flat=True))]))


if __name__ == "__main__":
    {"make": make, "check": check, "die": lambda: die(sys.argv[2])}[sys.argv[1]]()
