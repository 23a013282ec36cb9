"""Dates and times: read, shown, moved, compared. It is 24 November 2026, 15:30 UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.engine.errors import ExpressionFailed
from interviews.engine.functions import clock
from tests.engine.contexts import HERE, Trial

PARIS = ZoneInfo("Europe/Paris")


def at(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0
) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("current_datetime()", at(2026, 11, 24, 15, 30)),
        ("today()", at(2026, 11, 24)),
        ("today(format='M/d/yyyy')", "11/24/2026"),
        ("as_datetime('12/25/2018')", at(2018, 12, 25)),
        ("as_datetime('12/25/2018 07:30 AM')", at(2018, 12, 25, 7, 30)),
        ("as_datetime('07:30 AM')", at(2026, 11, 24, 7, 30)),
        ("as_datetime('07:30 AM').time()", time(7, 30)),
        ("as_datetime(day)", at(2020, 2, 29)),
        ("as_datetime(naive)", at(2020, 2, 29, 12)),
        ("month_of('2014-04-05')", 4),
        ("month_of('2014-04-05', as_word=True)", "April"),
        ("day_of('2014-04-05')", 5),
        ("year_of('2014-04-05')", 2014),
        ("dow_of('2014-04-05')", 6),
        ("dow_of('2014-04-05', as_word=True)", "Saturday"),
        ("get_default_timezone()", "UTC"),
        ("'Europe/Paris' in timezone_list()", True),
    ],
)
def test_a_moment_is_found_by_its_words(source, value):
    naive = datetime(2020, 2, 29, 12)  # noqa: DTZ001 - as a package may hand one over
    assert Trial(day=date(2020, 2, 29), naive=naive)(source) == value


@pytest.mark.parametrize(
    ("source", "value"),
    [
        (
            "current_datetime(timezone='Europe/Paris')",
            datetime(2026, 11, 24, 16, 30, tzinfo=PARIS),
        ),
        ("today(timezone='Asia/Tokyo')", datetime(2026, 11, 25, tzinfo=ZoneInfo("Asia/Tokyo"))),
        (
            "as_datetime('07:30', timezone='Europe/Paris')",
            datetime(2026, 11, 24, 7, 30, tzinfo=PARIS),
        ),
        (
            "as_datetime('2026-11-24 07:30Z', timezone='Europe/Paris')",
            datetime(2026, 11, 24, 8, 30, tzinfo=PARIS),
        ),
        ("as_datetime(day, timezone='Europe/Paris')", datetime(2020, 2, 29, tzinfo=PARIS)),
    ],
)
def test_a_moment_is_said_in_the_zone_that_is_named(source, value):
    made = Trial(day=date(2020, 2, 29))(source)
    assert made == value
    assert made.utcoffset() == value.utcoffset()


@pytest.mark.parametrize(
    ("style", "shown"),
    [
        ("long", "April 5, 2014"), ("full", "Saturday, April 5, 2014"), ("medium", "Apr 5, 2014"),
        ("short", "4/5/14"), ("EEEE", "Saturday"), ("yyyy", "2014"), ("yy", "14"), ("Y", "2014"),
        ("MMMM", "April"), ("MMM", "Apr"), ("MMMMM", "A"), ("LL", "04"), ("M", "4"), ("d", "5"),
        ("dd", "05"), ("E", "Sat"), ("e", "6"), ("M/d/yyyy", "4/5/2014"), ("D", "95"), ("w", "14"),
        ("MM/dd/yyyy", "04/05/2014"), ("yyyy-MM-dd", "2014-04-05"), ("Q", "2"),
        ("'d' d ''yy", "d 5 '14"), ("d 'o''clock' j", "5 o'clock j"),
    ],
)  # fmt: skip
def test_a_date_is_shown_in_a_style_or_by_a_pattern(style, shown):
    assert Trial(style=style)("format_date('April 5, 2014', format=style)") == shown


@pytest.mark.parametrize(
    ("pattern", "shown"),
    [
        ("short", "4:01 AM"), ("medium", "4:01:23 AM"), ("long", "4:01:23 AM UTC"), ("h", "4"),
        ("hh", "04"), ("m", "1"), ("mm", "01"), ("ss", "23"), ("a", "AM"), ("z", "UTC"),
        ("h:mm a", "4:01 AM"), ("H", "4"), ("k", "4"), ("K", "4"), ("SSS", "000"), ("Z", "+0000"),
    ],
)  # fmt: skip
def test_a_time_is_shown_in_a_style_or_by_a_pattern(pattern, shown):
    assert Trial(pattern=pattern)("format_time('04:01:23', format=pattern)") == shown


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("format_date(today())", "November 24, 2026"),
        ("format_date('10/31/2016')", "October 31, 2016"),
        ("format_time(clock)", "7:30 PM"),
        ("format_datetime('4/5/2014 07:30')", "April 5, 2014 at 7:30:00 AM UTC"),
        ("format_datetime('4/5/2014 07:30', 'short')", "4/5/14, 7:30 AM"),
        ("format_datetime('4/5/2014 07:30', \"h:mm 'in' MMMM\")", "7:30 in April"),
        ("str(today())", "November 24, 2026"),
        ("str(day)", "February 29, 2020"),
        ("str(clock)", "7:30 PM"),
        ("f'{day}'", "February 29, 2020"),
        ("day.format('d')", "29"),
        ("today().format_date('short')", "11/24/26"),
        ("current_datetime().format_time('H:mm')", "15:30"),
        ("current_datetime().format_datetime('H/d')", "15/24"),
        ("clock.format_time(format='HH')", "19"),
        ("clock.format()", "7:30 PM"),
        ("day.isoformat()", "2020-02-29"),
        ("day.strftime('%d.%m.')", "29.02."),
        ("day.weekday()", 5),
        ("day.isoweekday()", 6),
        ("[day.year, day.month, day.day, day.dow, day.week]", [2020, 2, 29, 6, 9]),
        ("[clock.hour, clock.minute, clock.second, clock.microsecond]", [19, 30, 5, 0]),
        ("current_datetime().hour", 15),
        ("current_datetime().date()", date(2026, 11, 24)),
        ("today().replace_time(clock)", at(2026, 11, 24, 19, 30, 5)),
        ("day.replace(year=2024)", date(2024, 2, 29)),
        ("current_datetime().replace(hour=3)", at(2026, 11, 24, 3, 30)),
    ],
)
def test_a_date_offers_its_parts_and_forms(source, shown):
    assert Trial(day=date(2020, 2, 29), clock=time(19, 30, 5))(source) == shown


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("today().plus(weeks=1)", at(2026, 12, 1)),
        ("today().plus(months=3, days=1.5)", at(2027, 2, 25, 12)),
        ("today().minus(years=1)", at(2025, 11, 24)),
        ("current_datetime() + date_interval(days=1)", at(2026, 11, 25, 15, 30)),
        ("date_interval(days=1) + current_datetime()", at(2026, 11, 25, 15, 30)),
        ("current_datetime() - date_interval(years=1)", at(2025, 11, 24, 15, 30)),
        ("today() + (date_interval(days=1) + date_interval(hours=2))", at(2026, 11, 25, 2)),
        ("as_datetime('1/31/2027') + date_interval(months=1)", at(2027, 2, 28)),
        ("(today() - as_datetime('2026-11-20')).days", 4),
        ("(current_datetime() - today()).seconds", 55_800),
        ("(current_datetime() - today()).total_seconds()", 55_800.0),
    ],
)
def test_a_date_is_moved_by_a_span(source, value):
    assert Trial()(source) == value


@pytest.mark.parametrize(
    ("unit", "number"),
    [
        ("years", 2 / 365.2425), ("weeks", 2 / 7), ("days", 2.0), ("hours", 48.0),
        ("minutes", 2880.0), ("seconds", 172_800.0), ("delta", timedelta(days=2)),
        ("start", at(2015, 1, 1)), ("end", at(2015, 1, 3)),
    ],
)  # fmt: skip
def test_a_difference_is_known_in_each_unit(unit, number):
    trial = Trial()
    trial.run("z = date_difference(starting='1/1/2015', ending='1/3/2015')")
    assert trial(f"z.{unit}") == number
    assert trial(f"hasattr(z, '{unit}')") is True


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("str(z)", "one year, three months, and two days"),
        ("z.describe(capitalize=True)", "One year, three months, and two days"),
        ("z.describe(specificity='year')", "one year"),
        ("z.describe(specificity='month')", "one year and three months"),
        ("z.describe(nice=False)", "1 year, 3 months, and 2 days"),
        ("date_difference(ending='2026-11-24 17:45').describe()", "two hours and 15 minutes"),
        ("date_difference(starting='2026-11-24 15:30').describe()", "zero seconds"),
        ("date_difference(starting='2026-11-30').describe('')", None),
    ],
)
def test_a_difference_is_described_in_words(source, words):
    trial = Trial()
    trial.run("z = date_difference(starting='1/1/2014', ending='4/3/2015')")
    if words is None:
        with pytest.raises(ExpressionFailed, match="does not take these arguments"):
            trial(source)
    else:
        assert trial(source) == words


def test_a_difference_backwards_is_negative_but_described_alike():
    trial = Trial()
    trial.run("z = date_difference(starting='1/3/2015', ending='1/1/2015')")
    assert trial("z.days") == -2.0
    assert trial("z.describe()") == "two days"


def test_a_day_on_which_the_clocks_change_is_one_day():
    trial = Trial()
    trial.run("z = date_difference('3/29/2026', '3/30/2026', timezone='Europe/Paris')")
    assert trial("z.days") == 1.0
    assert trial("str(z.start.hour) + ' ' + z.start.format_time('Z')") == "0 +0100"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("as_datetime('')", "is none"),
        ("as_datetime('no day at all')", "is none"),
        ("as_datetime('9' * 61)", "is none"),
        ("as_datetime('12:00 +99:99')", "is none"),
        ("as_datetime('99999999999999999999')", "is none"),
        ("as_datetime(5)", "A date was wanted, not int"),
        ("today(timezone='Nowhere/At_All')", "no such time zone"),
        ("as_datetime('0001-01-01', timezone='UTC').plus(years=-5)", "beyond the years"),
        ("as_datetime('9999-12-31 23:00Z', timezone='Asia/Tokyo')", "beyond the years"),
        ("today().plus(fortnights=1)", "no unit of time"),
        ("date_interval(years=10001)", "no number or too large"),
        ("date_interval(days='three')", "no number or too large"),
        ("today() * date_interval(days=1)", r"'\*' does not work"),
        ("date_interval(days=1) - today()", "'-' does not work"),
        ("5 + date_interval(days=1)", "A date was wanted"),
        ("today().replace(day=31)", "cannot be changed so"),
        ("today().replace(fortnight=1)", "cannot be changed so"),
        ("today().replace_time('noon')", "takes a time of day"),
        ("today().format('M' * 101)", "100 characters at most"),
        ("today().strftime('%999999999d')", "no widths"),
        ("date_difference().size", "has no 'size'"),
        ("date_difference().describe(specificity='week')", "described down to"),
        ("format_date()", "'format_date' does not take these arguments"),
    ],
)
def test_what_is_no_date_is_refused_with_the_place(source, message):
    with pytest.raises(ExpressionFailed, match=message) as caught:
        Trial()(source)
    assert caught.value.position == HERE


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_date_that_is_shown_in_digits_is_read_as_the_same(moment):
    shown = clock.show(moment, "yyyy-MM-dd HH:mm:ss")
    assert clock.moment(Trial(), shown) == moment.replace(microsecond=0)


@given(
    st.dates(max_value=date(9997, 12, 31)).map(lambda day: at(day.year, day.month, day.day)),
    st.integers(min_value=0, max_value=700_000),
)
def test_years_between_are_whole_on_each_birthday_and_never_shrink(born, days):
    try:
        later = born + timedelta(days=days)
    except OverflowError:
        return
    if later.year > 9997:
        return
    years = clock.years_between(born, later)
    assert years >= 0
    if (later.month, later.day) == (born.month, born.day):
        assert years == later.year - born.year
    assert clock.years_between(born, later + timedelta(days=1)) >= years


def test_somebody_born_on_a_29th_of_february_ages_on_the_1st_of_march_too():
    born = at(2000, 2, 29)
    assert int(clock.years_between(born, at(2001, 2, 28))) == 0
    assert int(clock.years_between(born, at(2001, 3, 1))) == 1
    assert int(clock.years_between(born, at(2004, 2, 29))) == 4


def test_months_between_count_the_share_of_the_last_one():
    assert clock.months_between(at(2020, 1, 1), at(2021, 2, 1)) == 13.0
    assert clock.months_between(at(2020, 1, 1), at(2020, 1, 16)) == 15 / 31


def test_there_is_no_ninth_day_of_a_week():
    with pytest.raises(ExpressionFailed, match="no such day of the week"):
        Trial()("date_interval(weekday=9)")
