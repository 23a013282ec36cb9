"""What the list of sessions says of each: the part reached, when it goes, whether it opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from interviews.models import InterviewSession
from interviews.selectors import document_counts
from interviews.services.boxes import boxes_of
from interviews.services.seats import read_place
from interviews.services.sessions import when_erased
from interviews.visitors import Visitor
from privacy.vault.box import Box
from privacy.vault.errors import SealBroken, WrongKey


@dataclass(frozen=True)
class SessionCard:
    """One session in a list."""

    session: InterviewSession
    part: str = ""
    is_locked: bool = False
    is_damaged: bool = False
    documents: int = 0
    goes_on: datetime | None = None
    why: str = ""


def session_cards(
    sessions: Sequence[InterviewSession], visitor: Visitor, *, now: datetime
) -> list[SessionCard]:
    """Return a card for each session; the part reached only where the key is at hand."""
    if not sessions:
        return []
    counts, ends = document_counts(sessions), when_erased(sessions, now=now)
    boxes = boxes_of(sessions, visitor)
    may_open = visitor.unlocked is not None
    parts = {session.uid: _part(session, boxes.get(session.uid)) for session in sessions}
    return [
        SessionCard(
            session,
            part=parts[session.uid] or "",
            is_damaged=parts[session.uid] is None,
            is_locked=session.uid not in boxes and (may_open or session.owner_id is None),
            documents=counts.get(session.pk, 0),
            goes_on=ends[session.pk][0],
            why=ends[session.pk][1],
        )
        for session in sessions
    ]


def _part(session: InterviewSession, box: Box | None) -> str | None:
    """Return the part that was reached, "" without key or parts, None if what is kept of it is
    damaged or another's: one broken row must not take the whole list down.
    """
    try:
        return read_place(session, box) if box else ""
    except (SealBroken, WrongKey):
        return None
