"""What people see when something does not go as they wanted."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.utils import timezone

from privacy.middleware import RestoreGateMiddleware, UnlockMiddleware
from privacy.models import KeyShare, Restore
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
    charlie.press("Save my profile")
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


def test_the_page_of_a_restored_site_is_sound_until_it_is_in_order(
    walk: Callable[..., Walker], monkeypatch: pytest.MonkeyPatch
):
    # The tests' list of middleware lacks the gate, and the server has read it long ago.
    shut = RestoreGateMiddleware(lambda request: HttpResponse(status=500))
    monkeypatch.setattr(UnlockMiddleware, "__call__", lambda self, request: shut(request))
    now = timezone.now()
    Restore.objects.create(unit="default", made_at=now, restored_at=now)
    charlie = walk()
    charlie.go("/profile/", status=503)
    assert "Back in a few minutes" in charlie.page.inner_text("h1")
    charlie.look("restored")


def test_the_page_of_an_interview_whose_key_was_lost_is_sound(walk: Callable[..., Walker]):
    call_command("interview_import", examples=True, verbosity=0)
    alice = walk()
    sign_up(alice, "alice-lost@example.org")
    alice.go("/")
    alice.press("Begin: Ask your landlord for repairs")
    url = alice.page.url.removeprefix(alice.home)
    KeyShare.objects.filter(kind="scope").delete()
    alice.go(url, status=410)
    alice.look("lost")
