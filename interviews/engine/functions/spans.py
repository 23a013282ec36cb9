"""Spans of time: intervals that move a date, and the difference between two dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dateutil.relativedelta import relativedelta

from interviews.engine.context import Context
from interviews.engine.functions import english
from interviews.engine.functions.clock import moment
from interviews.engine.functions.facade import offer
from interviews.engine.functions.joining import comma_and_list
from interviews.engine.registry import function
from interviews.engine.values import Native, Reachable, Refused, text_of

_UNITS = {"years", "months", "weeks", "days", "hours", "minutes", "seconds", "microseconds"}
# What a date is set to before it is moved: the 31st is the last of every month.
_PLACES = {"year", "month", "day", "hour", "minute", "second", "microsecond", "weekday"}
_MOST_YEARS = 10_000
_MOST = {"years": _MOST_YEARS, "months": 12 * _MOST_YEARS, "weeks": 53 * _MOST_YEARS}
_MOST_OTHERS = 10**12
# A year of the calendar, leap years and all, has 365.2425 days.
_SECONDS = {
    "seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400, "weeks": 604_800,
    "years": 31_556_952,
}  # fmt: skip
_PARTS = ("year", "month", "day", "hour", "minute", "second")
_DAY = 3  # parts down to the day
_RELATIVE = tuple(f"{part}s" for part in _PARTS)


def interval(kwargs: dict[str, Any]) -> relativedelta:
    """Return a span of so many units. Raises Refused for other units and for what is too large."""
    for unit, count in kwargs.items():
        if unit in _PLACES and isinstance(count, int) and 0 <= count < _MOST_OTHERS:
            continue
        if unit not in _UNITS:
            raise Refused(f"'{unit}' is no unit of time. There are: {', '.join(sorted(_UNITS))}.")
        if not isinstance(count, int | float) or abs(count) > _MOST.get(unit, _MOST_OTHERS):
            raise Refused(f"The number of {unit} in an interval is no number or too large.")
    try:
        return relativedelta(
            **{unit: int(n) if unit in _MOST else n for unit, n in kwargs.items()}
        )
    except (IndexError, ValueError) as error:
        raise Refused("There is no such day of the week.") from error


def shift(context: Context, value: Any, delta: relativedelta) -> datetime:
    """Return a date so much later. Raises Refused if there is no such date."""
    try:
        made: datetime = moment(context, value) + delta
    except (ValueError, OverflowError) as error:
        raise Refused("A date lies beyond the years 1 to 9999.") from error
    return made


@dataclass(frozen=True)
class Interval(Reachable):
    """A span in years, months and days that may be added to a date."""

    delta: relativedelta

    def get_attribute(self, context: Context, name: str) -> Any:
        """Return its whole years, or months beyond these, and so on."""
        if name not in _RELATIVE:
            raise Refused(f"A span of time has no '{name}'.")
        return int(vars(self.delta)[name])

    def has_attribute(self, name: str) -> bool:
        """Say whether it is one of its units."""
        return name in _RELATIVE

    def compute(self, context: Context, operator: str, other: Any, *, swapped: bool) -> Any:
        """Return a date plus or minus the span, or two spans as one."""
        if isinstance(other, Interval) and operator == "+":
            return Interval(self.delta + other.delta)
        if operator == "+" or (operator == "-" and swapped):
            return shift(context, other, self.delta if operator == "+" else -self.delta)
        return super().compute(context, operator, other, swapped=swapped)


@function("date_interval")
def date_interval(context: Context, **kwargs: Any) -> Interval:
    """Return a span of time: `date_interval(days=3, months=1)`."""
    return Interval(interval(kwargs))


@dataclass(frozen=True)
class Difference(Reachable):
    """The time between two moments, in each unit as a decimal number."""

    start: datetime
    end: datetime

    def get_attribute(self, context: Context, name: str) -> Any:
        """Return weeks, days, hours, minutes, seconds or years as decimal numbers, or `delta`."""
        if name in _SECONDS:
            return (self.end - self.start).total_seconds() / _SECONDS[name]
        others = {
            "delta": self.end - self.start,
            "start": self.start,
            "end": self.end,
            "describe": Native("describe", self.describe),
        }
        if name not in others:
            raise Refused(f"A difference of dates has no '{name}'.")
        return others[name]

    def has_attribute(self, name: str) -> bool:
        """Say whether it is one of its units, ends or forms."""
        return name in _SECONDS or name in {"delta", "start", "end", "describe"}

    def describe(
        self,
        context: Context,
        *,
        specificity: str | None = None,
        nice: bool = True,
        capitalize: bool = False,
    ) -> str:
        """Return the difference in words: "one year, three months, and two days".

        `specificity` is the smallest part to be named; without it, parts of a day are named only
        if it is less than one. Without `nice` the numbers stay digits.
        """
        counts = self._counts(specificity)
        said = [_counted(count, part, nice=nice) for part, count in counts.items() if count]
        made = comma_and_list(context, *(said or [_counted(0, list(counts)[-1], nice=nice)]))
        return made[:1].upper() + made[1:] if capitalize else made

    def _counts(self, specificity: str | None) -> dict[str, int]:
        if specificity not in {None, *_PARTS}:
            raise Refused(f"A difference of dates is described down to {', '.join(_PARTS)}.")
        delta = relativedelta(max(self.start, self.end), min(self.start, self.end))
        counts = {part: int(getattr(delta, f"{part}s")) for part in _PARTS}
        long = any(counts[part] for part in _PARTS[:_DAY])
        smallest = _PARTS.index(specificity) + 1 if specificity else _DAY if long else len(_PARTS)
        return {part: counts[part] for part in _PARTS[:smallest]}

    def text(self, context: Context) -> str:
        """Return the difference in words."""
        return self.describe(context)


def _counted(count: int, part: str, *, nice: bool) -> str:
    said = english.cardinal(count) if nice and count <= 10 else f"{count:,}"
    return f"{said} {part if count == 1 else part + 's'}"


@function("date_difference")
def date_difference(
    context: Context, starting: Any = None, ending: Any = None, *, timezone: str | None = None
) -> Difference:
    """Return the time between two moments; either may be left out and is now then."""
    start = context.now if starting is None else moment(context, starting, timezone)
    end = context.now if ending is None else moment(context, ending, timezone)
    return Difference(start, end)


def _relativedelta(
    context: Context, later: Any = None, earlier: Any = None, **units: Any
) -> Interval:
    """Return a span of so many units, or the one between two dates in years, months and days."""
    if later is None:
        return Interval(interval(units))
    return Interval(relativedelta(moment(context, later), moment(context, earlier)))


def _parse(context: Context, text: Any, **_: Any) -> datetime:
    return moment(context, text_of(context, text))


_DAYS = {day: at for at, day in enumerate(("MO", "TU", "WE", "TH", "FR", "SA", "SU"))}
_MODULE = offer("dateutil.relativedelta", {"relativedelta": _relativedelta}, **_DAYS)
_PARSER = offer("dateutil.parser", {"parse": _parse})
offer("dateutil", {}, relativedelta=_MODULE, parser=_PARSER)
