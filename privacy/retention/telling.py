"""How long work says how far it is, to whoever wants to know."""

from __future__ import annotations

from collections.abc import Callable

Tell = Callable[[int, int], None]  # how many are done, of how many


def quiet(done: int, total: int) -> None:
    """Tell nobody."""
