"""A value that the page carries without showing it."""

from __future__ import annotations

from interviews.engine.datatypes.single import Single
from interviews.engine.registry import datatype


@datatype("hidden")
class Hidden(Single):
    """A text that nobody is asked for."""
