"""What somebody may start and what they began, for their programs: never an answer.

A key opens nothing, so nothing here asks the vault to open anything.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query
from pydantic import Field

from interviews.models import InterviewSession, InterviewSource
from interviews.selectors import access_session, list_sessions, list_sources
from interviews.services.sessions import Held, erase_sessions, when_erased, why_here
from interviews.visitors import Visitor
from privacy.endpoints import ITEMS_A_PAGE, Endpoints, Page, Refused, Strict
from privacy.problems import problem

endpoints = Endpoints(tags=["interviews"])


class Wanted(Page):
    """Which page, and words that title or description have."""

    words: str = Field("", max_length=100)


class Interview(Strict):
    """An interview that can be started; `i` as its address names it."""

    i: str
    title: str
    description: str


class InterviewList(Strict):
    """A page of interviews."""

    count: int
    items: list[Interview]


class Session(Strict):
    """One interview that was begun: what everybody who runs the site could see of it, too."""

    id: UUID
    title: str
    status: str
    started_at: datetime
    touched_at: datetime
    finished_at: datetime | None
    goes_on: datetime | None
    why: str


class SessionList(Strict):
    """A page of sessions."""

    count: int
    items: list[Session]


class OneSession(Session):
    """A session, with all that is to be said of why it is still here."""

    rules: list[str]


class Gone(Strict):
    """What went, by kind. Not `complete`: unreadable, and a sealed file is removed shortly."""

    complete: bool
    counts: dict[str, int]


@endpoints.offer("GET", "/interviews", scope="interviews.read", answers=InterviewList)
def interview_list(request: HttpRequest, asked: Query[Wanted]) -> dict[str, object]:
    """The interviews on the front page that you may start."""
    found = list_sources(_visitor(request), asked.words).select_related("package")
    count, page = _page_of(found, asked.page)
    return {"count": count, "items": [_interview(source) for source in page]}


@endpoints.offer("GET", "/sessions", scope="sessions.read", answers=SessionList)
def session_list(request: HttpRequest, asked: Query[Page]) -> dict[str, object]:
    """What you began, the one touched last first."""
    count, page = _page_of(list_sessions(_visitor(request)), asked.page)
    ends = when_erased(page, now=timezone.now()) if page else {}
    return {"count": count, "items": [_session(one, ends[one.pk]) for one in page]}


@endpoints.offer(
    "GET", "/sessions/{uid}", scope="sessions.read", answers=OneSession, problems=frozenset({404})
)
def one_session(request: HttpRequest, uid: UUID) -> dict[str, object]:
    """One of yours; another's answers like one that is not there."""
    session, now = access_session(_visitor(request), uid), timezone.now()
    (end,) = when_erased([session], now=now).values()
    return {**_session(session, end), "rules": why_here(session, now=now)}


@endpoints.offer(
    "DELETE",
    "/sessions/{uid}",
    scope="sessions.delete",
    answers=Gone,
    problems=frozenset({404, 409}),
)
def delete_session(request: HttpRequest, uid: UUID) -> dict[str, object]:
    """Erase one of yours for ever, with answers, files and documents."""
    session = access_session(_visitor(request), uid)
    try:
        gone = erase_sessions([session], now=timezone.now())
    except Held as error:
        raise Refused(problem(409, "held", "It has to be kept for now; nothing went.")) from error
    return {"complete": gone.complete, "counts": gone.counts}


def _visitor(request: HttpRequest) -> Visitor:
    """Return whose program asks: a person whose keys are not at hand, and no browser."""
    user: Any = request.user
    return Visitor(user_id=user.pk, subject_id=user.subject_id)


def _page_of(rows: QuerySet[Any], number: int) -> tuple[int, list[Any]]:
    """Return how many there are, and those of one page; none behind the last."""
    pages = Paginator(rows, ITEMS_A_PAGE)
    return pages.count, list(pages.page(number)) if number <= pages.num_pages else []


def _interview(source: InterviewSource) -> dict[str, object]:
    return {
        "i": f"{source.package.name}:{source.path}",
        "title": source.title,
        "description": source.description,
    }


def _session(session: InterviewSession, end: tuple[datetime | None, str]) -> dict[str, object]:
    return {
        "id": session.uid,
        "title": session.title,
        "status": session.status,
        "started_at": session.started_at,
        "touched_at": session.touched_at,
        "finished_at": session.finished_at,
        "goes_on": end[0],
        "why": end[1],
    }
