"""Killed in the middle of a change of keys, on both engines: everything stays readable."""

from __future__ import annotations

import json

import pytest

from tests.privacy.places import Place

pytestmark = pytest.mark.processes

PROGRAM = "tests.privacy.vault.steps"
STEPS = [
    "password-before-commit",
    "password-after-commit",
    "adoption-before-commit",
    "adoption-after-commit",
    "rotation",
    "new-keys-before-commit",
    "new-keys-between-interviews",
    "new-keys-before-old-rows",
    "past-half-closed",
]


def kill_and_read(place: Place, step: str) -> None:
    place.do("die", step, ends_with=-9)
    left = json.loads(place.do("check"))
    # Of keys that were being replaced one generation is left, and one root key is in use.
    assert left == [1, ["2" if step == "rotation" else "1"]]
    assert json.loads(place.do("check")) == left


@pytest.mark.parametrize("step", STEPS)
def test_keys_killed_on_sqlite_open_everything(on_sqlite, step):
    kill_and_read(on_sqlite, step)


@pytest.mark.services
@pytest.mark.parametrize("step", STEPS)
def test_keys_killed_on_postgresql_open_everything(on_postgres, step):
    kill_and_read(on_postgres, step)
