"""A process that changes keys and kills itself at a step; and one that opens all that there was.

`python -m tests.privacy.vault.steps make|die STEP|check`; databases and folder come from the
environment. What a browser and the tables of interviews would keep lies in `kept.json`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID, uuid4

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.privacy.vault.quick"

import django

django.setup()

from django.conf import settings  # noqa: E402 -- the apps must be loaded first
from django.db import transaction  # noqa: E402
from django.db.models import QuerySet  # noqa: E402

from privacy.models import KeyShare, SubjectKey  # noqa: E402
from privacy.vault import box, epochs, generations, keyring, renewal, subjects  # noqa: E402
from privacy.vault.errors import NoGrant, VaultError, WrongKey  # noqa: E402
from privacy.vault.unlocked import Unlocked  # noqa: E402
from tests.privacy.vault.keys import password_key  # noqa: E402

ALICE = UUID("00000000-0000-4000-8000-00000000000a")
OLD, NEW = "the first sentence", "the second sentence"
PLACE = {"table": "t", "row": "1", "field": "f"}
KEPT = Path(os.environ["DASITE_VAR_DIR"]) / "kept.json"
SCOPES = 4
NEWEST = "2:bmV3ZXN0LXJvb3Qta2V5LWZvci10ZXN0cy1vbmx5LSE=,"


def make() -> None:
    """Alice with four interviews, and a guest who will be her."""
    subjects.create(ALICE, key=password_key(OLD))
    sealed = {}
    for number in range(SCOPES):
        scope = uuid4()
        sealed[str(scope)] = seal(box.create_box(scope, owner=ALICE), number)
    guest = uuid4()
    opened, token = box.create_guest_box(guest)
    sealed[str(guest)] = seal(opened, SCOPES)
    KEPT.write_text(json.dumps({"sealed": sealed, "guest": str(guest), "token": token}))


def seal(opened: box.Box, number: int) -> str:
    return opened.seal(b"answer %d" % number, **PLACE).hex()


def die_now(*args: Any, **kwargs: Any) -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def die_after(owner: Any, name: str, *, calls: int = 1) -> None:
    """Let the process end as soon as a function was called so often."""
    real, left = getattr(owner, name), [calls]

    def counted(*args: Any, **kwargs: Any) -> Any:
        found = real(*args, **kwargs)
        left[0] -= 1
        return found if left[0] else die_now()

    setattr(owner, name, counted)


def change_password(*, is_committed: bool) -> None:
    with transaction.atomic():
        subjects.change_password(unlocked(), key=password_key(NEW))
        if not is_committed:
            die_now()
    die_now()


def adopt(owner: Any, name: str) -> None:
    kept = json.loads(KEPT.read_text())
    die_after(owner, name)
    box.adopt_guest_box(UUID(kept["guest"]), kept["token"], owner=ALICE)


def rotate() -> None:
    settings.DASITE_ROOT_KEYS = NEWEST + settings.DASITE_ROOT_KEYS
    die_after(keyring, "open_share", calls=3)
    keyring.reseal_shares()


def renew(owner: Any, name: str, *, calls: int = 1) -> None:
    die_after(owner, name, calls=calls)
    fresh = renewal.begin(unlocked(), key=password_key(NEW))
    renewal.finish(fresh)


def shred_old_keys() -> None:
    """Die between the share and the rows of the keys that were replaced."""
    keyring.shred_generation = shred_share_and_die
    fresh = renewal.begin(unlocked(), key=password_key(NEW))
    renewal.finish(fresh)


def shred_share_and_die(subject_id: UUID, generation: int) -> None:
    KeyShare.objects.filter(owner=subject_id, number=generation).delete()
    die_now()


def close_past() -> None:
    """Seal one interview anew, and die between the grants and the shares of before."""
    kept = json.loads(KEPT.read_text())
    scope = next(iter(kept["sealed"]))
    opened = box.open_box(UUID(scope), by=unlocked())
    with transaction.atomic():
        epochs.begin(opened)
    kept["sealed"][scope] = seal(opened, 0)
    KEPT.write_text(json.dumps(kept))
    die_after(QuerySet, "delete")
    epochs.close_past(opened)


STEPS = {
    "password-before-commit": lambda: change_password(is_committed=False),
    "password-after-commit": lambda: change_password(is_committed=True),
    "adoption-before-commit": lambda: adopt(box.Box, "grant_to"),
    "adoption-after-commit": lambda: adopt(box, "adopt_guest_box"),
    "rotation": rotate,
    "new-keys-before-commit": lambda: renew(generations, "make"),
    "new-keys-between-interviews": lambda: renew(renewal, "_move", calls=2),
    "new-keys-before-old-rows": shred_old_keys,
    "past-half-closed": close_past,
}


def unlocked() -> Unlocked:
    """Return Alice, unlocked by whichever password she has now."""
    try:
        return subjects.unlock(ALICE, password=OLD, key=None)
    except WrongKey:
        return subjects.unlock(ALICE, password=NEW, key=None)


def check() -> None:
    """Open all that was sealed, after what the next login does; print what is left of keys."""
    if any(row.root_key == "2" for row in KeyShare.objects.all()):
        settings.DASITE_ROOT_KEYS = NEWEST + settings.DASITE_ROOT_KEYS
        keyring.reseal_shares()
    kept, alice = json.loads(KEPT.read_text()), unlocked()
    renewal.finish(alice)
    for number, (scope, sealed) in enumerate(kept["sealed"].items()):
        opened = open_one(UUID(scope), kept, alice)
        assert opened.open(bytes.fromhex(sealed), **PLACE) == b"answer %d" % number
    generations_left = SubjectKey.objects.count()
    roots = sorted({row.root_key for row in KeyShare.objects.all()})
    sys.stdout.write(json.dumps([generations_left, roots]))


def open_one(scope: UUID, kept: dict[str, Any], alice: Unlocked) -> box.Box:
    try:
        return box.open_box(scope, by=alice)
    except NoGrant:
        assert str(scope) == kept["guest"]
        return box.open_guest_box(scope, kept["token"])


if __name__ == "__main__":
    try:
        if sys.argv[1] == "die":
            STEPS[sys.argv[2]]()
        else:
            {"make": make, "check": check}[sys.argv[1]]()
    except VaultError as error:
        sys.exit(f"{type(error).__name__}: {error}")
