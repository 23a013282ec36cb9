"""Who keeps sealed things is told before keys go that nobody can open; and asks what is locked."""

from __future__ import annotations

from uuid import uuid4

import pytest

from privacy.models import Grant, SubjectKey
from privacy.vault import box, forgotten, renewal, subjects
from tests.people import PASSWORD
from tests.privacy.vault.keys import password_key

pytestmark = pytest.mark.django_db

NEW = "another long sentence to remember"


@pytest.fixture
def scope(alice):
    made = uuid4()
    box.create_box(made, owner=alice.id)
    return made


def locked():
    return set(
        Grant.objects.filter(forgotten.is_locked(scope="scope", subject="recipient")).values_list(
            "scope", flat=True
        )
    )


def test_who_asked_is_told_while_the_old_keys_are_still_the_present_ones(
    alice, scope, monkeypatch
):
    heard = []

    def listen(subject_id):
        heard.append((subject_id, SubjectKey.objects.filter(subject_id=subject_id).count()))

    monkeypatch.setattr(forgotten, "_told", [])
    forgotten.tell_of_forgetting(listen)
    subjects.renew(alice.id, key=password_key(NEW))
    assert heard == [(alice.id, 1)]


def test_what_was_forgotten_is_locked_and_another_s_is_not(alice, bob, scope):
    box.create_box(uuid4(), owner=bob.id)
    assert locked() == set()
    subjects.renew(alice.id, key=password_key(NEW))
    assert locked() == {scope}


def test_what_is_reopened_or_being_moved_is_not_locked(alice, scope):
    renewed = subjects.renew(alice.id, key=password_key(NEW))
    renewal.reopen(renewed, password=PASSWORD)
    assert locked() == set()
    renewal.begin(renewed, key=password_key(PASSWORD))
    assert locked() == set()
