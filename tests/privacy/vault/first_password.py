"""A process that chooses a first password and kills itself at a step; and one that logs in after.

`python -m tests.privacy.vault.first_password make|die STEP|check`; databases and folder come from
the environment. Dora logs in by a link: the server can open her keys until she has a password.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.privacy.vault.quick"

import django

django.setup()

from django.conf import settings  # noqa: E402 -- the apps must be loaded first
from django.test import Client  # noqa: E402

from accounts import login_sessions  # noqa: E402
from accounts.models import User  # noqa: E402
from accounts.services.passwords import set_first_password  # noqa: E402
from privacy.models import KeyWrap, SubjectKey  # noqa: E402
from privacy.vault import admissions, box, keyring, renewal, subjects, ways  # noqa: E402
from privacy.vault.unlocked import Unlocked  # noqa: E402
from tests.accounts.test_served_keys import come_in  # noqa: E402
from tests.people import NEW_PASSWORD, make_person  # noqa: E402
from tests.privacy.vault.steps import PLACE, die_after, shred_share_and_die  # noqa: E402

KEPT = Path(os.environ["DASITE_VAR_DIR"]) / "kept.json"
SCOPES = 3


def make() -> None:
    """Dora, who never had a password, with some interviews."""
    dora = make_person("dora")
    dora.set_unusable_password()
    dora.save()
    ways.create_served(dora.subject_id)
    kept = {}
    for number in range(SCOPES):
        scope = uuid4()
        opened = box.create_box(scope, owner=dora.subject_id)
        kept[str(scope)] = opened.seal(b"answer %d" % number, **PLACE).hex()
    KEPT.write_text(json.dumps(kept))


def die(step: str) -> None:
    """Choose the first password, and die at the step."""
    request: Any = come_in(dora())
    request.user = dora()
    if step == "share":
        keyring.shred_generation = shred_share_and_die
    else:
        die_after(*STEPS[step])
    set_first_password(request, request.user, password=NEW_PASSWORD)


STEPS: dict[str, tuple[Any, str]] = {
    "saved": (User, "save"),
    "signed-out": (login_sessions, "sign_out"),
    "first-moved": (renewal, "_move"),
    "all-moved": (admissions, "sign_again"),
}


def dora() -> User:
    return User.objects.get(email="dora@example.org")


def opened() -> Unlocked:
    """Log in as she would now, by the form or by a link; return her keys."""
    user = dora()
    if not user.has_usable_password():
        come_in(user)
        return ways.unlock_served(user.subject_id)
    settings.ALLOWED_HOSTS = ["*"]
    form = {"login": user.email, "password": NEW_PASSWORD}
    assert Client().post("/account/login/", form, secure=True).status_code == 302
    return subjects.unlock(user.subject_id, password=NEW_PASSWORD, key=None)


def check() -> None:
    """Log in and open all; print whether she has a password, and what opens her keys by now."""
    unlocked = opened()
    for number, (scope, sealed) in enumerate(json.loads(KEPT.read_text()).items()):
        mine = box.open_box(UUID(scope), by=unlocked)
        assert mine.open(bytes.fromhex(sealed), **PLACE) == b"answer %d" % number
    ways_left = sorted({str(row.kind) for row in KeyWrap.objects.all()})
    told = [dora().has_usable_password(), ways_left, SubjectKey.objects.count()]
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    {"make": make, "check": check, "die": lambda: die(sys.argv[2])}[sys.argv[1]]()
