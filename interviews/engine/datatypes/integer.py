"""A whole number."""

from __future__ import annotations

from interviews.engine.datatypes.number import Number
from interviews.engine.registry import datatype


@datatype("integer")
class Integer(Number):
    """A number without decimals."""

    empty = 0
    input_mode = "numeric"
    step = "1"
    example = "You need to enter a whole number."

    def convert(self, text: str) -> int:
        """Return the whole number; 3.0 is one. Raises ValueError."""
        value = float(text)
        if value != int(value):
            raise ValueError("not a whole number")
        return int(value) if "." in text or "e" in text.lower() else int(text)
