"""When something goes: a word, never a number that means something at zero."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from privacy.retention import durations
from privacy.retention.durations import Duration
from privacy.retention.errors import NotADuration


@dataclass(frozen=True)
class Never:
    """It stays until the person or an administrator erases it."""

    word = "never"

    def cutoff(self, now: datetime) -> datetime | None:
        """Return None: nothing is due."""
        return None

    @property
    def sentence(self) -> str:
        """Return the rule in words, after the name of what goes."""
        return "are kept until somebody deletes them"


@dataclass(frozen=True)
class After:
    """It goes when its clock has stood still for a period: After("P90D").

    Raises NotADuration if the period is not one.
    """

    period: str
    word = "after"

    def __post_init__(self) -> None:
        """Refuse a period that is none, where it is written."""
        durations.parse(self.period)

    @cached_property
    def duration(self) -> Duration:
        """Return the period as a duration."""
        return durations.parse(self.period)

    def cutoff(self, now: datetime) -> datetime | None:
        """Return the last moment of the clock that is due at `now`."""
        return self.duration.before(now)

    @property
    def sentence(self) -> str:
        """Return the rule in words, after the name of what goes."""
        return f"are deleted after {self.duration.words}"


@dataclass(frozen=True)
class OnEvent:
    """It goes by itself with something that happens in the software: OnEvent("they expire").

    With a clock, the clock is the moment of the event, which may lie ahead. It is in force
    from the start and no administrator can change it, since what it names is of no use any more.
    """

    event: str
    word = "on event"

    def cutoff(self, now: datetime) -> datetime | None:
        """Return `now`: due are those whose event has passed."""
        return now

    @property
    def sentence(self) -> str:
        """Return the rule in words, after the name of what goes."""
        return f"go when {self.event}"


@dataclass(frozen=True)
class Immediately:
    """It goes with the next run once its clock is set."""

    word = "immediately"

    def cutoff(self, now: datetime) -> datetime | None:
        """Return `now`: due are those whose clock has been set."""
        return now

    @property
    def sentence(self) -> str:
        """Return the rule in words, after the name of what goes."""
        return "are deleted at once"


@dataclass(frozen=True)
class Inherit:
    """No rule of its own: what holds for all holds here too."""

    word = "inherit"

    def cutoff(self, now: datetime) -> datetime | None:
        """Return None: by this nothing is due; the other rule says what is."""
        return None

    @property
    def sentence(self) -> str:
        """Return the rule in words, after the name of what goes."""
        return "go by the rule for all"


Mode = Never | After | OnEvent | Immediately | Inherit


def read_mode(word: str, period: str = "") -> Mode:
    """Return the mode that an administrator chose.

    Raises NotADuration for a period that is none, and for a period that the word has no use for.
    """
    if word == After.word:
        return After(period)
    if period:
        raise NotADuration(f"{word!r} takes no period, got {period!r}; leave it empty.")
    if word == Immediately.word:
        return Immediately()
    if word == Never.word:
        return Never()
    if word == Inherit.word:
        return Inherit()
    raise NotADuration(f"{word!r} is not a rule; choose 'never', 'after' or 'immediately'.")


def longest(mode: Mode) -> float:
    """Return the seconds for which something is kept at the most, infinity for ever."""
    if isinstance(mode, After):
        return mode.duration.longest
    return 0 if isinstance(mode, Immediately) else float("inf")


def is_shorter(new: Mode, old: Mode) -> bool:
    """Return whether anything could go sooner by `new` than by `old`."""
    if new == old or isinstance(new, Never):
        return False
    if isinstance(new, After) and isinstance(old, After):
        return new.duration.shortest < old.duration.longest
    return isinstance(old, Never) or not isinstance(new, After)
