"""A bar for commands that take their time; it goes to the error stream, so that output stays."""

from __future__ import annotations

from django.core.management.base import OutputWrapper

WIDTH = 40  # signs


class Bar:
    """Draws how much of a whole is done, at a terminal alone and not more often than it moves."""

    def __init__(self, stream: OutputWrapper, what: str = "") -> None:
        self._stream, self._what = stream, what
        self._drawn = ""

    def show(self, done: int, total: int) -> None:
        """Draw it, if it looks otherwise than before."""
        full = WIDTH * done // max(total, 1)
        text = f"\r{self._what}[{'#' * full}{'.' * (WIDTH - full)}]"
        if text != self._drawn and self._stream.isatty():
            self._stream.write(text, ending="")
            self._drawn = text

    def end(self) -> None:
        """Leave the line."""
        if self._drawn:
            self._stream.write("")
