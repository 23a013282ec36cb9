"""A sum of money."""

from __future__ import annotations

from collections.abc import Mapping

from interviews.engine.context import Context
from interviews.engine.datatypes.number import Number
from interviews.engine.registry import FieldSpec, datatype

_SIGNS = "$£€¥₹"


@datatype("currency")
class Currency(Number):
    """A decimal number with the sign of a currency beside it."""

    step = "0.01"
    example = "You need to enter a valid currency amount, like 1,250.50."

    def convert(self, text: str) -> float:
        """Return the number without its sign. Raises ValueError."""
        return float(text.strip(_SIGNS))

    def show(self, value: object, field: FieldSpec, context: Context) -> str:
        """Return the sum with two decimals unless it is whole."""
        if isinstance(value, float) and not value.is_integer():
            return f"{value:.2f}"
        return super().show(value, field, context)

    def attributes(self, field: FieldSpec, context: Context) -> Mapping[str, str]:
        """Return the attributes of the control, with the sign."""
        sign = str(field.attributes.get("currency symbol") or "$")
        return {**super().attributes(field, context), "symbol": sign}
