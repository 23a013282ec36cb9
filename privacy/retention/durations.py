"""Lengths of time as ISO 8601 writes them (P90D, P6M, PT12H), with a calendar's months."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from privacy.retention.errors import NotADuration

WRITTEN = re.compile(
    r"P(?=.)(?:(?P<years>\d{1,4})Y)?(?:(?P<months>\d{1,4})M)?(?:(?P<weeks>\d{1,4})W)?"
    r"(?:(?P<days>\d{1,5})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,5})H)?(?:(?P<minutes>\d{1,5})M)?(?:(?P<seconds>\d{1,5})S)?)?"
)
DAY = 86_400  # seconds
YEARS_AT_MOST = 100  # a moment that far back is still one that every database can write


@dataclass(frozen=True)
class Duration:
    """Months and days of the calendar (UTC), then seconds; never nothing at all."""

    months: int
    days: int
    seconds: int

    def before(self, moment: datetime) -> datetime:
        """Return the moment that lies this long before `moment`, which is aware.

        A day that the month does not have becomes its last one.
        """
        rest = moment.astimezone(UTC) - timedelta(days=self.days, seconds=self.seconds)
        year, month = _month(rest, -self.months)
        return rest.replace(
            year=year, month=month, day=min(rest.day, calendar.monthrange(year, month)[1])
        )

    def after(self, moment: datetime) -> datetime:
        """Return the first moment `t` with `before(t) >= moment`, so that both always agree.

        A day that the month does not have becomes the first instant of the next month: what is
        kept "for a month" from 31 January goes on 1 March, later rather than sooner.
        """
        start = moment.astimezone(UTC)
        year, month = _month(start, self.months)
        if start.day > calendar.monthrange(year, month)[1]:
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
            start = datetime(year, month, 1, tzinfo=UTC)
        else:
            start = start.replace(year=year, month=month)
        return start + timedelta(days=self.days, seconds=self.seconds)

    @property
    def shortest(self) -> int:
        """Return the seconds that this is at the least, wherever in the calendar it begins."""
        years, months = divmod(self.months, 12)
        return (years * 365 + months * 28 + self.days) * DAY + self.seconds

    @property
    def longest(self) -> int:
        """Return the seconds that this is at the most."""
        years, months = divmod(self.months, 12)
        return (years * 366 + months * 31 + self.days) * DAY + self.seconds

    @property
    def words(self) -> str:
        """Return it as a person says it: "1 year and 6 months", "90 days"."""
        years, months = divmod(self.months, 12)
        hours, rest = divmod(self.seconds, 3600)
        minutes, seconds = divmod(rest, 60)
        parts = [
            f"{number} {unit if number == 1 else unit + 's'}"
            for number, unit in (
                (years, "year"),
                (months, "month"),
                (self.days, "day"),
                (hours, "hour"),
                (minutes, "minute"),
                (seconds, "second"),
            )
            if number
        ]
        return " and ".join([", ".join(parts[:-1]), parts[-1]] if parts[1:] else parts)


def parse(text: str) -> Duration:
    """Return the duration that `text` writes, such as P90D, P1Y6M or PT12H.

    Raises NotADuration if it is not one, is nothing at all, or is longer than a century.
    """
    found = WRITTEN.fullmatch(text)
    if not found:
        raise NotADuration(f"{text[:40]!r} is not a length of time; write P30D, P6M or PT12H.")
    part = {name: int(value or 0) for name, value in found.groupdict().items()}
    duration = Duration(
        months=part["years"] * 12 + part["months"],
        days=part["weeks"] * 7 + part["days"],
        seconds=part["hours"] * 3600 + part["minutes"] * 60 + part["seconds"],
    )
    if not duration.longest:
        raise NotADuration(
            f"{text!r} is no time at all; choose 'never' or 'immediately' if you mean that."
        )
    if duration.longest > YEARS_AT_MOST * 366 * DAY:
        raise NotADuration(f"{text!r} is longer than {YEARS_AT_MOST} years; choose 'never'.")
    return duration


def _month(moment: datetime, months: int) -> tuple[int, int]:
    """Return the year and month that lie `months` from `moment`."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    return year, month + 1
