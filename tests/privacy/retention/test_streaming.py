"""Numbers of many rows are read in order, on PostgreSQL within a transaction of their own."""

from __future__ import annotations

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from interviews.models import InterviewSession
from privacy.retention import streaming
from tests.privacy.kinds import NOW

pytestmark = pytest.mark.django_db


def test_numbers_come_in_order_and_of_nothing_without_a_query(make_session):
    wanted = sorted(make_session(NOW).pk for _ in range(3))
    rows = InterviewSession.everything.all()
    assert list(streaming.numbers(rows)) == wanted
    with CaptureQueriesContext(connections["default"]) as asked:
        assert list(streaming.numbers(rows.none())) == []
    assert not asked.captured_queries


def test_where_there_are_cursors_they_are_told_that_all_is_read(make_session, monkeypatch):
    session = make_session(NOW)
    connection = connections["default"]
    if connection.vendor != "postgresql":
        monkeypatch.setattr(connection, "vendor", "postgresql")
        monkeypatch.setattr(streaming, "READ_TO_THE_END", "SELECT 'to the end'")
    with CaptureQueriesContext(connection) as asked:
        assert list(streaming.numbers(InterviewSession.everything.all())) == [session.pk]
    said = [query["sql"] for query in asked.captured_queries]
    assert streaming.READ_TO_THE_END in said
