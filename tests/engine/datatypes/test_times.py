"""Days and times as people and browsers write them."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from tests.engine.datatypes.asking import Asked

DAY = datetime(2026, 3, 27, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed",
    ["2026-03-27", "2026-3-27", "2026-03-27T10:00", "3/27/2026", "27/3/2026", "27.3.2026",
     "27. 3. 2026", "27 3 2026", "27-03-2026", "March 27, 2026"],
)  # fmt: skip
def test_a_day_is_read_as_people_write_it(typed):
    assert Asked("date")(typed) == DAY


@pytest.mark.parametrize(
    "typed",
    ["2026-02-30", "31/31/2026", "someday", "32.1.2026", "2026",
     "March 2026", "27 March", "Friday", "17:30"],
)  # fmt: skip
def test_what_is_no_day_is_refused_with_one(typed):
    assert (
        Asked("date").refuses(typed) == "You need to enter a valid date. Write it like 27 3 2026."
    )


@pytest.mark.parametrize("datatype", ["date", "datetime", "time"])
def test_no_day_given_is_an_empty_text_if_it_need_not_be(datatype):
    assert Asked(datatype, required=False)("") == ""
    assert Asked(datatype).refuses("") == "This field is required."


def test_limits_are_part_of_the_days():
    asked = Asked("date", min="2026-03-27", max=datetime(2026, 4, 1, tzinfo=UTC))
    assert asked("2026-03-27") == DAY
    assert asked("2026-04-01")
    early, late = asked.refuses("2026-03-26"), asked.refuses("2026-04-02")
    assert early == late == "You need to enter a date between March 27, 2026 and April 1, 2026."
    late = Asked("date", max="2026-04-01").refuses("2026-04-02")
    assert late == "You need to enter a date on or before April 1, 2026."
    early = Asked("date", min="2026-03-27").refuses("2026-03-26")
    assert early == "You need to enter a date on or after March 27, 2026."


def test_limits_that_are_no_days_do_not_count():
    assert Asked("date", min="once", max="")("1900-01-01")


def test_limits_reach_the_control():
    assert Asked("date", min="March 1, 2026").attributes == {"min": "2026-03-01"}
    assert Asked("datetime", max="2026-03-01 17:00").attributes == {"max": "2026-03-01T17:00"}


@pytest.mark.parametrize(
    ("value", "shown"),
    [(DAY, "2026-03-27"), ("27 March 2026", "2026-03-27"), ("", ""), (None, ""), ("soon", ""),
     (datetime(900, 1, 2, tzinfo=UTC), "0900-01-02")],
)  # fmt: skip
def test_a_day_is_shown_as_its_control_takes_it(value, shown):
    assert Asked("date").shows(value) == shown


def test_a_moment_has_a_time():
    moment = datetime(2026, 3, 27, 17, 30, tzinfo=UTC)
    assert Asked("datetime")("2026-03-27T17:30") == moment
    assert Asked("datetime-local")("2026-03-27 5:30 pm") == moment
    assert Asked("datetime").shows(moment) == "2026-03-27T17:30"


@pytest.mark.parametrize("value", ["", None, "soon"])
def test_what_is_no_moment_is_shown_as_nothing(value):
    assert Asked("datetime").shows(value) == ""


@pytest.mark.parametrize("typed", ["soon", "17:30", "Friday, 5 pm"])
def test_what_is_no_moment_is_refused_with_one(typed):
    said = "You need to enter a valid date and time. Write them like 2026-03-27 17:00."
    assert Asked("datetime").refuses(typed) == said


@pytest.mark.parametrize("typed", ["17:30", "5:30 pm", "05:30PM", "17:30:00"])
def test_a_time_is_read_as_people_write_it(typed):
    assert Asked("time")(typed) == time(17, 30)


def test_what_is_no_time_is_refused_with_one():
    assert (
        Asked("time").refuses("noonish") == "You need to enter a valid time. Write it like 17:30."
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [(time(9, 5), "09:05"), (datetime(2026, 1, 1, 9, 5, tzinfo=UTC), "09:05"), ("9:05", "09:05"),
     ("noonish", ""), ("", ""), (None, "")],
)  # fmt: skip
def test_a_time_is_shown_as_its_control_takes_it(value, shown):
    assert Asked("time").shows(value) == shown
