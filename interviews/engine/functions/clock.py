"""Moments: read from what people and authors write, and shown as they want to read them.

Patterns are those of Unicode (`MMMM d, yyyy`), as docassemble has them. Nothing here asks a clock:
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
from interviews.engine.values import NoSuchValue, Refused, type_name

_DATE_STYLES = {
    "short": "M/d/yy", "medium": "MMM d, yyyy", "long": "MMMM d, yyyy",
    "full": "EEEE, MMMM d, yyyy",
}  # fmt: skip
_TIME_STYLES = {
    "short": "h:mm a", "medium": "h:mm:ss a", "long": "h:mm:ss a z", "full": "h:mm:ss a zzzz",
}  # fmt: skip
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
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


def show_date(value: datetime, pattern: str = "long") -> str:
    """Return the date in a named style or by a pattern."""
    return show(value, _DATE_STYLES.get(pattern, pattern))


def show_time(value: datetime | time, pattern: str = "short") -> str:
    """Return the time of day in a named style or by a pattern."""
    if isinstance(value, time):
        value = datetime.combine(_ANY_DAY, value)
    return show(value, _TIME_STYLES.get(pattern, pattern))


def show_both(value: datetime, pattern: str = "long") -> str:
    """Return date and time in a named style or by a pattern."""
    if pattern in _DATE_STYLES:
        joint = " 'at' " if pattern in {"long", "full"} else ", "
        pattern = _DATE_STYLES[pattern] + joint + _TIME_STYLES[pattern]
    return show(value, pattern)


def show(value: datetime, pattern: str) -> str:
    """Return a moment by a Unicode pattern. Raises Refused if the pattern is too long."""
    if len(pattern) > _LONGEST_PATTERN:
        raise Refused("A date's pattern may have 100 characters at most.")
    return "".join(_piece(value, found) for found in _PIECE.finditer(pattern))


def _piece(value: datetime, found: re.Match[str]) -> str:
    if found[1] is not None:
        return found[1].replace("''", "'") or "'"
    letter, length = found[2], len(found[0])
    if letter is None or letter not in _FIELDS:
        return found[0]
    shown = _FIELDS[letter](value, length)
    return str(shown).zfill(length) if isinstance(shown, int) else shown


def _names(names: tuple[str, ...], at: int, length: int) -> str:
    return names[at][:3] if length <= 3 else names[at][:1] if length == 5 else names[at]


def _year(value: datetime, length: int) -> int | str:
    return f"{value.year % 100:02}" if length == 2 else value.year


def _month(value: datetime, length: int) -> int | str:
    return value.month if length < 3 else _names(_MONTHS, value.month - 1, length)


_FIELDS: dict[str, Callable[[datetime, int], int | str]] = {
    "y": _year,
    "Y": lambda value, length: value.isocalendar().year,
    "M": _month,
    "L": _month,
    "d": lambda value, length: value.day,
    "D": lambda value, length: value.timetuple().tm_yday,
    "E": lambda value, length: _names(_DAYS, value.weekday(), length),
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
