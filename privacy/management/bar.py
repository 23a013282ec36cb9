"""A bar for commands that take their time; it goes to the error stream, so that output stays."""

from __future__ import annotations

from django.core.management.base import OutputWrapper

WIDTH = 40  # signs


class Bar:
    """Shows how much of a whole is done, not more often than it looks otherwise.

    Without counts, as of bytes, there is nothing to read in it: it is drawn at a terminal alone.
    """

    def __init__(self, stream: OutputWrapper, what: str = "", *, counts: bool = True) -> None:
        self._stream, self._what, self._counts = stream, what, counts
        self._drawn = ""

    def show(self, done: int, total: int) -> None:
        """Draw the bar anew."""
        full = WIDTH * min(done, total) // max(total, 1)
        counts = f" {done:,} of {total:,}" if self._counts else ""
        text = f"\r{self._what}[{'#' * full}{'.' * (WIDTH - full)}]{counts}"
        if text != self._drawn and (self._counts or self._stream.isatty()):
            self._stream.write(text, ending="")
            self._drawn = text

    def end(self) -> None:
        """Let what is written next begin on a line of its own."""
        if self._drawn:
            self._stream.write("")
        self._drawn = ""
