"""Whoever lets an account go by a rule is killed at each step, and it goes once, or is here."""

from __future__ import annotations

import json

import pytest

from tests.privacy.places import Place
from tests.privacy.retention.test_killed import (
    PROGRAM,
    STEPS,
    everything_is_gone_of_one_and_nothing_of_the_other,
)

pytestmark = pytest.mark.processes

__all__ = ["PROGRAM"]  # what fills the places

# Killed there, nothing had gone: the person is back before the run asks anew.
BACK = {"taken", "begun", "marked"}
FALLS = ["taken", "begun", "marked", *STEPS, "gone", "closed"]


def do(place: Place, *arguments: str, ends_with: int = 0) -> str:
    return place.run("-m", "tests.privacy.retention.killed_going", *arguments, ends_with=ends_with)


def kill_and_take_up(place: Place, step: str) -> None:
    number = do(place, "age")
    do(place, "go", number, step, ends_with=-9)
    found = json.loads(do(place, "end", number))
    assert found == {
        "between": int(step in BACK),
        "run": ["done", 1, 1],
        "open": 0,
        "done": 1,
        "parts": 0,
    }
    if step not in BACK:
        everything_is_gone_of_one_and_nothing_of_the_other(place)
        return
    left = json.loads(place.do("end"))
    assert set(left["mine"].values()) == {0}
    assert left["theirs"]["sessions"] == 3


@pytest.mark.parametrize("step", FALLS)
def test_a_rule_killed_on_sqlite_lets_an_account_go_once(on_sqlite, step):
    kill_and_take_up(on_sqlite, step)


@pytest.mark.services
@pytest.mark.parametrize("step", FALLS)
def test_a_rule_killed_on_postgresql_lets_an_account_go_once(on_postgres, step):
    kill_and_take_up(on_postgres, step)
