"""Killed while it seals an interview anew, on both engines: all is readable, and it goes on."""

from __future__ import annotations

import json

import pytest

from tests.privacy.places import Place

pytestmark = pytest.mark.processes

PROGRAM = "tests.privacy.vault.sealing_anew"
STEPS = ["epoch-begun", "rows-sealed", "file-written", "file-deleted", "all-sealed", "past-closed"]


def kill_and_go_on(place: Place, step: str) -> None:
    place.do("die", step, ends_with=-9)
    assert json.loads(place.do("check")) == [None, [2]]


@pytest.mark.parametrize("step", STEPS)
def test_sealing_anew_killed_on_sqlite_goes_on_and_loses_nothing(on_sqlite, step):
    kill_and_go_on(on_sqlite, step)


@pytest.mark.services
@pytest.mark.parametrize("step", STEPS)
def test_sealing_anew_killed_on_postgresql_goes_on_and_loses_nothing(on_postgres, step):
    kill_and_go_on(on_postgres, step)
