"""One of several, all of which are seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from interviews.engine.context import Context
from interviews.engine.datatypes.single import NONE_KEY, refuse
from interviews.engine.registry import FieldSpec, datatype
from interviews.engine.values import equal


@datatype("radio")
class Radio:
    """The value of one choice; an empty text if one need not choose and did not."""

    missing = "You need to select one."
    missing_code = "multiple choice required"

    def parse(self, posted: Sequence[str], field: FieldSpec, context: Context) -> Any:
        """Return the value of the choice. Raises ValueRefused if there is no such choice."""
        key = posted[0] if posted else ""
        for choice in field.choices:
            if choice.key == key:
                return choice.value
        if key == NONE_KEY and field.none_label:
            return None
        if key:
            return self.other(key, field, context)
        if field.required:
            raise refuse(field, "required", self.missing, code=self.missing_code)
        return self.nothing()

    def nothing(self) -> Any:
        """Return what is stored when nothing is chosen."""
        return ""

    def other(self, text: str, field: FieldSpec, context: Context) -> Any:
        """Return what a text means that is no choice. Raises ValueRefused: it means nothing."""
        raise refuse(field, "required", self.missing, code=self.missing_code)

    def show(self, value: Any, field: FieldSpec, context: Context) -> str:
        """Return the key of the choice with this value."""
        if value is None and field.none_label:
            return NONE_KEY
        for choice in field.choices:
            if type(choice.value) is type(value) and equal(context, choice.value, value):
                return choice.key
        return next((one.key for one in field.choices if equal(context, one.value, value)), "")

    def attributes(self, field: FieldSpec, context: Context) -> Mapping[str, str]:
        """Return no attributes."""
        return {}
