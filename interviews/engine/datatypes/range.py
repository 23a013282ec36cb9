"""A number that is chosen on a line."""

from __future__ import annotations

from collections.abc import Mapping

from interviews.engine.context import Context
from interviews.engine.datatypes.number import Number
from interviews.engine.registry import FieldSpec, datatype


@datatype("range")
class Range(Number):
    """A number between two ends; it is never empty, so nobody need be told that it is."""

    step = "1"

    def attributes(self, field: FieldSpec, context: Context) -> Mapping[str, str]:
        """Return the attributes of the line, with its ends."""
        return {"min": "0", "max": "100", **super().attributes(field, context)}
