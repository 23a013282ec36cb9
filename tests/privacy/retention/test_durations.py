"""Lengths of time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.retention.durations import Duration, parse
from privacy.retention.errors import NotADuration

MOMENTS = st.integers(-2_000_000_000, 4_000_000_000).map(
    lambda seconds: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
DURATIONS = st.builds(
    Duration,
    months=st.integers(0, 40),
    days=st.integers(0, 400),
    seconds=st.integers(1, 90_000),
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("P90D", "90 days"),
        ("P1D", "1 day"),
        ("P2W", "14 days"),
        ("P1Y6M", "1 year and 6 months"),
        ("P18M", "1 year and 6 months"),
        ("PT12H", "12 hours"),
        ("PT1H30M5S", "1 hour, 30 minutes and 5 seconds"),
    ],
)
def test_a_duration_is_said_as_people_say_it(text, words):
    assert parse(text).words == words


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "P1", "1D", "P-1D", "P1H", "P1DT", "P1.5D", "p1d"]
)
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(NotADuration, match="write P30D"):
        parse(text)


@pytest.mark.parametrize("text", ["P0D", "P0Y", "PT0S", "P0DT0H"])
def test_a_zero_is_refused_and_the_word_is_named(text):
    with pytest.raises(NotADuration, match="'never' or 'immediately'"):
        parse(text)


def test_more_than_a_century_is_refused():
    with pytest.raises(NotADuration, match="longer than 100 years"):
        parse("P101Y")


def test_a_month_after_the_last_of_january_ends_with_february():
    january = datetime(2026, 1, 31, 12, tzinfo=UTC)
    assert parse("P1M").after(january) == datetime(2026, 3, 1, tzinfo=UTC)


def test_a_month_after_the_last_of_november_ends_with_december():
    # 31 December exists, 31 November does not: no step over the year's end is lost.
    assert parse("P2M").after(datetime(2025, 12, 31, tzinfo=UTC)) == datetime(
        2026, 3, 1, tzinfo=UTC
    )
    assert parse("P1M").after(datetime(2025, 11, 30, tzinfo=UTC)) == datetime(
        2025, 12, 30, tzinfo=UTC
    )


def test_a_year_after_the_leap_day_is_the_first_of_march():
    leap = datetime(2028, 2, 29, 8, tzinfo=UTC)
    assert parse("P1Y").after(leap) == datetime(2029, 3, 1, tzinfo=UTC)


@given(DURATIONS, MOMENTS)
def test_after_is_the_first_moment_from_which_before_reaches_back(duration, moment):
    end = duration.after(moment)
    assert duration.before(end) >= moment
    assert duration.before(end - timedelta(microseconds=1)) < moment


@given(DURATIONS, MOMENTS)
def test_no_duration_is_shorter_or_longer_than_it_says(duration, moment):
    length = (duration.after(moment) - moment).total_seconds()
    assert duration.shortest <= length <= duration.longest
