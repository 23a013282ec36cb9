"""What a request costs in queries, and a session in bytes: numbers that must not creep."""

from __future__ import annotations

from contextlib import contextmanager

from django.db import connections
from django.test.utils import CaptureQueriesContext

from benchmarks.storage import ANSWER, weigh
from interviews.models import InterviewSession, SessionSteps

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


def test_storage_is_at_most_four_times_the_answers_and_linear(db):
    """Each answer is one screen that one can go back to; `benchmarks/storage.py` asks for 500."""
    weights = dict(weigh(120))
    assert weights[120] <= 4 * 120 * len(ANSWER)
    assert weights[120] - weights[60] <= 1.1 * weights[60]


def test_older_steps_lie_in_packs(walk, monkeypatch):
    monkeypatch.setattr("interviews.services.record.PACK", 1)
    walk.to_end()
    assert SessionSteps.objects.filter(session=InterviewSession.objects.get()).count() == 4
