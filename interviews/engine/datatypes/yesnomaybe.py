"""Yes, no, or not known: three buttons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from interviews.engine.context import Context
from interviews.engine.datatypes.yesno import Decision
from interviews.engine.registry import FieldSpec, datatype


@datatype("yesnomaybe")
class YesMaybe(Decision):
    """Three buttons; the third stores None."""

    buttons = True

    def parse(self, posted: Sequence[str], field: FieldSpec, context: Context) -> bool | None:
        """Return the answer. Raises ValueRefused if none of the buttons was chosen."""
        if posted and posted[0] == "None":
            return None
        return super().parse(posted, field, context)

    def show(self, value: Any, field: FieldSpec, context: Context) -> str:
        """Return which button is chosen."""
        return "None" if value is None else super().show(value, field, context)


@datatype("noyesmaybe")
class NoMaybe(YesMaybe):
    """Three buttons, the first two the wrong way round."""

    opposite = True
