"""What people see when something does not go as they wanted."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

import pytest

from privacy.vault import kdf
from tests.dasite.pages.test_account_pages import sign_up
from tests.dasite.pages.walker import Walker

pytestmark = pytest.mark.browser


def test_pages_of_refusal_are_sound(walk: Callable[..., Walker]):
    charlie = walk()
    sign_up(charlie, "charlie@example.org")
    charlie.go("/admin/", status=403)
    charlie.look("not-allowed")
    charlie.go("/profile/")
    charlie.page.context.clear_cookies(name="csrf")
    charlie.press("Save my name")
    charlie.look("open-for-too-long")


def test_the_page_of_a_site_that_is_too_busy_is_sound(
    walk: Callable[..., Walker], monkeypatch: pytest.MonkeyPatch
):
    charlie = walk()
    charlie.go("/account/login/")
    charlie.fill(login="charlie@example.org", password="wrong")
    monkeypatch.setattr(kdf, "PATIENCE", 0)
    with ExitStack() as others:
        while kdf._permits.acquire(blocking=False):
            others.callback(kdf._permits.release)
        charlie.press("Log in")
    assert "Too busy" in charlie.page.inner_text("h1")
    charlie.look("too-busy")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_the_page_of_a_failure_is_sound_and_says_nothing_of_it(
    walk: Callable[..., Walker], monkeypatch: pytest.MonkeyPatch
):
    charlie = walk()
    monkeypatch.setattr("interviews.views.library.list_sources", lambda visitor, words: 1 / 0)
    charlie.go("/", status=500)
    assert "ZeroDivisionError" not in charlie.page.content()
    charlie.look("broken")
