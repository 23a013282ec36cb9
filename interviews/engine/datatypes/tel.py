"""A telephone number, as one writes it."""

from __future__ import annotations

from interviews.engine.context import Context
from interviews.engine.datatypes.single import Single, refuse
from interviews.engine.registry import FieldSpec, datatype

_LEAST_DIGITS = 3  # short emergency numbers


@datatype("tel", "phone")
class Telephone(Single):
    """Digits with whatever stands between them."""

    input_mode = "tel"

    def read(self, text: str, field: FieldSpec, context: Context) -> str:
        """Return the number. Raises ValueRefused if it has hardly any digits."""
        if sum(char.isdigit() for char in text) < _LEAST_DIGITS:
            raise refuse(field, "tel", "Enter a telephone number like +44 20 7946 0000.")
        return text
