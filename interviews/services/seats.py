"""Opens an interview session and sits a person down at one of its screens; writes nothing."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone, translation

from interviews.engine.runner import Runner, Surroundings
from interviews.engine.screens import Button, Screen
from interviews.models import InterviewSession
from interviews.services.boxes import box_of
from interviews.services.record import Record
from interviews.shelf import take_interview
from interviews.visitors import Visitor
from privacy.vault.box import Box

SESSIONS = "interviews_interviewsession"
PACKS = "interviews_sessionsteps"


class SessionMoved(Exception):
    """Another request wrote this session first, or it was erased: read it again."""


@dataclass
class Sitting:
    """One request's work at one session, looking at screen `number`; counts from 0."""

    session: InterviewSession
    box: Box
    record: Record
    number: int
    runner: Runner
    screen: Screen

    @property
    def draft(self) -> dict[str, list[str]] | None:
        """What the person had typed on this screen when they left it, or None."""
        if self.record.draft is None:
            return None
        number, screen, values = self.record.draft
        return values if (number, screen) == (self.number, self.screen.id) else None

    @property
    def can_go_back(self) -> bool:
        before = self.record.step(self.number - 1)
        return (
            self.number > 0
            and self.screen.can_go_back
            and (before is None or before.undo is not None)
        )


def take_seat(
    session: InterviewSession, visitor: Visitor, *, now: datetime, number: int | None = None
) -> Sitting:
    """Open a session at screen `number`, or at the present one if that cannot be shown.

    Raises KeyLapsed, VaultError, AuthorMistake, BudgetExceeded, StateUnreadable.
    """
    box, record = open_record(session, visitor)
    if number is None:
        return sit(session, visitor, (box, record), record.steps, now=now)
    reach(session, box, record, number)
    number = number if record.can_reach(number) else record.steps
    return sit(session, visitor, (box, record), number, now=now)


def open_record(session: InterviewSession, visitor: Visitor) -> tuple[Box, Record]:
    """Return the session's box and what its sealed column holds."""
    box = box_of(session, visitor)
    return box, read_record(session, box)


def read_record(session: InterviewSession, box: Box) -> Record:
    """Return what the sealed column of an opened session holds."""
    sealed = bytes(session.sealed_state)
    plain = box.open(sealed, table=SESSIONS, row=str(session.uid), field="state")
    return Record.from_bytes(plain)


def read_place(session: InterviewSession, box: Box) -> str:
    """Return the part of the interview that was reached, if its author named parts."""
    sealed = bytes(session.sealed_place)
    plain = box.open(sealed, table=SESSIONS, row=str(session.uid), field="place")
    part: str = json.loads(plain).get("part", "")
    return part


def reach(session: InterviewSession, box: Box, record: Record, number: int) -> None:
    """Read packs of older steps until `number` lies in the record."""
    if number >= record.first:
        return
    for pack in session.packs.filter(number__lt=record.first).order_by("-number"):
        row = f"{session.uid}:{pack.number}"
        record.put_back(
            pack.number, box.open(bytes(pack.sealed), table=PACKS, row=row, field="steps")
        )
        if number >= record.first:
            return


def sit(
    session: InterviewSession,
    visitor: Visitor,
    opened: tuple[Box, Record],
    number: int,
    *,
    now: datetime,
) -> Sitting:
    """Assemble screen `number` of an opened session; older steps must be in the record."""
    box, record = opened
    state, prior = record.state, record.left_state
    if number < record.steps:
        state, prior = record.state_before(number), record.state
    around = surroundings(session.uid, record, visitor, now)
    runner = Runner(take_interview(session), state, around, prior=prior)
    return Sitting(session, box, record, number, runner, runner.next_screen())


def forced_command(screen: Screen) -> Button | None:
    """Return the command that an interview's code gave in place of a screen, if it did."""
    is_bare = screen.kind == "end" and not screen.question and len(screen.buttons) == 1
    return screen.buttons[0] if is_bare and screen.buttons[0].kind == "command" else None


def surroundings(uid: uuid.UUID, record: Record, visitor: Visitor, now: datetime) -> Surroundings:
    """Return all that an interview may know of the world."""
    return Surroundings(
        now=timezone.localtime(now),
        language=(translation.get_language() or "en").split("-")[0],
        url_args=record.url_args,
        user_name=visitor.name,
        user_email=visitor.email,
        files_at=f"{reverse('interviews:screen', args=[uid])}files/",
    )
