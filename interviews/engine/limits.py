"""How much one request may compute: steps, depth and sizes, checked before the operation.

A library call is charged for the size of what it reads or makes, so that many small calls and
one large call cost alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from interviews.engine.errors import BudgetExceeded

# Evaluated nodes and charged cells of one request; real screens need some hundreds.
MAX_STEPS = 200_000
MAX_DEPTH = 60  # nested calls of an interview's own functions and templates
MAX_TEXT = 1_000_000  # characters of one text
MAX_ELEMENTS = 10_000  # elements of one list, set or dictionary
MAX_BITS = 4_096  # of one whole number
MAX_DIGITS = 1_000  # of a decimal number before or behind its point
MAX_WIDTH = 1_000  # of one formatted field
CELL = 64  # characters that cost as much as one step


@dataclass(slots=True)
class Budget:
    """What one request has left. Every method raises BudgetExceeded when it is too much."""

    steps: int = MAX_STEPS
    depth: int = 0

    def charge(self, steps: int = 1) -> None:
        """Take so many steps off."""
        self.steps -= steps
        if self.steps < 0:
            raise BudgetExceeded("The interview computes too much for one screen.")

    def text(self, length: int) -> None:
        """Take the making or reading of a text of so many characters off."""
        if length > MAX_TEXT:
            raise BudgetExceeded(f"A text of more than {MAX_TEXT} characters was asked for.")
        self.charge(1 + length // CELL)

    def elements(self, count: int) -> None:
        """Take the making of a collection of so many elements off."""
        if count > MAX_ELEMENTS:
            raise BudgetExceeded(
                f"A collection of more than {MAX_ELEMENTS} elements was asked for."
            )
        self.charge(1 + count)

    def work(self, comparisons: int) -> None:
        """Take so many comparisons of characters off."""
        self.charge(comparisons // CELL)

    def digits(self, number: Decimal) -> None:
        """Refuse a decimal number that would be longer than allowed if it were written out."""
        if abs(number.adjusted()) > MAX_DIGITS:
            raise BudgetExceeded(f"A number of more than {MAX_DIGITS} digits was asked for.")

    def bits(self, count: int) -> None:
        """Refuse a whole number of more bits than allowed."""
        if count > MAX_BITS:
            raise BudgetExceeded(f"A number of more than {MAX_BITS} bits was asked for.")

    def width(self, count: int) -> None:
        """Refuse a width or precision of a format that is too large."""
        if count > MAX_WIDTH:
            raise BudgetExceeded(f"A format wider than {MAX_WIDTH} was asked for.")

    def enter(self) -> None:
        """Go one call deeper; `leave` must follow."""
        if self.depth >= MAX_DEPTH:
            raise BudgetExceeded("Functions or templates call each other too deeply.")
        self.depth += 1

    def leave(self) -> None:
        """Come back from a call."""
        self.depth -= 1

    @contextmanager
    def nested(self) -> Iterator[None]:
        """Go one deeper for a while, and come back however it ends."""
        self.enter()
        try:
            yield
        finally:
            self.leave()
