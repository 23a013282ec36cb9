"""An error report from within the vault shows neither password nor key."""

from __future__ import annotations

import sys
import traceback
from uuid import uuid4

import pytest
from django.utils import timezone
from django.views.debug import ExceptionReporter

from privacy.vault import box, generations, kdf, keyring, subjects
from privacy.vault.browser import Unlock
from tests.people import PASSWORD
from tests.privacy.vault.keys import password_key

ANSWER = "".join(chr(number) for number in range(97, 123))
pytestmark = pytest.mark.django_db


def report(rf, work) -> str:
    """Return all that Django's mail to administrators would show of the failing `work`."""
    try:
        work()
    except MemoryError:
        kind, error, where = sys.exc_info()
        reporter = ExceptionReporter(rf.get("/"), kind, error, where, is_email=True)
        plain = traceback.TracebackException(*sys.exc_info(), capture_locals=False)
        return (
            reporter.get_traceback_html() + reporter.get_traceback_text() + "".join(plain.format())
        )
    raise AssertionError("nothing failed")


def fail(*args, **kwargs):
    raise MemoryError


def test_a_failing_login_shows_no_password(rf, alice, monkeypatch):
    monkeypatch.setattr(kdf, "expand", fail)
    told = report(rf, lambda: subjects.unlock(alice.id, password=PASSWORD, key=None))
    assert "MemoryError" in told
    assert PASSWORD not in told


@pytest.mark.parametrize("place", ["open_key", "subject_kek", "password_kek"])
def test_a_failing_login_shows_no_key(rf, alice, monkeypatch, place):
    monkeypatch.setattr(generations, place, fail)
    key = password_key(PASSWORD)
    told = report(rf, lambda: subjects.unlock(alice.id, password=PASSWORD, key=key))
    for shown in (key.kek.reveal(), alice.unlocked.master_key.reveal()):
        assert repr(shown)[2:-1] not in told
        assert shown.hex() not in told


def test_a_failing_box_shows_no_key(rf, alice, monkeypatch):
    scope = uuid4()
    box.create_box(scope, owner=alice.id)
    monkeypatch.setattr(box, "data_key", fail)
    told = report(rf, lambda: box.open_box(scope, by=alice.unlocked))
    share = keyring.read_share(keyring.SCOPE, scope, 1).reveal()
    assert repr(share)[2:-1] not in told
    assert repr(alice.unlocked.private_key.reveal())[2:-1] not in told


@pytest.mark.parametrize("work", ["seal", "unseal"])
def test_a_failing_seal_shows_no_answer_from_within_the_vault(rf, alice, monkeypatch, work):
    where = {"table": "t", "row": "r", "field": "f"}
    opened = box.create_box(uuid4(), owner=alice.id)
    sealed = opened.seal(ANSWER.encode(), **where)
    monkeypatch.setattr(box, work, fail)
    if work == "seal":
        told = report(rf, lambda: opened.seal(ANSWER.encode(), **where))
    else:
        told = report(rf, lambda: opened.open(sealed, **where))
    assert ANSWER not in told


def test_a_failing_memory_of_unlocked_keys_shows_no_key(rf, alice, monkeypatch):
    monkeypatch.setattr("privacy.vault.browser.seal", fail)
    unlock = Unlock(None, clock=timezone.now)
    told = report(rf, lambda: unlock.remember(alice.unlocked))
    assert repr(alice.unlocked.private_key.reveal())[2:-1] not in told
    assert repr(alice.unlocked.master_key.reveal())[2:-1] not in told


def test_a_failing_grant_shows_no_key(rf, alice, monkeypatch):
    shown = []

    def note(key, *args, **kwargs):
        shown.append(key.reveal())
        raise MemoryError

    monkeypatch.setattr(box, "grant", note)
    told = report(rf, lambda: box.create_box(uuid4(), owner=alice.id))
    assert repr(shown[0])[2:-1] not in told
