"""Sums of money, and numbers as a country writes them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from interviews.engine.context import Context
from interviews.engine.registry import function
from interviews.engine.values import Reachable, Refused, text_of

SYMBOL = "_currency_symbol"  # no word: `set_info` cannot say it


@function("currency")
def currency(
    context: Context, value: Any, *, decimals: bool = True, symbol: Any = None, **_: Any
) -> str:
    """Return a sum of money: "$1,234.50"; without `decimals` rounded to whole units."""
    if isinstance(value, Reachable) and value.has_attribute("amount"):
        value = value.get_attribute(context, "amount").call(context, (), {})
    if value is None or value == "":
        return ""
    try:
        number = Decimal(str(value)) if not isinstance(value, str) else Decimal(value.strip())
    except InvalidOperation as error:
        raise Refused("A number was wanted for a sum of money.") from error
    if not number.is_finite() or abs(number) >= 10**30:
        raise Refused("A sum of money is no number or too large.")
    sign = currency_symbol(context) if symbol is None else text_of(context, symbol)
    shown = f"{abs(number):,.2f}" if decimals else f"{abs(number):,.0f}"
    minus = "-" if number < 0 else ""
    return f"{minus}{sign}{shown}"


@function("currency_symbol", "get_currency_symbol")
def currency_symbol(context: Context) -> str:
    """Return the sign of the currency: what `set_locale` said, else "$"."""
    return str(context.info.get(SYMBOL) or "$")


@function("period_list")
def period_list(context: Context, **_: Any) -> list[list[Any]]:
    """Return how often a sum may come in a year, as choices."""
    return [
        [12, "Per Month"],
        [1, "Per Year"],
        [52, "Per Week"],
        [24, "Twice Per Month"],
        [26, "Every Two Weeks"],
    ]
