"""A process that changes keys without pause until it is killed, and one that looks what is left.

`python -m tests.privacy.vault.killed work FOLDER` or `… check FOLDER`; FOLDER keeps what a browser
would keep: the subjects' ids and the guests' tokens.
"""

from __future__ import annotations

import itertools
import os
import sys
from pathlib import Path
from uuid import UUID, uuid4

import django

django.setup()

from django.conf import settings  # noqa: E402  # the apps must be loaded first
from django.db import transaction  # noqa: E402

from privacy.models import Grant, KeyShare, SubjectKey  # noqa: E402
from privacy.vault import box, kdf, keyring, renewal, subjects  # noqa: E402
from privacy.vault.errors import NoGrant, VaultError, WrongKey  # noqa: E402
from privacy.vault.unlocked import Unlocked  # noqa: E402

PASSWORDS = ("the first sentence", "the second sentence")
ROOT_KEYS = settings.DASITE_ROOT_KEYS.split(",")


def key(password: str) -> kdf.PasswordKey:
    params = kdf.params_from(settings.DASITE_ARGON2)
    return kdf.derive(password, salt=os.urandom(16), params=params)[1]


def note(path: Path, line: str) -> None:
    """Append a line that is on the disk before anything depends on it."""
    with path.open("a") as file:
        file.write(line + "\n")


def say(*numbers: int) -> None:
    sys.stdout.write(" ".join(map(str, numbers)) + "\n")
    sys.stdout.flush()


def opened(subject_id: UUID) -> Unlocked:
    """Return the subject unlocked by whichever password it has now."""
    try:
        return subjects.unlock(subject_id, password=PASSWORDS[0], key=None)
    except WrongKey:
        return subjects.unlock(subject_id, password=PASSWORDS[1], key=None)


def work(folder: Path) -> None:
    """Sign up, begin sessions, change passwords, adopt, replace keys, rotate: over and over."""
    for turn in itertools.count():
        subject_id = uuid4()
        subjects.create(subject_id, key=key(PASSWORDS[0]))
        note(folder / "subjects", str(subject_id))
        unlocked = opened(subject_id)
        for password in reversed(PASSWORDS):
            with transaction.atomic():
                box.create_box(uuid4(), owner=subject_id)
            subjects.change_password(unlocked, key=key(password))
        guest = uuid4()
        with transaction.atomic():
            token = box.create_guest_box(guest)[1]
            note(folder / "guests", f"{guest} {token} {subject_id}")
        box.adopt_guest_box(guest, token, owner=subject_id)
        with transaction.atomic():
            fresh = renewal.begin(opened(subject_id), key=key(PASSWORDS[turn % 2]))
        renewal.finish(fresh)
        settings.DASITE_ROOT_KEYS = ",".join(ROOT_KEYS if turn % 2 else reversed(ROOT_KEYS))
        keyring.reseal_shares(limit=5)
        say(turn)


def check(folder: Path) -> None:
    """Print how much there is; raise if anything that was begun cannot be opened."""
    found = {row.subject_id: opened(row.subject_id) for row in SubjectKey.objects.all()}
    noted = {UUID(line) for line in (folder / "subjects").read_text().split()}
    assert noted <= found.keys(), "a subject is gone"
    for unlocked in found.values():
        renewal.finish(unlocked)  # as the next login does
    for row in Grant.objects.filter(recipient__in=list(found)):
        box.open_box(row.scope, by=found[row.recipient])
    for line in (folder / "guests").read_text().splitlines():
        scope, token, owner = line.split()
        if Grant.objects.filter(scope=scope).exists():
            _is_somebodys(UUID(scope), token, found[UUID(owner)])
    for share in KeyShare.objects.all():
        keyring.open_share(share)
    say(len(found), Grant.objects.count(), KeyShare.objects.count())


def _is_somebodys(scope: UUID, token: str, owner: Unlocked) -> None:
    """Raise VaultError unless the guest or the owner can open the scope."""
    try:
        box.open_guest_box(scope, token)
    except NoGrant:
        box.open_box(scope, by=owner)


if __name__ == "__main__":
    try:
        {"work": work, "check": check}[sys.argv[1]](Path(sys.argv[2]))
    except VaultError as error:
        sys.exit(f"{type(error).__name__}: {error}")
