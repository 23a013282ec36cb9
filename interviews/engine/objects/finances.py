"""Sums that somebody owns, earns or pays, and lists of them that add up."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from interviews.engine.context import Context
from interviews.engine.functions.money import currency
from interviews.engine.objects.base import DAObject
from interviews.engine.objects.classes import class_value, language_class
from interviews.engine.objects.dicts import DADict, DAOrderedDict
from interviews.engine.objects.exposing import exposed
from interviews.engine.values import Refused, truth_of


def decimal(value: Any) -> Decimal:
    """Return a number exactly. Raises Refused if the value is none."""
    try:
        return Decimal(str(value or 0))
    except InvalidOperation as error:
        raise Refused("A sum of money was wanted.") from error


def plain(value: Decimal) -> float:
    """Return a sum as the language's numbers are."""
    return float(value)


@language_class
class Value(DAObject):
    """A sum that may not exist: `value`, and `exists` to be asked first."""

    def amount(self, context: Context) -> Decimal:
        """Return the sum, zero if it does not exist."""
        exists = "exists" not in self.attributes or truth_of(context, self.attributes["exists"])
        return decimal(self.want(context, "value")) if exists else Decimal(0)

    @exposed()
    def total(self, context: Context) -> float:
        """Return the sum, zero if it does not exist."""
        return plain(self.amount(context))

    def text(self, context: Context) -> str:
        """Return the sum with its sign."""
        return currency(context, self.total(context))


@language_class
class PeriodicValue(Value):
    """A sum that comes `period` times a year: 12 for monthly, 52 for weekly."""

    def yearly(self, context: Context) -> Decimal:
        """Return the sum of a year."""
        if not self.amount(context):
            return Decimal(0)
        return self.amount(context) * decimal(self.want(context, "period"))

    @exposed()
    def total(self, context: Context, period_to_use: Any = 1) -> float:
        """Return the sum for a part of the year: 1 for the whole, 12 for a month."""
        periods = decimal(period_to_use)
        if not periods:
            raise Refused("A year has at least one period.")
        return plain(self.yearly(context) / periods)


@language_class
class FinancialList(DADict):
    """Sums by their names, which add up."""

    value_class = "Value"

    def begin(self, context: Context, **kwargs: Any) -> None:
        """Make each entry a sum."""
        kwargs.setdefault("object_type", class_value(self.value_class))
        kwargs.setdefault("complete_attribute", "value")
        super().begin(context, **kwargs)

    @exposed()
    def total(self, context: Context, *args: Any) -> float:
        """Return all sums together, gathered first."""
        entries = [each for each in self.all_of(context) if isinstance(each, Value)]
        return plain(sum((decimal(each.total(context, *args)) for each in entries), Decimal(0)))

    @exposed()
    def existing(self, context: Context) -> list[Any]:
        """Return the names of the sums that exist."""
        return [
            key
            for key, each in self.items(context)
            if isinstance(each, Value) and each.amount(context)
        ]

    def text(self, context: Context) -> str:
        """Return the total with its sign."""
        return currency(context, self.total(context))


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


@language_class
class OfficeList(DAOrderedDict):
    """Offices of an organisation, by their names."""

    def begin(self, context: Context, **kwargs: Any) -> None:
        """Make each entry an address."""
        kwargs.setdefault("object_type", class_value("Address"))
        super().begin(context, **kwargs)
