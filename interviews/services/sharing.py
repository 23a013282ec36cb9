"""Lets others into an interview session and out again; they read, and change nothing."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.http import Http404

from interviews.models import InterviewSession
from interviews.rights import OPEN, sessions_with, source_of
from interviews.selectors import list_by_uid
from interviews.services.boxes import KeyLapsed, box_of
from interviews.visitors import Visitor
from privacy.permissions import may
from privacy.retention import shares
from privacy.vault import admissions, roles
from privacy.vault.admissions import Terms
from privacy.vault.box import Box
from privacy.vault.errors import NoGrant, NoSubject


@dataclass(frozen=True)
class LetIn:
    """One line of the list that the owner sees."""

    id: int
    who: str
    reason: str
    since: datetime
    ends_at: datetime | None
    last_opened_at: datetime | None
    is_over: bool
    is_by_rule: bool  # by the interview's own, which its owner has agreed to by beginning it


def find_person(number: int, email: str) -> uuid.UUID | None:
    """Return whom the vault knows by this number and address; both must fit."""
    people = get_user_model().objects.filter(pk=number, email=email.strip().lower())
    found: uuid.UUID | None = (
        people.filter(is_active=True, leaving_at=None).values_list("subject_id", flat=True).first()
    )
    return found


def let_in(session: InterviewSession, visitor: Visitor, terms: Terms, *, now: datetime) -> bool:
    """Let somebody read the session; return False if they have no keys yet.

    Raises KeyLapsed, and what the vault raises.
    """
    box = box_of(session, visitor)
    try:
        admissions.admit(box, terms, by=visitor.unlocked, now=now)
    except NoSubject:
        return False
    InterviewSession.objects.filter(pk=session.pk).update(is_shared=True)
    return True


def end(session: InterviewSession, visitor: Visitor, admission_id: int, *, now: datetime) -> bool:
    """Return whether an admission was ended. Raises KeyLapsed, and what the vault raises."""
    return shares.end(box_of(session, visitor), admission_id, now=now)


def who_looks_on(session: InterviewSession, *, now: datetime) -> list[LetIn]:
    """Return whom the owner has let in and who still is; no query if that was nobody ever."""
    if not session.is_shared:
        return []
    return [
        line for line in who_is_in(session, now=now) if not line.is_over and not line.is_by_rule
    ]


def who_is_in(session: InterviewSession, *, now: datetime) -> list[LetIn]:
    """Return who was let in, the newest first, and when they last opened it; four queries."""
    rows = admissions.list_admissions(session.uid)
    live = set(admissions.live(session.uid, now).values_list("pk", flat=True))
    names = _names({row.recipient for row in rows if row.kind != admissions.SERVER})
    return [
        LetIn(
            row.pk,
            names.get(row.recipient, str(row.get_kind_display())),
            row.reason,
            row.created_at,
            row.expires_at,
            row.last_opened_at,
            is_over=row.pk not in live,
            is_by_rule=row.given_by == admissions.SERVER_ID,
        )
        for row in rows
    ]


def _names(recipients: set[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    people = get_user_model().objects.filter(subject_id__in=recipients)
    names = dict(people.values_list("subject_id", "email"))
    groups = Group.objects.values_list("pk", "name")
    return names | {roles.role_id(pk): f"Role: {name}" for pk, name in groups}


def count_shared(sessions: Iterable[InterviewSession], *, now: datetime) -> int:
    """Return how many of these sessions others can open, and would lose."""
    return len(admissions.of_others([each.uid for each in sessions], now=now))


def opened_to(visitor: Visitor, *, now: datetime) -> list[InterviewSession]:
    """Return the sessions of others that the visitor was let into, the newest first.

    What was opened to a role, its members see who hold the permission to open shared answers.
    """
    if visitor.subject_id is None:
        return []
    themselves = admissions.admitted_to(visitor.subject_id, now=now, in_roles=False)
    in_roles = admissions.admitted_to(visitor.subject_id, now=now)
    of_roles = sessions_with(_person(visitor.subject_id), OPEN).filter(uid__in=in_roles)
    uids = {*themselves, *of_roles.values_list("uid", flat=True)}
    return list(list_by_uid(uids).exclude(subject_id=visitor.subject_id))


def open_as_helper(
    uid: uuid.UUID, visitor: Visitor, *, now: datetime
) -> tuple[InterviewSession, Box]:
    """Return a session of somebody else, and its box; that it was opened is noted.

    What is absent and what one was not let into answer alike: Http404. Raises KeyLapsed.
    """
    if visitor.unlocked is None:
        raise KeyLapsed
    session = list_by_uid([uid]).select_related("owner", "version").first()
    if session is None:
        raise Http404
    in_roles = may(_person(visitor.unlocked.subject_id), OPEN, on=source_of(session))
    try:
        return session, admissions.open_admitted(
            uid, by=visitor.unlocked, now=now, in_roles=in_roles
        )
    except NoGrant as error:
        raise Http404 from error


def _person(subject_id: uuid.UUID) -> Any:
    return get_user_model().objects.get(subject_id=subject_id)
