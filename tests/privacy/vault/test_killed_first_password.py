"""Killed in the middle of a first password, on both engines: the next login opens everything."""

from __future__ import annotations

import json

import pytest

from tests.privacy.places import Place

pytestmark = pytest.mark.processes

PROGRAM = "tests.privacy.vault.first_password"
# Killed there, nothing was committed: the link logs in as before, and the server opens the keys.
BEFORE = ["saved", "signed-out"]
# Killed there, the password holds, and the next login by it goes on with the rest.
AFTER = ["first-moved", "all-moved", "share"]


def kill_and_log_in(place: Place, step: str) -> None:
    place.do("die", step, ends_with=-9)
    way = ("password", True) if step in AFTER else ("server", False)
    # One generation of keys is left, and one way to it: never one for the server *and* a password.
    assert json.loads(place.do("check")) == [way[1], [way[0]], 1]


@pytest.mark.parametrize("step", [*BEFORE, *AFTER])
def test_a_first_password_killed_on_sqlite_leaves_all_readable(on_sqlite, step):
    kill_and_log_in(on_sqlite, step)


@pytest.mark.services
@pytest.mark.parametrize("step", [*BEFORE, *AFTER])
def test_a_first_password_killed_on_postgresql_leaves_all_readable(on_postgres, step):
    kill_and_log_in(on_postgres, step)
