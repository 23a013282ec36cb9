"""A time of day."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from interviews.engine.context import Context
from interviews.engine.datatypes.single import Single, refuse
from interviews.engine.functions import clock
from interviews.engine.registry import FieldSpec, datatype
from interviews.engine.values import Refused


@datatype("time")
class TimeOfDay(Single):
    """Hours and minutes."""

    def read(self, text: str, field: FieldSpec, context: Context) -> Any:
        """Return the time. Raises ValueRefused if the text names none."""
        try:
            return clock.moment(context, text).time()
        except Refused:
            raise refuse(
                field, "time", "You need to enter a valid time. Write it like 17:30."
            ) from None

    def show(self, value: Any, field: FieldSpec, context: Context) -> str:
        """Return the time as its control takes it."""
        if isinstance(value, str) and value:
            try:
                value = clock.moment(context, value)
            except Refused:
                return ""
        return value.strftime("%H:%M") if isinstance(value, datetime | time) else ""
