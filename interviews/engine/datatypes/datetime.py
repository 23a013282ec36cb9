"""A day with a time."""

from __future__ import annotations

from typing import Any

from interviews.engine.context import Context
from interviews.engine.datatypes.date import Date, whole_moment
from interviews.engine.datatypes.single import refuse
from interviews.engine.functions import clock
from interviews.engine.registry import FieldSpec, datatype
from interviews.engine.values import Refused


@datatype("datetime", "datetime-local")
class Moment(Date):
    """A moment in the zone of the interview."""

    example = "You need to enter a valid date and time. Write them like 2026-03-27 17:00."

    def read(self, text: str, field: FieldSpec, context: Context) -> Any:
        """Return the moment. Raises ValueRefused if the text names none."""
        try:
            return whole_moment(text, context)
        except (ValueError, Refused):
            raise refuse(field, "datetime", self.example) from None

    def show(self, value: Any, field: FieldSpec, context: Context) -> str:
        """Return the moment as its control takes it."""
        if value in (None, ""):
            return ""
        try:
            return clock.moment(context, value).strftime("%Y-%m-%dT%H:%M")
        except Refused:
            return ""
