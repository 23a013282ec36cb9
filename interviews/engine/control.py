"""What interrupts the running of an interview on purpose; no interview can catch it.

Control
├── NameMissing      a value was needed that nothing has defined yet; it drives the solver
├── RunAgain         start again from the first mandatory block
├── AskAgain         ask for these names even if they are defined
├── AskFirst         define these names before anything else
├── TurnedDown       a question's choice was "continue": this block does not apply
├── CommandGiven     leave, restart, exit: the session ends or begins anew
├── Shown            a screen was found where code asked for what is to be done first
└── ScreenMade       show this text instead of the next question
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

# Among an action's arguments: it is done instead of all that waits, not before it.
FORGET_PRIOR = "_forget_prior"


class Control(Exception):
    """Anything that interrupts the running of an interview without being a mistake."""


class NameMissing(Control):
    """`name` has no value. It is the object's own name, not the path that was used."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class RunAgain(Control):
    """Start again from the first mandatory block."""


class AskAgain(Control):
    """Ask for these even if they are defined: names, or actions as mappings."""

    def __init__(
        self, items: Sequence[str | Mapping[str, Any]], *, forget_prior: bool = False
    ) -> None:
        super().__init__(len(items))
        self.items = tuple(items)
        self.forget_prior = forget_prior


class AskFirst(Control):
    """Define these names before anything else, across requests."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(len(names))
        self.names = tuple(names)


class TurnedDown(Control):
    """The block does not apply after all: try the next that defines the name."""


class CommandGiven(Control):
    """A command such as 'exit', 'restart', 'leave'; `url` is where to go afterwards."""

    def __init__(self, command: str, url: str = "") -> None:
        super().__init__(command)
        self.command = command
        self.url = url


class Shown(Control):
    """A screen that is asked now: `asked` is the solver's."""

    def __init__(self, asked: Any) -> None:
        super().__init__("a screen is shown")
        self.asked = asked


class ScreenMade(Control):
    """Show this instead of the next question: `message()` and `response()`. Texts are Markdown."""

    def __init__(
        self, question: str, subquestion: str = "", buttons: Sequence[Mapping[str, str]] = ()
    ) -> None:
        super().__init__("a screen was made")
        self.question = question
        self.subquestion = subquestion
        self.buttons = tuple(buttons)
