"""What a request costs in queries, and a session in bytes: numbers that must not creep."""

from __future__ import annotations

from contextlib import contextmanager

from django.db import connections
from django.test.utils import CaptureQueriesContext

from interviews.models import InterviewSession, SessionSteps
from interviews.services.record import Record

ANSWER = "x" * 42
STATEMENTS = ("SELECT", "INSERT", "UPDATE", "DELETE")


@contextmanager
def counting():
    """Count queries in both databases; savepoints are the tests' own."""
    counted: list[int] = []
    with (
        CaptureQueriesContext(connections["default"]) as first,
        CaptureQueriesContext(connections["vault"]) as second,
    ):
        yield counted
    asked = [*first.captured_queries, *second.captured_queries]
    counted.append(sum(query["sql"].startswith(STATEMENTS) for query in asked))


def test_showing_a_screen_takes_six_queries(walk):
    walk.open(walk.url)
    with counting() as counted:
        walk.client.get(walk.url)
    # Login session, person, unlocked key, interview session, grant; in the vault the share.
    assert counted == [6]


def test_taking_an_answer_takes_one_more(walk):
    walk.open(walk.url)
    form = {**walk.form(), "button": walk.button(), "f0": "Ada"}
    with counting() as counted:
        walk.client.post(walk.url, form)
    assert counted == [7]


def test_storage_is_at_most_four_times_the_answers_and_linear():
    """Engine state of the plainest kind: one variable an answer, one answer a step."""
    sizes = {}
    record = Record({}, {})
    packs = 0
    for number in range(500):
        state = {**record.state, f"answer_{number}": ANSWER}
        record.advance(state, screen=f"{number:012x}", digest=f"{number:016x}", can_go_back=True)
        if pack := record.take_pack():
            packs += len(pack[1]) + 100
        sizes[number + 1] = packs + len(record.to_bytes()) + 100
    assert sizes[500] <= 4 * 500 * len(ANSWER)
    assert sizes[500] - sizes[250] <= 1.1 * (sizes[250] - sizes[0 + 1])


def test_older_steps_lie_in_packs(walk, monkeypatch):
    monkeypatch.setattr("interviews.services.record.PACK", 1)
    walk.to_end()
    assert SessionSteps.objects.filter(session=InterviewSession.objects.get()).count() == 4
