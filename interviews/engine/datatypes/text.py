"""A line of text."""

from __future__ import annotations

from interviews.engine.datatypes.single import Single
from interviews.engine.registry import datatype


@datatype("text", "raw", "ml")
class Line(Single):
    """What one types into a line; line breaks are gone."""

    def clean(self, text: str) -> str:
        """Return the text on one line."""
        return " ".join(super().clean(text).split("\n"))
