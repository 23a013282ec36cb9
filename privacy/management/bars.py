"""A bar on the terminal for commands that take a while; it writes to where errors go."""

from __future__ import annotations

from django.core.management.base import OutputWrapper

WIDTH = 40  # signs


class Bar:
    """Shows how much of a whole is done; `end` leaves it as it stands and begins a new line."""

    def __init__(self, stream: OutputWrapper) -> None:
        self.stream = stream
        self.is_open = False

    def show(self, done: int, total: int) -> None:
        """Draw the bar anew."""
        full = WIDTH * min(done, total) // max(total, 1)
        bar = "#" * full + "." * (WIDTH - full)
        self.stream.write(f"\r[{bar}] {done:,} of {total:,}", ending="")
        self.is_open = True

    def end(self) -> None:
        """Let what is written next begin on a line of its own."""
        if self.is_open:
            self.stream.write("")
        self.is_open = False
