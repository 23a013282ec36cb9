"""What a restore drill does with a site, and what it then finds there.

`python -m tests.privacy.backups.drill make|change|look [held]|say COMMAND…|fall WHERE COMMAND…`;
databases and folders come from the environment. `say` runs whole command lines, one after the
other; `fall` kills itself with SIGKILL in the middle of one command.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import uuid
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

django.setup()
# The pages' static files were not collected here.
settings.STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}

from django.apps import apps  # noqa: E402 - models exist only after setup
from django.db import connections  # noqa: E402 - as above
from django.test import Client  # noqa: E402 - as above

from accounts.services import granting, leaving  # noqa: E402 - as above
from privacy.backups import making, stored_files  # noqa: E402 - as above
from privacy.backups.archive import Head, Writer  # noqa: E402 - as above
from privacy.retention import holding, policies, requests, restore_gate, run  # noqa: E402 - as above
from privacy.retention.errors import Held  # noqa: E402 - as above
from privacy.retention.modes import After  # noqa: E402 - as above
from privacy.retention.plan import make_plan  # noqa: E402 - as above
from privacy.retention.registry import get_category  # noqa: E402 - as above
from privacy.retention.targets import get_target  # noqa: E402 - as above
from privacy.vault import box, kdf, subjects  # noqa: E402 - as above
from privacy.vault.errors import KeyDestroyed  # noqa: E402 - as above
from tests.dasite.matrix import path_of, routes  # noqa: E402 - as above
from tests.decisions import rewrite  # noqa: E402 - as above
from tests.people import PASSWORD  # noqa: E402 - as above

CATEGORY = "interviews.session"
PEOPLE = ("alice", "bob", "carol", "dave")
WHERE = {"table": "interviews_interviewsession", "row": "1", "field": "state"}
QUICK = {"memory_kib": 64, "passes": 1, "lanes": 1, "floor": False}


def model(name: str) -> Any:
    return apps.get_model(name)._base_manager


def key_of(name: str) -> Any:
    """Return what the person's password yields; made quickly, which is not what is tested."""
    salt = name.encode().ljust(16, b".")
    return kdf.derive(PASSWORD, salt=salt, params=kdf.params_from(QUICK))[1]


def make() -> None:
    """Four people with two interviews each, an answer and a file in each, all really sealed."""
    now = timezone.now()
    package = model("interviews.Package").create(name="p", created_at=now)
    version = model("interviews.PackageVersion").create(
        package=package, number=1, digest="0", published_at=now
    )
    for name in PEOPLE:
        person = model("accounts.User").create(email=f"{name}-marker@example.org", name=name)
        subjects.create(person.subject_id, key=key_of(name))
        for number in (1, 2):
            make_session(person, version, f"{name}-marker-{number}", now)
    root = model("accounts.User").create(email="root@example.org", is_superuser=True)
    granting.make_role(granting.Wanted("desk"), by=root, now=now).user_set.add(person_of("bob"))
    leaving.ask(person_of("dave"), now=now)


def make_session(person: Any, version: Any, title: str, now: Any) -> None:
    uid = uuid.uuid4()
    sealing = box.create_box(uid, owner=person.subject_id)
    session = model("interviews.InterviewSession").create(
        uid=uid,
        owner=person,
        subject_id=person.subject_id,
        version=version,
        catalogue=version.pk,
        path="x",
        title=title,
        sealed_state=sealing.seal(f"answer of {title}".encode(), **WHERE),
        started_at=now,
        touched_at=now,
    )
    model("interviews.SessionSteps").create(session=session, number=1, sealed=b"sealed")
    content = ContentFile(sealing.seal(f"file of {title}".encode(), **WHERE))
    model("interviews.AssembledDocument").create(
        session=session,
        key="letter",
        format="pdf",
        generation=1,
        file=default_storage.save(f"file-{title}", content),
        size_bytes=6,
        sealed_name=b"sealed",
        created_at=now,
    )


def person_of(name: str) -> Any:
    return model("accounts.User").filter(email=f"{name}-marker@example.org").first()


def sessions_of(name: str) -> Any:
    return model("interviews.InterviewSession").filter(title__startswith=f"{name}-").order_by("pk")


def change() -> None:
    """What happens after the backup: Alice goes, Bob loses one interview and is held with the

    other, Carol deletes the files of one alone, a policy takes Dave's first; Erin comes and goes.
    Carol asks to leave in a week, Dave did before and stays after all, Bob loses his role.
    """
    now = timezone.now()
    alice = person_of("alice")
    requests.erase_subject(alice.subject_id, user_id=alice.pk, now=now)
    stays, goes = sessions_of("bob")
    requests.erase_items(CATEGORY, [goes.pk], now=now)
    holding.place(
        get_target("session"), str(stays.uid), reason="x", review_on=now.date(), now=now, by=None
    )
    requests.erase_items(f"{CATEGORY}/files", [sessions_of("carol")[0].pk], now=now)
    purge_dave()
    erin = model("accounts.User").create(email="erin-marker@example.org")
    requests.erase_subject(erin.subject_id, user_id=erin.pk, now=now)
    leaving.ask(person_of("carol"), now=now)
    leaving.keep(person_of("dave"), now=now)
    bob, role = person_of("bob"), model("auth.Group").get(name="desk")
    root = model("accounts.User").get(is_superuser=True)
    granting.remove_member(role, bob, by=root, now=now)


def purge_dave() -> None:
    now = timezone.now()
    long_ago = now - timedelta(days=400)
    first = sessions_of("dave").first()
    model("interviews.InterviewSession").filter(pk=first.pk).update(touched_at=long_ago)
    policies.set_policy(get_category(CATEGORY), After("P90D"), now=long_ago, by=None)
    rewrite(effective_at=long_ago)
    run.carry_out(make_plan(now, keys=[CATEGORY]), timezone.now, trigger=run.Trigger.COMMAND)


def look(held: str = "") -> None:
    """Print what a person, a search for markers, and an administrator would find."""
    client = Client(SERVER_NAME="localhost")
    answer, is_shut = client.get("/"), restore_gate.is_shut(timezone.now())
    found = {
        "page": answer.status_code,
        "words": answer.content.decode()[:2000] if answer.status_code == 503 else "",
        "everywhere": sorted(
            {client.get(path_of(route, {})).status_code for route in routes()} if is_shut else ()
        ),
        "health": client.get("/health/retention").content.decode(),
        "shut": is_shut,
        "readable": {name: [can_read(one) for one in sessions_of(name)] for name in PEOPLE},
        "files": {name: [file_of(one) for one in sessions_of(name)] for name in PEOPLE},
        "found": markers_that_stand_somewhere(),
        "held": bool(held) and is_held(sessions_of("bob").first()),
        "next": next_number(),
        "leaving": sorted(
            model("accounts.DeletionRequest")
            .filter(state="waiting")
            .values_list("account", flat=True)
        ),
        "locked": sorted(
            model("accounts.User").exclude(leaving_at=None).values_list("pk", flat=True)
        ),
        "desk": model("auth.Group").get(name="desk").user_set.count(),
        "restores": sorted(model("privacy.Restore").values_list("unit", "erased")),
    }
    sys.stdout.write(json.dumps(found))


def can_read(session: Any) -> bool:
    """Return whether the owner's password opens the answer."""
    name = session.title.partition("-")[0]
    try:
        unlocked = subjects.unlock(session.subject_id, password=PASSWORD, key=key_of(name))
        opened = box.open_box(session.uid, by=unlocked)
    except KeyDestroyed:
        return False
    return (
        opened.open(bytes(session.sealed_state), **WHERE) == f"answer of {session.title}".encode()
    )


def file_of(session: Any) -> int:
    """Return how many documents of the session have their file."""
    documents = model("interviews.AssembledDocument").filter(session=session)
    return sum(default_storage.exists(one.file) for one in documents)


def markers_that_stand_somewhere() -> list[str]:
    """Return whose marker is in a row of either database, in a file, or in a file's name."""
    kept = BytesIO()
    for alias in ("default", "vault"):
        connections[alias].close()
        head = Head(alias, connections[alias].vendor, timezone.now(), ())
        making.engine_of(alias).dump(alias, Writer(kept, head))
    for name, entry in stored_files.stored():
        kept.write(name.encode() + Path(entry.path).read_bytes())
    content = kept.getvalue()
    return sorted(name for name in (*PEOPLE, "erin") if f"{name}-marker".encode() in content)


def is_held(session: Any) -> bool:
    """Return whether an administrator could not delete it; it is there afterwards if so."""
    if session is None:
        return False
    try:
        requests.erase_items(CATEGORY, [session.pk], now=timezone.now())
    except Held:
        return True
    return False


def next_number() -> int:
    """Return the number that the next account would have."""
    person = model("accounts.User").create(email=f"{uuid.uuid4()}@example.org")
    number: int = person.pk
    person.delete()
    return number


def say(*lines: str) -> None:
    """Run commands one after the other; print what each said, or why it refused."""
    said = []
    for line in lines:
        out = StringIO()
        try:
            call_command(*line.split(), stdout=out)
        except CommandError as error:
            out.write(f"refused: {error}")
        said.append(out.getvalue())
    sys.stdout.write(json.dumps(said))


def fall(where: str, *command: str) -> None:
    """Run a command and be killed in it: at its end, or once so many records were done."""

    def die(*arguments: Any, **options: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    if where == "before-order":
        restore_gate.put_in_order = die  # type: ignore[assignment]  # the crash that is tested
    elif where == "backup":
        stored_files.dump = die
    else:
        stored_files.take = die
    call_command(*command)


def main(what: str, *arguments: str) -> None:
    programs: dict[str, Callable[..., None]] = {
        "make": make,
        "change": change,
        "look": look,
        "say": say,
        "fall": fall,
    }
    programs[what](*arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])
