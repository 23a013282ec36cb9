"""The engine's tree of errors.

EngineError
├── AuthorMistake          what an author wrote cannot be used: bears a Position
│   ├── SourceUnreadable   not YAML, too large, a duplicate key, an include that is absent
│   ├── BlockInvalid       a block's keys or values are off
│   ├── ExpressionRefused  Python that the language does not have
│   ├── NothingDefines     a name was needed and no block defines it
│   ├── GoesInCircles      names that need each other
│   ├── NeverEnds          every mandatory block is done and none ended the interview
│   └── ExpressionFailed   an expression failed when it ran
├── BudgetExceeded         steps, depth or sizes went over the limit
├── StateUnreadable        stored state of another schema or with an unknown class token
└── AnswersRefused         what a person gave does not fit the screen: a message a field
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Position:
    """Where in a source something stands; lines and columns count from 1."""

    path: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class EngineError(Exception):
    """Anything that the engine raises on purpose."""


class AuthorMistake(EngineError):
    """What an author wrote cannot be used; `position` says where."""

    def __init__(self, message: str, position: Position | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.position = position

    def __str__(self) -> str:
        return f"{self.position}: {self.message}" if self.position else self.message


class SourceUnreadable(AuthorMistake):
    """Not YAML, too large, a duplicate key, an include that is absent."""


class BlockInvalid(AuthorMistake):
    """A block's keys or values are off."""


class ExpressionRefused(AuthorMistake):
    """Python that the language does not have."""


class NothingDefines(AuthorMistake):
    """A name was needed and no block defines it."""


class GoesInCircles(AuthorMistake):
    """Names that need each other."""


class NeverEnds(AuthorMistake):
    """Every mandatory block is done and none ended the interview."""


class ExpressionFailed(AuthorMistake):
    """An expression failed when it ran. The message names types, never values."""


class BudgetExceeded(EngineError):
    """Steps, depth or sizes went over the limit."""


class StateUnreadable(EngineError):
    """Stored state of another schema or with an unknown class token."""


class AnswersRefused(EngineError):
    """What a person gave does not fit the screen: `errors` has a message for each field's key.

    The key '' is for the screen as a whole.
    """

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(f"{len(errors)} answers refused")
        self.errors = dict(errors)
