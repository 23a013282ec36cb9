"""Alice owns, Bob helps, Charlie is a stranger; each has keys under the password of the tests."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from privacy.vault import subjects
from privacy.vault.unlocked import Unlocked
from tests.people import PASSWORD
from tests.privacy.vault.keys import password_key


@dataclass(eq=False)
class Person:
    id: UUID
    unlocked: Unlocked


@pytest.fixture
def person(db):
    def make() -> Person:
        subject_id = uuid4()
        return Person(subject_id, subjects.create(subject_id, key=password_key(PASSWORD)))

    return make


@pytest.fixture
def alice(person):
    return person()


@pytest.fixture
def bob(person):
    return person()


@pytest.fixture
def charlie(person):
    return person()
