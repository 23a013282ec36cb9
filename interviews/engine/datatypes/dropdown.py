"""One of several, from a menu."""

from __future__ import annotations

from typing import Any

from interviews.engine.context import Context
from interviews.engine.datatypes.radio import Radio
from interviews.engine.registry import FieldSpec, datatype


@datatype("dropdown")
class Dropdown(Radio):
    """The value of one choice; an empty text if one need not choose and did not."""

    def other(self, text: str, field: FieldSpec, context: Context) -> Any:
        """Return the choice of that label. Raises ValueRefused if there is none.

        Where the control is a line with suggestions, the label is what comes.
        """
        said = text.strip().casefold()
        if field.none_label and said == field.none_label.casefold():
            return None
        for choice in field.choices:
            if said in {str(choice.label).casefold(), choice.plain_label.casefold()}:
                return choice.value
        return self.unheard(text, field, context)

    def unheard(self, text: str, field: FieldSpec, context: Context) -> Any:
        """Return what a text means that is no label either. Raises ValueRefused."""
        return super().other(text, field, context)
