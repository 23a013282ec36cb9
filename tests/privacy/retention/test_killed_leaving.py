"""Whoever carries out a request to leave is killed at each step, and it is carried out once."""

from __future__ import annotations

import json
from email import message_from_bytes, policy

import pytest

from tests.privacy.places import Place
from tests.privacy.retention.test_killed import (
    PROGRAM,
    STEPS,
    everything_is_gone_of_one_and_nothing_of_the_other,
)

pytestmark = pytest.mark.processes

__all__ = ["PROGRAM"]  # what fills the places

FALLS = ["claimed", "begun", "marked", *STEPS, "gone", "closed"]


def do(place: Place, *arguments: str, ends_with: int = 0) -> str:
    return place.run(
        "-m", "tests.privacy.retention.killed_leaving", *arguments, ends_with=ends_with
    )


def receipts_mailed(place: Place) -> int:
    """Return how many mails with a receipt lie in the folder of mails."""
    folder = place.folder / "mail"
    mails = [
        message_from_bytes(path.read_bytes(), policy=policy.default) for path in folder.iterdir()
    ]
    return sum(len(list(mail.iter_attachments())) for mail in mails)


def kill_and_take_up(place: Place, step: str) -> None:
    do(place, "ask")
    do(place, "leave", step, ends_with=-9)
    found = json.loads(do(place, "end"))
    assert found == {"requests": [["done", None, None, ""]], "people": 0, "others": 1}
    assert receipts_mailed(place) == 1
    everything_is_gone_of_one_and_nothing_of_the_other(place)


@pytest.mark.parametrize("step", FALLS)
def test_a_request_killed_on_sqlite_is_carried_out(on_sqlite, step):
    kill_and_take_up(on_sqlite, step)


@pytest.mark.services
@pytest.mark.parametrize("step", FALLS)
def test_a_request_killed_on_postgresql_is_carried_out(on_postgres, step):
    kill_and_take_up(on_postgres, step)
