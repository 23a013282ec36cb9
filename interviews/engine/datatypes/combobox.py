"""One of several, or something else that one types."""

from __future__ import annotations

from typing import Any

from interviews.engine.context import Context
from interviews.engine.datatypes.dropdown import Dropdown
from interviews.engine.datatypes.text import Line
from interviews.engine.registry import FieldSpec, datatype

_LINE = Line()


@datatype("combobox", "datalist")
class Combobox(Dropdown):
    """The value of a choice, or the text that was typed."""

    missing = "You need to select one or type in a new value."
    missing_code = "combobox required"

    def unheard(self, text: str, field: FieldSpec, context: Context) -> Any:
        """Return the text. Raises ValueRefused if it is too long."""
        return _LINE.parse([text], field, context)

    def show(self, value: Any, field: FieldSpec, context: Context) -> str:
        """Return the key of the choice with this value, or the text that was typed."""
        key = super().show(value, field, context)
        return key or (value if isinstance(value, str) else "")
