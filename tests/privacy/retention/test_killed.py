"""Real processes are killed at each step of an erasure, on both engines, and nothing is lost."""

from __future__ import annotations

import json

import pytest

from tests.privacy.places import SECONDS, Place

pytestmark = pytest.mark.processes

PROGRAM = "tests.privacy.retention.killed"
STEPS = ["intended", "passed", "shredded", "deleted", "cleared", "done"]


def everything_is_gone_of_one_and_nothing_of_the_other(place: Place) -> None:
    found = json.loads(place.do("end"))
    assert found["mine"] == {
        "people": 0,
        "sessions": 0,
        "steps": 0,
        "documents": 0,
        "shares": 0,
    }
    assert found["theirs"] == {
        "people": 1,
        "sessions": 3,
        "steps": 3,
        "documents": 3,
        "shares": 4,
    }
    assert found["all"] == {
        "files": 3,
        "shares": 4,
        "steps": 3,
        "outbox": 0,
        "tombstones": 1,
        "open": 0,
    }
    assert found["whose"] == 0
    half = len(found["kinds"]) // 2
    assert found["kinds"] == ["done"] * half + ["intent"] * half


def at_once(place: Place, *programs: tuple[str, ...]) -> list[str]:
    """Start our programs together; return what each printed."""
    started = [place.start("-m", PROGRAM, *one) for one in programs]
    ended = [process.communicate(timeout=SECONDS) for process in started]
    assert [process.returncode for process in started] == [0] * len(started), ended
    return [out for out, _ in ended]


def nothing_is_gone(place: Place) -> None:
    found = json.loads(place.do("end"))
    assert found["mine"] == found["theirs"]
    assert found["theirs"]["sessions"] == 3
    assert (found["all"]["open"], found["all"]["tombstones"], found["ledger"]) == (0, 0, 0)


def one_s_interviews_are_gone_and_the_rest_is_here(place: Place, number: str) -> None:
    found = json.loads(place.do("end", number))
    assert found["runs"] == [["done", 3]]
    assert found["mine"] == {"people": 1, "sessions": 0, "steps": 0, "documents": 0, "shares": 1}
    assert found["theirs"]["sessions"] == 3
    assert (found["all"]["files"], found["all"]["open"]) == (3, 0)
    assert len(found["named"]) == len(set(found["named"])) == 3


def kill_and_take_up(place: Place, step: str) -> None:
    place.do("erase", step, ends_with=-9)
    everything_is_gone_of_one_and_nothing_of_the_other(place)


@pytest.mark.parametrize("step", STEPS)
def test_an_erasure_killed_on_sqlite_goes_to_its_end(on_sqlite, step):
    kill_and_take_up(on_sqlite, step)


@pytest.mark.services
@pytest.mark.parametrize("step", STEPS)
def test_an_erasure_killed_on_postgresql_goes_to_its_end(on_postgres, step):
    kill_and_take_up(on_postgres, step)


def test_what_was_only_hidden_when_sqlite_was_killed_is_here_again(on_sqlite):
    on_sqlite.do("erase", "marked", ends_with=-9)
    nothing_is_gone(on_sqlite)


@pytest.mark.services
def test_what_was_only_hidden_when_postgresql_was_killed_is_here_again(on_postgres):
    on_postgres.do("erase", "marked", ends_with=-9)
    nothing_is_gone(on_postgres)


def what_never_began_is_over(place: Place) -> None:
    place.do("erase", "begun", ends_with=-9)
    found = json.loads(place.do("end"))
    assert (found["runs"], found["whose"]) == ([["stopped", 0]], 0)
    assert found["mine"] == found["theirs"]


def test_a_request_killed_on_sqlite_before_its_first_batch_is_over(on_sqlite):
    what_never_began_is_over(on_sqlite)


@pytest.mark.services
def test_a_request_killed_on_postgresql_before_its_first_batch_is_over(on_postgres):
    what_never_began_is_over(on_postgres)


def kill_a_purge_and_go_on(place: Place, step: str) -> None:
    number = place.do("age")
    place.do("go-on", number, step, ends_with=-9)
    one_s_interviews_are_gone_and_the_rest_is_here(place, number)


@pytest.mark.parametrize("step", ["marked", *STEPS])
def test_a_purge_killed_on_sqlite_goes_to_its_end(on_sqlite, step):
    kill_a_purge_and_go_on(on_sqlite, step)


@pytest.mark.services
@pytest.mark.parametrize("step", ["marked", *STEPS])
def test_a_purge_killed_on_postgresql_goes_to_its_end(on_postgres, step):
    kill_a_purge_and_go_on(on_postgres, step)


def two_carry_out_one_run(place: Place) -> None:
    number = place.do("age")
    states = at_once(place, ("go-on", number), ("go-on", number))
    assert "done" in states
    one_s_interviews_are_gone_and_the_rest_is_here(place, number)


def test_two_workers_on_sqlite_carry_out_one_run(on_sqlite):
    two_carry_out_one_run(on_sqlite)


@pytest.mark.services
def test_two_workers_on_postgresql_carry_out_one_run(on_postgres):
    two_carry_out_one_run(on_postgres)


def leave_while_a_purge_runs(place: Place) -> None:
    number = place.do("age")
    at_once(place, ("go-on", number), ("erase",))
    everything_is_gone_of_one_and_nothing_of_the_other(place)


def test_somebody_leaves_while_a_purge_takes_the_same_on_sqlite(on_sqlite):
    leave_while_a_purge_runs(on_sqlite)


@pytest.mark.services
def test_somebody_leaves_while_a_purge_takes_the_same_on_postgresql(on_postgres):
    leave_while_a_purge_runs(on_postgres)


def leave_twice_at_once(place: Place) -> None:
    at_once(place, ("erase",), ("erase",))
    everything_is_gone_of_one_and_nothing_of_the_other(place)


def test_somebody_leaves_twice_at_once_on_sqlite(on_sqlite):
    leave_twice_at_once(on_sqlite)


@pytest.mark.services
def test_somebody_leaves_twice_at_once_on_postgresql(on_postgres):
    leave_twice_at_once(on_postgres)


def two_take_it_up(place: Place) -> None:
    place.do("erase", "intended", ends_with=-9)
    finished = [int(out) for out in at_once(place, ("take-up",), ("take-up",))]
    assert sum(finished) >= 1
    everything_is_gone_of_one_and_nothing_of_the_other(place)


def test_two_workers_on_sqlite_take_up_one_erasure(on_sqlite):
    two_take_it_up(on_sqlite)


@pytest.mark.services
def test_two_workers_on_postgresql_take_up_one_erasure(on_postgres):
    two_take_it_up(on_postgres)
