"""How much one request may compute: steps, depth and sizes, checked before the operation.

A library call is charged for the size of what it reads or makes, so that many small calls and
one large call cost alike.
"""

from __future__ import annotations

from dataclasses import dataclass

from interviews.engine.errors import BudgetExceeded

MAX_STEPS = (
    200_000  # evaluated nodes and charged cells of one request; real screens need some hundreds
)
MAX_DEPTH = 60  # nested calls of an interview's own functions and templates
MAX_TEXT = 1_000_000  # characters of one text
MAX_ELEMENTS = 10_000  # elements of one list, set or dictionary
MAX_BITS = 4_096  # of one whole number
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
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise BudgetExceeded("Functions or templates call each other too deeply.")

    def leave(self) -> None:
        """Come back from a call."""
        self.depth -= 1
