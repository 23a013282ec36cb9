"""A look at a session: the first one at a screen, or another that must find the same screen.

An interview is run anew for every look at it. Most code does not mind; code that counts does, and
so does code that had set the wanted name before it stopped for another one.
"""

from __future__ import annotations

from interviews.engine.blocks.base import Block
from interviews.engine.blocks.code import Code
from interviews.engine.control import Control
from interviews.engine.drawing.asked import Asked
from interviews.engine.errors import AuthorMistake, NeverEnds
from interviews.engine.solver import Solver


class Looking(Solver):
    """Finds the screen that a session is at; with `found` the one that was found before."""

    found: tuple[
        str, ...
    ] = ()  # the name of the block that was asked, and the name that led there

    def next_asked(self) -> Asked:
        """Return what is asked now. Raises as a Solver does."""
        if not self.found:
            return super().next_asked()
        try:
            asked = super().next_asked()
        except NeverEnds:
            if before := self.asked_before():
                return before
            raise
        return asked if self.is_as_before(asked) else self.asked_before() or asked

    def is_as_before(self, asked: Asked) -> bool:
        """Say whether the first look found the same block."""
        return asked.question is not None and asked.question.name == self.found[0]

    def asked_before(self) -> Asked | None:
        """Return the screen that the first look found by its name, None if there is none.

        What code had set before it stopped for that name may have led past it since.
        """
        sought = self.found[1]
        try:
            asked = self.seek(sought, {}) if sought else None
        except (Control, AuthorMistake):
            return None
        return asked if asked is not None and self.is_as_before(asked) else None

    def run_initial(self, block: Block) -> None:
        """Run a block that begins every look; what it counts, it counts at the first one."""
        names = self.session.names
        counted = block.counted if self.found and isinstance(block, Code) else ()
        before = {name: names[name] for name in counted if name in names}
        try:
            super().run_initial(block)
        finally:
            names.update((name, before[name]) for name in before if name in names)
