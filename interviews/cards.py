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


@dataclass(frozen=True)
class SessionCard:
    """One session in a list."""

    session: InterviewSession
    part: str = ""
    is_locked: bool = False
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
    return [
        SessionCard(
            session,
            part=read_place(session, boxes[session.uid]) if session.uid in boxes else "",
            is_locked=session.uid not in boxes and (may_open or session.owner_id is None),
            documents=counts.get(session.pk, 0),
            goes_on=ends[session.pk][0],
            why=ends[session.pk][1],
        )
        for session in sessions
    ]
