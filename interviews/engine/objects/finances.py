"""Sums that somebody owns, earns or pays, and lists of them that add up."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from interviews.engine.context import Context
from interviews.engine.objects.base import DAObject
from interviews.engine.objects.classes import ClassValue, class_value, language_class
from interviews.engine.objects.dicts import DADict
from interviews.engine.objects.exposing import exposed
from interviews.engine.values import Refused, truth_of


def decimal(value: Any) -> Decimal:
    """Return a number exactly. Raises Refused if the value is none."""
    try:
        made = Decimal(str(value or 0))
    except InvalidOperation as error:
        raise Refused("A sum of money was wanted.") from error
    if not made.is_finite():
        raise Refused("A sum of money has an end.")
    return made


def written(amount: float) -> str:
    """Return a sum in digits, without decimals if it has none."""
    return str(int(amount)) if amount == int(amount) else f"{amount:.2f}"


@language_class
class Value(DAObject):
    """A sum that may not exist: `value`, and `exists` to be asked first."""

    def exact(self, context: Context, periods: Decimal) -> Decimal:
        """Return the sum, zero if it does not exist."""
        exists = truth_of(context, self.want(context, "exists"))
        return decimal(self.want(context, "value")) if exists else Decimal(0)

    @exposed("total")
    def amount(self, context: Context, period_to_use: Any = 1) -> float:
        """Return the sum, zero if it does not exist."""
        periods = decimal(period_to_use)
        if not periods:
            raise Refused("A year has at least one period.")
        return float(self.exact(context, periods))

    def text(self, context: Context) -> str:
        """Return the sum in digits."""
        return written(self.amount(context))


@language_class
class PeriodicValue(Value):
    """A sum that comes `period` times a year: 12 for monthly, 52 for weekly.

    Its amount is that of a year, or of a part of it: 12 for a month.
    """

    def exact(self, context: Context, periods: Decimal) -> Decimal:
        """Return the sum for a part of the year, zero if it does not exist."""
        once = super().exact(context, periods)
        return once * decimal(self.want(context, "period")) / periods if once else once


@language_class
class FinancialList(DADict):
    """Sums by their names, which add up."""

    value_class = "Value"

    def begin(self, context: Context, **kwargs: Any) -> None:
        """Make each entry a sum that exists."""
        of_sums = class_value(self.value_class)
        kwargs.setdefault("object_type", ClassValue(of_sums.made, {"exists": True}))
        kwargs.setdefault("complete_attribute", "value")
        super().begin(context, **kwargs)

    def take_up(self, made: Any) -> None:
        """Give a new sum what was answered together with its name."""
        for asked, name in (("new_item_value", "value"), ("new_item_period", "period")):
            if asked in self.attributes:
                made.attributes[name] = self.attributes.pop(asked)

    @exposed()
    def total(self, context: Context, period_to_use: Any = 1) -> float:
        """Return all sums together, gathered first."""
        periods = [each.amount(context, period_to_use) for each in self._sums(context).values()]
        return float(sum(map(decimal, periods), Decimal(0)))

    @exposed()
    def existing_items(self, context: Context) -> list[Any]:
        """Return the names of the sums that exist, gathered first."""
        sums = self._sums(context)
        return [
            key for key, each in sums.items() if truth_of(context, each.want(context, "exists"))
        ]

    def _sums(self, context: Context) -> dict[Any, Value]:
        return {key: each for key, each in self.items(context) if isinstance(each, Value)}

    def text(self, context: Context) -> str:
        """Return the total in digits."""
        return written(self.total(context))


@language_class
class PeriodicFinancialList(FinancialList):
    """Sums that come several times a year, by their names."""

    value_class = "PeriodicValue"


@language_class
class Asset(FinancialList):
    """What somebody owns."""


@language_class
class Income(PeriodicFinancialList):
    """What somebody earns."""


@language_class
class Expense(PeriodicFinancialList):
    """What somebody pays."""
