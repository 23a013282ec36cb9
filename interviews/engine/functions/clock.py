"""Moments: read from what people and authors write, and shown as they want to read them.

Patterns are those of Unicode (`MMMM d, yyyy`), as docassemble has them; names of months and days,
and what a style means, are of the language. Nothing here asks a clock:
`now` comes with the context.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil import parser as dateutil_parser
from dateutil.relativedelta import relativedelta

from interviews.engine.context import Context
from interviews.engine.functions.manners import Manner, manner
from interviews.engine.values import NoSuchValue, Refused, type_name

_PIECE = re.compile(r"'((?:[^']|'')*)'|([a-zA-Z])\2*|.", re.DOTALL)
_LONGEST_TEXT = 60  # characters of what may be a date
_LONGEST_PATTERN = 100
_ANY_DAY = date(2000, 1, 1)


def zone(name: str) -> tzinfo:
    """Return a time zone by its name. Raises Refused if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise NoSuchValue("There is no such time zone. Write it like 'Europe/Paris'.") from error


def moment(context: Context, value: Any, timezone: str | None = None) -> datetime:
    """Return an aware moment for a date, a moment or a text, in the zone that is named.

    What says no zone of its own is said in that one. Raises Refused if it is no moment.
    """
    there = zone(timezone) if timezone else context.now.tzinfo
    if isinstance(value, str):
        value = read(value, context.now)
    if isinstance(value, datetime):
        here = value if value.tzinfo else value.replace(tzinfo=there)
        return _moved(here, there) if timezone else here
    if isinstance(value, date):
        return datetime.combine(value, time(), there)
    raise Refused(f"A date was wanted, not {type_name(value)}.")


def _moved(value: datetime, there: tzinfo | None) -> datetime:
    try:
        return value.astimezone(there)
    except OverflowError as error:
        raise NoSuchValue("A date lies beyond the years 1 to 9999.") from error


def read(text: str, now: datetime) -> datetime:
    """Return the moment that a text names; parts of the date that it leaves out are today's.

    Raises Refused if it names none.
    """
    if not text.strip() or len(text) > _LONGEST_TEXT:
        raise NoSuchValue("A text was to be read as a date but is none.")
    today = datetime.combine(now.date(), time())
    try:
        made: datetime = dateutil_parser.parse(str(text), default=today)
        made.utcoffset()  # which fails for a zone that lies beyond a day from UTC
    except (ValueError, OverflowError) as error:
        raise NoSuchValue("A text was to be read as a date but is none.") from error
    return made


def years_between(start: datetime, end: datetime) -> float:
    """Return the years from one moment to another; whole ones from birthday to birthday."""
    years = end.year - start.year - ((end.month, end.day) < (start.month, start.day))
    try:
        last = start.replace(year=start.year + years)
        following = start.replace(year=start.year + years + 1)
    except ValueError:  # the 29th of February
        last = start.replace(year=start.year + years, month=3, day=1)
        following = start.replace(year=start.year + years + 1, month=3, day=1)
    share = (end.date() - last.date()).days / (following.date() - last.date()).days
    return years + max(0.0, min(share, 0.9999))


def months_between(start: datetime, end: datetime) -> float:
    """Return the months from one moment to another, with the share of the last one."""
    span = relativedelta(end, start)
    return float(span.years * 12 + span.months + span.days / 31)


def show_date(value: datetime, pattern: str = "long", language: str = "en") -> str:
    """Return the date in a named style or by a pattern."""
    return show(value, manner(language).dates.get(pattern, pattern), language)


def show_time(value: datetime | time, pattern: str = "short", language: str = "en") -> str:
    """Return the time of day in a named style or by a pattern."""
    if isinstance(value, time):
        value = datetime.combine(_ANY_DAY, value)
    return show(value, manner(language).times.get(pattern, pattern), language)


def show_both(value: datetime, pattern: str = "long", language: str = "en") -> str:
    """Return date and time in a named style or by a pattern."""
    ways = manner(language)
    if pattern in ways.dates:
        joint = ways.joint if pattern in {"long", "full"} else ", "
        pattern = ways.dates[pattern] + joint + ways.times[pattern]
    return show(value, pattern, language)


def show(value: datetime, pattern: str, language: str = "en") -> str:
    """Return a moment by a Unicode pattern. Raises Refused if the pattern is too long."""
    if len(pattern) > _LONGEST_PATTERN:
        raise Refused("A date's pattern may have 100 characters at most.")
    ways = manner(language)
    return "".join(_piece(value, found, ways) for found in _PIECE.finditer(pattern))


def _piece(value: datetime, found: re.Match[str], ways: Manner) -> str:
    if found[1] is not None:
        return found[1].replace("''", "'") or "'"
    letter, length = found[2], len(found[0])
    if letter in ("M", "L") and length > 2:
        return _named(ways.months, ways.short_months, value.month - 1, length)
    if letter == "E":
        return _named(ways.days, ways.short_days, value.weekday(), length)
    if letter is None or letter not in _FIELDS:
        return found[0]
    shown = _FIELDS[letter](value, length)
    return str(shown).zfill(length) if isinstance(shown, int) else shown


def _named(names: tuple[str, ...], short: tuple[str, ...], at: int, length: int) -> str:
    """Return a name: short by up to three letters of the pattern, its first letter by five."""
    return short[at] if length <= 3 else names[at][:1].upper() if length == 5 else names[at]


def _year(value: datetime, length: int) -> int | str:
    return f"{value.year % 100:02}" if length == 2 else value.year


_FIELDS: dict[str, Callable[[datetime, int], int | str]] = {
    "y": _year,
    "Y": lambda value, length: value.isocalendar().year,
    "M": lambda value, length: value.month,
    "L": lambda value, length: value.month,
    "d": lambda value, length: value.day,
    "D": lambda value, length: value.timetuple().tm_yday,
    "e": lambda value, length: value.isoweekday(),
    "w": lambda value, length: value.isocalendar().week,
    "Q": lambda value, length: (value.month - 1) // 3 + 1,
    "a": lambda value, length: "AM" if value.hour < 12 else "PM",
    "h": lambda value, length: (value.hour + 11) % 12 + 1,
    "H": lambda value, length: value.hour,
    "k": lambda value, length: value.hour or 24,
    "K": lambda value, length: value.hour % 12,
    "m": lambda value, length: value.minute,
    "s": lambda value, length: value.second,
    "S": lambda value, length: f"{value.microsecond:06}"[:length],
    "z": lambda value, length: value.tzname() or "",
    "Z": lambda value, length: value.strftime("%z"),
}
