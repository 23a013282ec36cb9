"""What a hold can say of rows instead of naming them: conditions from a closed list, never SQL.

A category lists them; a query is the category's key and a value for some of them, written as
canonical JSON, so that the ledger and the holds say the same letter for letter.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from privacy.retention.errors import TargetNotFound

QUERY = "query"  # the kind of target; a category's `within` knows it
Choices = Callable[[], Sequence[tuple[str, str]]]


@dataclass(frozen=True)
class Condition:
    """One thing that can be asked of a row: a choice, or a day if it has none."""

    key: str  # for ever: holds and the ledger name it
    label: str  # "begun on or after"
    q: Callable[[str], Q]
    choices: Choices | None = None

    def read(self, value: str) -> str:
        """Return the value as it is stored. Raises TargetNotFound if it is none."""
        if self.choices is not None:
            if value not in dict(self.choices()):
                raise TargetNotFound(f"{self.label}: there is no {value[:80]!r}.")
            return value
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError as error:
            raise TargetNotFound(f"{self.label}: {value[:20]!r} is no day.") from error

    def words(self, value: str) -> str:
        """Return it with a value, as a person says it."""
        named = dict(self.choices()).get(value, value) if self.choices else value
        return f"{self.label} {named}"


def begins(day: str) -> datetime:
    """Return the first moment of a day, by the site's time zone."""
    moment = datetime.combine(date.fromisoformat(day), time())
    return timezone.make_aware(moment, timezone.get_default_timezone())


def ends(day: str) -> datetime:
    """Return the first moment after a day, by the site's time zone."""
    return begins((date.fromisoformat(day) + timedelta(days=1)).isoformat())


def write_query(category: str, values: Mapping[str, str]) -> str:
    """Return what a hold stores."""
    return json.dumps([category, dict(sorted(values.items()))], separators=(",", ":"))


def read_query(ref: str) -> tuple[str, dict[str, str]]:
    """Return the category's key and the values. Raises TargetNotFound if it is no query."""
    try:
        category, values = json.loads(ref)
        return str(category), {str(key): str(value) for key, value in values.items()}
    except (ValueError, AttributeError, TypeError) as error:
        raise TargetNotFound("This is no description of rows.") from error


def matching(key: str, conditions: Iterable[Condition], refs: Sequence[str]) -> Q | None:
    """Return which rows of the category `key` these queries name, None if they name none of it.

    A condition that the code does not know any more narrows nothing: rather too much is kept.
    """
    known = {one.key: one for one in conditions}
    found: Q | None = None
    for ref in refs:
        category, values = read_query(ref)
        if category != key:
            continue
        one = ~Q(pk__in=[])  # every row
        for name, value in values.items():
            if name in known:
                one &= known[name].q(value)
        found = one if found is None else found | one
    return found
