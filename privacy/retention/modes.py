"""When something goes: a word, never a number that means something at zero."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from privacy.retention import durations
from privacy.retention.durations import Duration
from privacy.retention.errors import LadderRefused, NotADuration

STEPS_AT_MOST = 5
STEP_AT_MOST = 365  # days
DAY = 86_400  # seconds


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
class ForGood(Never):
    """It is a record that proves something: neither a rule nor anybody deletes it."""

    @property
    def sentence(self) -> str:
        """Return the rule in words, after the name of what stays."""
        return "are kept as long as this site is"


@dataclass(frozen=True)
class After:
    """It goes when its clock has stood still for a period: After("P90D").

    `steps` is the ladder: at so many days before, the most first, its person is told; what could
    not be told about stays. `clock` names another clock of the category than its own, from which
    the period counts. Raises NotADuration if the period is not one.
    """

    period: str
    steps: tuple[int, ...] = ()
    clock: str = ""
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
        since = f", counted from {self.clock}" if self.clock else ""
        return self.worded(f"are deleted after {{period}}{since}")

    def worded(self, words: str) -> str:
        """Return the rule in these words, in which {period} stands for the period."""
        said = words.format(period=self.duration.words)
        if not self.steps:
            return said
        return f"{said}, with a notice {steps_in_words(self.steps)} before"


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


def steps_of(mode: Mode) -> tuple[int, ...]:
    """Return at how many days before the end people are told, the most first."""
    return mode.steps if isinstance(mode, After) else ()


def read_steps(text: str) -> tuple[int, ...]:
    """Return the ladder that somebody wrote, the most days first: "30, 7 and 1 days".

    Raises LadderRefused if it is none; nothing at all is no ladder, and allowed.
    """
    left = re.sub(r"\bdays?\b|\band\b|,", " ", text)
    steps = []
    for word in left.split():
        if not re.fullmatch(r"[0-9]{1,4}", word):
            raise LadderRefused(f"{word[:20]!r} is no number of days; write 30, 7, 1.")
        steps.append(int(word))
    for step in steps:
        if not 1 <= step <= STEP_AT_MOST:
            raise LadderRefused(f"{step} days: write numbers from 1 to {STEP_AT_MOST}.")
        if steps.count(step) > 1:
            raise LadderRefused(f"{step} stands there twice; write each number once.")
    if len(steps) > STEPS_AT_MOST:
        raise LadderRefused(
            f"{len(steps)} notices are too many; write {STEPS_AT_MOST} at the most."
        )
    return tuple(sorted(steps, reverse=True))


def write_steps(steps: tuple[int, ...]) -> str:
    """Return a ladder as `read_steps` reads it: "30, 7, 1"."""
    return ", ".join(str(step) for step in steps)


def steps_in_words(steps: tuple[int, ...]) -> str:
    """Return a ladder as a person says it: "30, 7 and 1 days"."""
    *most, last = (str(step) for step in steps)
    unit = "day" if steps == (1,) else "days"
    return f"{' and '.join(filter(None, (', '.join(most), last)))} {unit}"


def read_mode(word: str, period: str = "", steps: str = "", clock: str = "") -> Mode:
    """Return the mode that an administrator chose.

    Raises NotADuration for a period that is none, LadderRefused for steps that are none, and
    either where the word has no use for them.
    """
    if word == After.word:
        return After(period, read_steps(steps), clock)
    if steps:
        raise LadderRefused(f"{word!r} knows no notices, got {steps[:20]!r}; leave them empty.")
    if period or clock:
        raise NotADuration(f"{word!r} takes no period, got {(period or clock)!r}; leave it empty.")
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


def warning(mode: Mode) -> int:
    """Return how many days before anything goes its person is told first."""
    return max(steps_of(mode), default=0)


def is_shorter(new: Mode, old: Mode) -> bool:
    """Return whether anything could go sooner by `new` than by `old`."""
    if new == old or isinstance(new, Never):
        return False
    if isinstance(new, After) and isinstance(old, After):
        is_quicker = new.duration.shortest < old.duration.longest and new.period != old.period
        # Every other clock stands before the category's own.
        is_quicker |= new.clock not in {"", old.clock}
        return is_quicker or warning(new) < warning(old)
    return isinstance(old, Never) or not isinstance(new, After)
