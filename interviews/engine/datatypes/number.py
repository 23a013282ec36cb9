"""A number with or without decimals."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from interviews.engine.context import Context
from interviews.engine.datatypes.single import Single, refuse
from interviews.engine.registry import FieldSpec, datatype

_BETWEEN = re.compile(r"[\s,\u00a0\u202f']")  # between the digits of large numbers
_LONGEST = 40  # characters: no person means more


@datatype("number", "float")
class Number(Single):
    """A decimal number within limits."""

    empty: Any = 0.0
    missing = "This field is required."
    input_mode = "decimal"
    step = "any"
    example = "You need to enter a number."

    def read(self, text: str, field: FieldSpec, context: Context) -> Any:
        """Return the number. Raises ValueRefused if it is none."""
        try:
            value = self.convert(_BETWEEN.sub("", text).rstrip("%"))
        except (ValueError, OverflowError):
            raise refuse(field, "number", self.example) from None
        if len(text) > _LONGEST or not math.isfinite(value):
            raise refuse(field, "number", self.example)
        return value

    def convert(self, text: str) -> Any:
        """Return what Python makes of the text. Raises ValueError."""
        return float(text)

    def check(self, value: Any, field: FieldSpec, context: Context) -> None:
        """Raise ValueRefused if the number is below `min` or above `max`."""
        least, most = limit(field, "min"), limit(field, "max")
        if least is not None and value < least:
            said = f"You need to enter a number that is at least {plain(least)}."
            raise refuse(field, "min", said, plain(least))
        if most is not None and value > most:
            said = f"You need to enter a number that is at most {plain(most)}."
            raise refuse(field, "max", said, plain(most))

    def show(self, value: Any, field: FieldSpec, context: Context) -> str:
        """Return the number as its control takes it."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return str(value) if isinstance(value, str) else ""
        return plain(value)

    def attributes(self, field: FieldSpec, context: Context) -> Mapping[str, str]:
        """Return the attributes of the control, with its limits."""
        made = {**super().attributes(field, context), "step": self.step}
        for key in ("min", "max", "step"):
            number = limit(field, key)
            if number is not None:
                made[key] = plain(number)
        return made


def limit(field: FieldSpec, key: str) -> float | None:
    """Return an author's limit as a number, None if there is none."""
    try:
        return float(field.attributes[key])
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


def plain(value: float) -> str:
    """Return a number without needless zeros."""
    return str(int(value)) if isinstance(value, int) or value.is_integer() else repr(value)
