"""`import datetime`, `time`, `calendar`: moments come from the context, never from a clock."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from interviews.engine import registry
from interviews.engine.context import Context
from interviews.engine.functions.clock import moment
from interviews.engine.functions.dates import strftime
from interviews.engine.functions.facade import Facade, offer
from interviews.engine.functions.zones import TIMEZONE, zone_of
from interviews.engine.values import Invocable, Native, NoSuchValue, Refused, text_of


class _Made(Facade, Invocable):
    """A class of the module: it makes values, and offers some functions."""

    def __init__(self, name: str, made: Any, offered: dict[str, Any], **more: Any) -> None:
        functions = {key: Native(key, each) for key, each in offered.items()}
        super().__init__(name, functions | more)
        self.name = name
        self.python_type = made
        self._made = made

    def call(self, context: Context, args: Any, kwargs: Any) -> Any:
        """Return the value that the numbers name. Raises Refused if they name none."""
        zone = kwargs.get("tzinfo")
        kwargs = {key: each for key, each in kwargs.items() if key != "tzinfo"}
        numbers = [*args, *kwargs.values()]
        if not all(isinstance(each, int | float) for each in numbers):
            raise Refused(f"{self.name} takes numbers.")
        try:
            value = self._made(*args, **kwargs)
        except (ValueError, TypeError, OverflowError) as error:
            raise NoSuchValue(f"There is no such {self.name}.") from error
        return value.replace(tzinfo=zone_of(context, zone)) if self._made is datetime else value


def _now(context: Context, tz: Any = None) -> datetime:
    return context.now.astimezone(zone_of(context, tz))


def _fromtimestamp(context: Context, seconds: float, tz: Any = None) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, zone_of(context, tz))
    except (OverflowError, OSError, ValueError) as error:
        raise NoSuchValue("There is no such moment.") from error


def _fromordinal(context: Context, days: int) -> date:
    try:
        return date.fromordinal(days)
    except (OverflowError, ValueError) as error:
        raise NoSuchValue("There is no such day.") from error


def _utcnow(context: Context) -> datetime:
    return context.now.astimezone(UTC)


def _today(context: Context) -> date:
    return context.now.date()


def _strptime(context: Context, text: str, pattern: str) -> datetime:
    context.budget.width(len(pattern))
    context.budget.width(len(text))
    try:
        made = datetime.strptime(text, pattern)  # noqa: DTZ007 - the zone is the context's
    except (ValueError, re.error) as error:  # re.error: a part of the date is wanted twice
        raise NoSuchValue("A text does not fit the pattern of a date.") from error
    return made.replace(tzinfo=made.tzinfo or context.now.tzinfo)


def _fromisoformat(context: Context, text: str) -> datetime:
    return moment(context, text)


def _date_fromisoformat(context: Context, text: str) -> date:
    return moment(context, text).date()


def _combine(context: Context, day: Any, at: Any) -> datetime:
    if not isinstance(day, date) or not isinstance(at, time):
        raise Refused("datetime.combine takes a date and a time.")
    made = datetime.combine(day, at)
    return made.replace(tzinfo=made.tzinfo or context.now.tzinfo)


_DATETIME = _Made(
    "datetime",
    datetime,
    {
        "now": _now,
        "today": _now,
        "utcnow": _utcnow,
        "strptime": _strptime,
        "fromisoformat": _fromisoformat,
        "combine": _combine,
        "fromtimestamp": _fromtimestamp,
    },
    min=datetime.min.replace(tzinfo=UTC),
    max=datetime.max.replace(tzinfo=UTC),
)
_DATE = _Made(
    "date",
    date,
    {"today": _today, "fromisoformat": _date_fromisoformat, "fromordinal": _fromordinal},
    min=date.min,
    max=date.max,
)
registry.modules["datetime"] = Facade(
    "datetime",
    {
        "datetime": _DATETIME,
        "date": _DATE,
        "time": _Made("time", time, {}),
        "timedelta": _Made("timedelta", timedelta, {}),
        "timezone": TIMEZONE,
    },
)


def _seconds(context: Context) -> float:
    return context.now.timestamp()


def _monthrange(context: Context, year: int, month: int) -> tuple[int, int]:
    try:
        first, days = calendar.monthrange(year, month)
    except (ValueError, OverflowError) as error:  # IllegalMonthError is a ValueError
        raise NoSuchValue("There is no such month.") from error
    return int(first), days


def _weekday(context: Context, year: int, month: int, day: int) -> int:
    try:
        return date(year, month, day).weekday()
    except (ValueError, OverflowError) as error:
        raise NoSuchValue("There is no such day.") from error


def _monthcalendar(context: Context, year: int, month: int) -> list[list[int]]:
    _monthrange(context, year, month)
    return calendar.monthcalendar(year, month)


def _shown(context: Context, pattern: Any) -> str:
    return strftime(context, context.now, text_of(context, pattern))


offer(
    "calendar",
    {
        "isleap": lambda context, year: calendar.isleap(int(year)),
        "monthcalendar": _monthcalendar,
        "monthrange": _monthrange,
        "weekday": _weekday,
    },
    month_name=tuple(calendar.month_name),
    month_abbr=tuple(calendar.month_abbr),
    day_name=tuple(calendar.day_name),
    day_abbr=tuple(calendar.day_abbr),
    **{name.upper(): at for at, name in enumerate(map(str, calendar.day_name))},
)
offer("time", {"time": _seconds, "strftime": _shown, "sleep": lambda context, *_: None})
