"""Reads an interview session through, question by question, for somebody who was let in.

Writes nothing. Each question is drawn anew from the answers before it, so that it reads as it was
asked; what an author forbids to go back to, or what fails by now, is passed over.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from interviews.engine.errors import EngineError
from interviews.engine.runner import Runner
from interviews.engine.screens import EMPTY, Html, Screen
from interviews.models import InterviewSession
from interviews.services.record import Record, mark_of
from interviews.services.seats import reach, read_record, surroundings
from interviews.services.uploads import names_of
from interviews.shelf import take_interview
from interviews.visitors import Visitor
from privacy.vault.box import Box

AT_ONCE = 20  # questions on a page


@dataclass(frozen=True)
class Said:
    """A question and what was said to it; without `screen` it cannot be shown again."""

    number: int
    screen: Screen | None = None
    button: Html = field(default=EMPTY, repr=False)
    files: dict[str, str] = field(default_factory=dict, repr=False)
    is_open: bool = False


@dataclass(frozen=True)
class Reading:
    """A part of a session: the questions from `first` on, of `steps` that were answered."""

    said: list[Said]
    first: int
    steps: int

    @property
    def next(self) -> int | None:
        """Return the first number of the part after this one, None if there is none."""
        after = self.first + AT_ONCE
        return after if after < self.steps else None

    @property
    def previous(self) -> int | None:
        return max(0, self.first - AT_ONCE) if self.first else None


def read_through(session: InterviewSession, box: Box, *, first: int, now: datetime) -> Reading:
    """Return the questions from `first` on with their answers, and the one that is asked now.

    Raises what the vault raises.
    """
    record = read_record(session, box)
    owner = session.owner
    assert owner is not None  # nobody is let into a guest's session
    asker = Visitor(owner.pk, session.subject_id, None, owner.name, owner.email)
    first = min(first, record.steps)
    last = min(first + AT_ONCE, record.steps)
    reach(session, box, record, first)
    said = [_read_one(session, box, record, asker, (number, now)) for number in range(first, last)]
    if last == record.steps:
        said.append(_read_one(session, box, record, asker, (last, now)))
    return Reading(said, first, record.steps)


def _read_one(
    session: InterviewSession, box: Box, record: Record, asker: Visitor, at: tuple[int, datetime]
) -> Said:
    number, now = at
    is_open = number == record.steps
    if not record.can_reach(number):
        return Said(number)
    around = surroundings(session.uid, record, asker, now)
    state = record.state_before(number)
    prior = None if is_open else record.state_before(number + 1)
    try:
        screen = Runner(take_interview(session), state, around, prior=prior).next_screen()
    except EngineError:
        return Said(number)
    step = record.step(number)
    button = _pressed(screen, step.mark) if step else EMPTY
    return Said(number, screen, button, names_of(session, box, screen), is_open)


def _pressed(screen: Screen, mark: str) -> Html:
    """Return the label of the button that was chosen among several; '' if there was no choice.

    What was posted is not kept; its mark tells which button it was.
    """
    for button in screen.buttons if len(screen.buttons) > 1 else ():
        if mark_of(screen.id, {"button": [button.key], "action": [""]}) == mark:
            return button.label
    return EMPTY
