"""The pages on which Alice lets Bob look on, and those on which he reads."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.management import call_command

from accounts.models import User
from tests.dasite.pages.test_account_pages import sign_up
from tests.dasite.pages.test_interview_pages import LONGEST, TITLE
from tests.dasite.pages.walker import Walker

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
