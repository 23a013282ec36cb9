"""A text that nobody should read over one's shoulder."""

from __future__ import annotations

from typing import Any

from interviews.engine.context import Context
from interviews.engine.datatypes.single import Single
from interviews.engine.registry import FieldSpec, datatype


@datatype("password")
class Password(Single):
    """A text of which nothing is shown, not even when it is asked for again."""

    def clean(self, text: str) -> str:
        """Return the text whole: blanks may belong to it."""
        return text.replace("\x00", "")

    def show(self, value: Any, field: FieldSpec, context: Context) -> str:
        """Return nothing."""
        return ""
