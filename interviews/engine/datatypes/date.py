"""A day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from interviews.engine.context import Context
from interviews.engine.datatypes.single import Single, refuse
from interviews.engine.functions import clock
from interviews.engine.registry import FieldSpec, datatype
from interviews.engine.values import Refused

_SOME_DAYS = (datetime(2001, 1, 1, tzinfo=UTC), datetime(2004, 2, 3, tzinfo=UTC))
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")  # month first, unless that is no month
_DAY_FIRST = re.compile(r"(\d{1,2})[. -]+(\d{1,2})[. -]+(\d{4})")


def read_day(text: str, context: Context) -> datetime:
    """Return the beginning of the day that a text names. Raises ValueError if it names none."""
    if found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _SLASHES.fullmatch(text):
        month, day, year = map(int, found.groups())
        if month > 12:
            month, day = day, month
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, found.groups())
    else:
        return whole_moment(text, context).replace(hour=0, minute=0, second=0, microsecond=0)
    return datetime(year, month, day, tzinfo=context.now.tzinfo)


def whole_moment(text: str, context: Context) -> datetime:
    """Return the moment that a text names. Raises Refused, ValueError if it leaves out the day.

    What a text leaves out is taken from today, so the day must not depend on what today is.
    """
    if len({clock.read(text, day).date() for day in _SOME_DAYS}) > 1:
        raise ValueError("a day, a month or a year is missing")
    return clock.moment(context, text)


@datatype("date")
class Date(Single):
    """A day, as the moment at which it begins."""

    example = "You need to enter a valid date. Write it like 27 3 2026."

    def read(self, text: str, field: FieldSpec, context: Context) -> Any:
        """Return the day. Raises ValueRefused if the text names none."""
        try:
            return read_day(text, context)
        except (ValueError, Refused):
            raise refuse(field, "date", self.example) from None

    def check(self, value: Any, field: FieldSpec, context: Context) -> None:
        """Raise ValueRefused if the day is before `min` or after `max`."""
        edges = {key: edge(field, key, context) for key in ("min", "max")}
        first, last = edges["min"], edges["max"]
        if (first is None or value >= first) and (last is None or value <= last):
            return
        shown = [clock.show_date(each) for each in (first, last) if each is not None]
        if first is not None and last is not None:
            said = f"You need to enter a date between {shown[0]} and {shown[1]}."
            reason, code = "min" if value < first else "max", "date minmax"
        elif first is not None:
            said = f"You need to enter a date on or after {shown[0]}."
            reason, code = "min", "date min"
        else:
            said = f"You need to enter a date on or before {shown[0]}."
            reason, code = "max", "date max"
        raise refuse(field, reason, said, *shown, code=code)

    def show(self, value: Any, field: FieldSpec, context: Context) -> str:
        """Return the day as its control takes it."""
        if value in (None, ""):
            return ""
        try:
            return clock.moment(context, value).strftime("%Y-%m-%d").zfill(10)
        except Refused:
            return ""

    def attributes(self, field: FieldSpec, context: Context) -> Mapping[str, str]:
        """Return the attributes of the control, with its limits."""
        edges = {key: edge(field, key, context) for key in ("min", "max")}
        shown = {key: self.show(each, field, context) for key, each in edges.items() if each}
        return {**super().attributes(field, context), **shown}


def edge(field: FieldSpec, key: str, context: Context) -> datetime | None:
    """Return an author's first or last moment, None if there is none."""
    if field.attributes.get(key) in (None, ""):
        return None
    try:
        return clock.moment(context, field.attributes[key])
    except Refused:
        return None
