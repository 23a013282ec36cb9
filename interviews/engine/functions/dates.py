"""Dates and times for authors: today, their parts and forms, and what a date offers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import available_timezones

from interviews.engine.context import Context
from interviews.engine.functions.clock import (
    moment,
    show,
    show_both,
    show_date,
    show_time,
    zone,
)
from interviews.engine.functions.spans import interval, shift
from interviews.engine.functions.zones import zone_of
from interviews.engine.registry import function, method, reading
from interviews.engine.values import NoSuchValue, Reachable, Refused, text_of, texts

# A width in a pattern of `strftime` may make a text of any size.
_WIDTH = re.compile(r"%[-_0^#+]*\d")


def _here(context: Context, timezone: str | None) -> datetime:
    return context.now.astimezone(zone(timezone)) if timezone else context.now


def _midnight(value: datetime) -> datetime:
    return value.replace(hour=0, minute=0, second=0, microsecond=0)


@function("current_datetime")
def current_datetime(context: Context, *, timezone: str | None = None) -> datetime:
    """Return the moment of this request."""
    return _here(context, timezone)


@function("today")
def today(context: Context, *, timezone: str | None = None, **said: Any) -> datetime | str:
    """Return the beginning of today, or its text if a `format` is given."""
    value = _midnight(_here(context, timezone))
    return show_date(value, said["format"], context.language) if said.get("format") else value


@function("as_datetime")
def as_datetime(context: Context, value: Any, *, timezone: str | None = None) -> datetime:
    """Return a text or a date as a moment."""
    return moment(context, value, timezone)


def _wanted(context: Context, part: str, pattern: str, said: Mapping[str, Any]) -> tuple[str, str]:
    """Return the pattern that was given, else that of the whole interview, and the language."""
    given = said.get("format") or pattern or context.part(part)
    style = text_of(context, given or ("short" if part == "time format" else "long"))
    return style, text_of(context, said.get("language") or context.language)


def _is_nothing(value: Any) -> bool:
    """Say whether a value is what a date holds that nobody had to give."""
    if value is None:
        return True
    if isinstance(value, Reachable):
        return value.type_name() == "DAEmpty"
    return isinstance(value, str) and not value.strip()


@function("format_date")
def format_date(
    context: Context,
    value: Any,
    pattern: str = "",
    **said: Any,
) -> str:
    """Return a date as "November 24, 2026", or in another style or pattern."""
    if _is_nothing(value):
        return ""
    return show_date(moment(context, value), *_wanted(context, "date format", pattern, said))


@function("format_datetime")
def format_datetime(
    context: Context,
    value: Any,
    pattern: str = "",
    **said: Any,
) -> str:
    """Return a date with its time."""
    if _is_nothing(value):
        return ""
    return show_both(moment(context, value), *_wanted(context, "datetime format", pattern, said))


@function("format_time")
def format_time(
    context: Context,
    value: Any,
    pattern: str = "",
    **said: Any,
) -> str:
    """Return a time as "5:00 PM"."""
    if _is_nothing(value):
        return ""
    made = value if isinstance(value, time) else moment(context, value)
    return show_time(made, *_wanted(context, "time format", pattern, said))


@function("month_of")
def month_of(context: Context, value: Any, *, as_word: bool = False) -> int | str:
    """Return the month of a date, as a number or as a word."""
    made = moment(context, value)
    return show(made, "MMMM", context.language) if as_word else made.month


@function("day_of")
def day_of(context: Context, value: Any) -> int:
    """Return the day in its month."""
    return moment(context, value).day


@function("year_of")
def year_of(context: Context, value: Any) -> int:
    """Return the year of a date."""
    return moment(context, value).year


@function("dow_of")
def dow_of(context: Context, value: Any, *, as_word: bool = False) -> int | str:
    """Return the day of the week, 1 for Monday, or its word."""
    made = moment(context, value)
    return show(made, "EEEE", context.language) if as_word else made.isoweekday()


@function("timezone_list")
def timezone_list(context: Context) -> list[str]:
    """Return the names of all time zones."""
    context.budget.elements(600)
    return sorted(name for name in available_timezones() if "/" in name and "Etc" not in name)


@function("get_default_timezone")
def get_default_timezone(context: Context) -> str:
    """Return the name of the zone that dates are in."""
    return str(context.now.tzinfo)


# What dates themselves offer.


@method(datetime, "plus")
def _plus(context: Context, value: datetime, **kwargs: Any) -> datetime:
    return shift(context, value, interval(kwargs))


@method(datetime, "minus")
def _minus(context: Context, value: datetime, **kwargs: Any) -> datetime:
    return shift(context, value, -interval(kwargs))


@method(date, "format", "format_date")
def _format(context: Context, value: date, pattern: str = "", **said: Any) -> str:
    return show_date(moment(context, value), *_wanted(context, "date format", pattern, said))


@method(datetime, "format_time")
def _format_time(
    context: Context,
    value: datetime,
    pattern: str = "",
    **said: Any,
) -> str:
    return show_time(value, *_wanted(context, "time format", pattern, said))


@method(datetime, "format_datetime")
def _format_datetime(
    context: Context,
    value: datetime,
    pattern: str = "",
    **said: Any,
) -> str:
    return show_both(value, *_wanted(context, "datetime format", pattern, said))


@method(time, "format", "format_time")
def _time_format(context: Context, value: time, pattern: str = "", **said: Any) -> str:
    return show_time(value, *_wanted(context, "time format", pattern, said))


@method(datetime, "replace_time")
def _replace_time(context: Context, value: datetime, clock: Any) -> datetime:
    if not isinstance(clock, datetime | time):
        raise Refused("replace_time takes a time of day.")
    return value.replace(
        hour=clock.hour, minute=clock.minute, second=clock.second, microsecond=clock.microsecond
    )


@method(date, "replace")
def _replace(context: Context, value: date, **kwargs: Any) -> date:
    try:
        parts: dict[str, Any] = {key: int(kwargs[key]) for key in kwargs if key != "tzinfo"}
        if kwargs.get("tzinfo") is not None:
            parts["tzinfo"] = zone_of(context, kwargs["tzinfo"])
        return value.replace(**parts)
    except (TypeError, ValueError) as error:
        raise NoSuchValue("A date cannot be changed so: no such day or no such part.") from error


@method(date, "isoformat")
def _isoformat(context: Context, value: date) -> str:
    return value.isoformat()


@method(date, "weekday")
def _weekday(context: Context, value: date) -> int:
    return value.weekday()


@method(date, "isoweekday")
def _isoweekday(context: Context, value: date) -> int:
    return value.isoweekday()


@method(date, "strftime")
def strftime(context: Context, value: date, pattern: str) -> str:
    """Return a date by a pattern of C's. Raises Refused if it has widths."""
    context.budget.width(len(pattern))
    if _WIDTH.search(pattern):
        raise Refused("A pattern for strftime has no widths.")
    return value.strftime(pattern)


@method(datetime, "date")
def _date(context: Context, value: datetime) -> date:
    return value.date()


@method(datetime, "time")
def _time(context: Context, value: datetime) -> time:
    return value.time()


@method(datetime, "timestamp")
def _timestamp(context: Context, value: datetime) -> float:
    return value.timestamp()


@method(date, "toordinal")
def _toordinal(context: Context, value: date) -> int:
    return value.toordinal()


@method(date, "isocalendar")
def _isocalendar(context: Context, value: date) -> tuple[int, int, int]:
    year, week, day = value.isocalendar()
    return year, week, day


@method(timedelta, "total_seconds")
def _total_seconds(context: Context, value: timedelta) -> float:
    return value.total_seconds()


@reading(date, "year")
def _year(context: Context, value: date) -> int:
    return value.year


@reading(date, "month")
def _month(context: Context, value: date) -> int:
    return value.month


@reading(date, "day")
def _day(context: Context, value: date) -> int:
    return value.day


@reading(date, "dow")
def _dow(context: Context, value: date) -> int:
    return value.isoweekday()


@reading(date, "week")
def _week(context: Context, value: date) -> int:
    return value.isocalendar().week


def _clock_part(name: str) -> None:
    def read_part(context: Context, value: Any) -> int:
        number: int = getattr(value, name)
        return number

    reading(datetime, name)(read_part)
    reading(time, name)(read_part)


for _part in ("hour", "minute", "second", "microsecond"):
    _clock_part(_part)


@reading(timedelta, "days")
def _days(context: Context, value: timedelta) -> int:
    return value.days


@reading(timedelta, "seconds")
def _seconds(context: Context, value: timedelta) -> int:
    return value.seconds


def _text_of_moment(context: Context, value: Any) -> str:
    return show_date(moment(context, value), *_wanted(context, "date format", "", {}))


texts[datetime] = texts[date] = _text_of_moment
texts[time] = lambda context, value: show_time(value, *_wanted(context, "time format", "", {}))
