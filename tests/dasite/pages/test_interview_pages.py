"""The pages of the shipped interviews, as Alice sees them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.management import call_command

from tests.dasite.pages.test_account_pages import sign_up
from tests.dasite.pages.walker import Walker

pytestmark = pytest.mark.browser

TITLE = "Ask your landlord for repairs"
LONGEST = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 2


@pytest.fixture
def alice(walk: Callable[..., Walker]) -> Walker:
    call_command("interview_import", examples=True, verbosity=0)
    walker = walk()
    sign_up(walker)
    return walker


def test_the_way_to_a_screen_and_away_is_sound(alice: Walker):
    alice.go("/")
    alice.look("home")
    alice.press(f"Begin: {TITLE}")
    alice.look("screen-first")
    alice.press("Continue")
    alice.press("Continue")
    alice.look("screen-error")
    alice.page.get_by_label("First name").fill(LONGEST)
    alice.page.get_by_label("Last name").fill("Moreau")
    alice.press("Continue")
    alice.look("screen-second")
    alice.go("/interviews/")
    alice.look("list")
    alice.press(f"Delete: {TITLE}")
    alice.look("delete-an-interview")
    alice.press("Delete this interview")
    alice.look("list-empty")
