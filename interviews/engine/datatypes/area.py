"""Several lines of text."""

from __future__ import annotations

from collections.abc import Mapping

from interviews.engine.context import Context
from interviews.engine.datatypes.single import Single, whole_number
from interviews.engine.registry import FieldSpec, datatype

_ROWS = 4
_MOST_ROWS = 40


@datatype("area", "mlarea")
class Area(Single):
    """What one types into a box of several lines."""

    def attributes(self, field: FieldSpec, context: Context) -> Mapping[str, str]:
        """Return the attributes of the box, with its rows."""
        rows = whole_number(field.attributes.get("rows")) or _ROWS
        rows = max(1, min(rows, _MOST_ROWS))
        return {**super().attributes(field, context), "rows": str(rows)}
