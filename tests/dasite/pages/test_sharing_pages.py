"""The pages on which Alice lets Bob look on, and those on which he reads."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command

from accounts.models import User
from interviews.models import InterviewSession, Upload
from interviews.services import uploads
from interviews.services.sealed_files import write_file
from interviews.views import access
from privacy.vault import subjects
from privacy.vault.box import Box, open_box
from privacy.vault.unlocked import Unlocked
from tests.dasite.pages.test_account_pages import sign_up
from tests.dasite.pages.test_interview_pages import LONGEST, TITLE
from tests.dasite.pages.walker import Walker
from tests.people import PASSWORD

pytestmark = pytest.mark.browser

BOB = "bob.with.a.rather.long.address@example.org"


def test_letting_somebody_look_on_is_sound(walk: Callable[..., Walker]):
    call_command("interview_import", examples=True, verbosity=0)
    alice, bob = walk(), walk()
    sign_up(bob, BOB)
    sign_up(alice)
    begin(alice)
    alice.press("Let somebody look on")
    alice.look("access-nobody")
    alice.fill(number="1")
    alice.press("Let them in")
    alice.look("access-error")
    alice.fill(number=str(User.objects.get(email=BOB).pk), email=BOB, reason="My neighbour")
    alice.press("Let them in")
    alice.look("access")
    reads(bob)
    alice.go("/interviews/")
    alice.press(f"Continue: {TITLE}")
    alice.look("screen-looked-on")
    alice.press(f"End it now: {BOB}")
    alice.press("Let somebody look on")
    alice.look("access-over")
    alice.press("Seal everything anew")
    alice.look("access-anew")
    alice.press("Seal everything anew")
    alice.look("access-anew-done")


def test_sealing_much_anew_is_sound_and_goes_on_by_itself(
    walk: Callable[..., Walker], monkeypatch
):
    monkeypatch.setattr(access, "PATIENCE", timedelta(0))
    call_command("interview_import", examples=True, verbosity=0)
    alice = walk()
    sign_up(alice)
    begin(alice)
    session = InterviewSession.objects.get()
    box = open_box(session.uid, by=unlocked_by_password(session.subject_id))
    for _ in range(2):
        give_file(session, box)
    alice.page.route("**/going_on.js", lambda route: route.abort())
    alice.go(f"/interviews/{session.uid}/access/anew/")
    alice.press("Seal everything anew")
    alice.look("access-anew-going-on")
    alice.go(f"/interviews/{session.uid}/access/")
    alice.look("access-anew-begun")
    alice.page.unroute("**/going_on.js")
    alice.press("Go on with sealing everything anew")
    alice.page.wait_for_url("**/access/")
    assert InterviewSession.objects.get().sealing_epoch is None


def unlocked_by_password(subject_id: UUID) -> Unlocked:
    return subjects.unlock(subject_id, password=PASSWORD, key=None)


def give_file(session: InterviewSession, box: Box) -> None:
    uid = uuid4()
    name = {"table": uploads.TABLE, "row": str(uid), "field": "name"}
    Upload.objects.create(
        uid=uid,
        session=session,
        file=write_file(box, uid, io.BytesIO(b"Ada"), folder="uploads"),
        size_bytes=3,
        sealed_name=box.seal(b'["a.txt", "text/plain"]', **name),
        created_at=session.started_at,
    )


def begin(alice: Walker) -> None:
    alice.go("/")
    alice.press(f"Begin: {TITLE}")
    alice.press("Continue")
    alice.page.get_by_label("First name").fill(LONGEST)
    alice.page.get_by_label("Last name").fill("Moreau")
    alice.press("Continue")


def reads(bob: Walker) -> None:
    bob.go("/opened/")
    bob.look("opened-to-me")
    bob.press(TITLE)
    bob.look("opened")
    bob.press("Read the answers")
    bob.look("opened-answers")
