"""The one place where the key of an interview session is asked for."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from django.utils import timezone

from interviews.models import InterviewSession, InterviewSource, Mode
from interviews.visitors import Visitor
from privacy.vault.admissions import ROLE, SERVER, SERVER_ID, Terms, admit, end_lapsed, open_served
from privacy.vault.box import (
    Box,
    adopt_guest_box,
    create_box,
    create_guest_box,
    open_box,
    open_boxes,
    open_guest_box,
)
from privacy.vault.errors import NoSubject, VaultError
from privacy.vault.roles import role_id


class KeyLapsed(Exception):
    """The person is logged in, but their key is no longer at hand: ask for the password."""


def make_box(uid: uuid.UUID, visitor: Visitor) -> tuple[Box, str]:
    """Return the box of a new session, and the token of a guest ("" for others).

    The share of the key is committed at once, all else with the caller's transaction.
    """
    if visitor.subject_id is None:
        return create_guest_box(uid)
    return create_box(uid, owner=visitor.subject_id), ""


def let_in_by_rule(box: Box, source: InterviewSource, *, now: datetime) -> None:
    """Let in whom the interview's mode names; a role that has no keys yet is passed over."""
    if source.mode == Mode.SERVER:
        admit(box, Terms(SERVER_ID, SERVER), by=None, now=now)
    elif source.mode == Mode.ROLES:
        for group in source.roles.all():
            with suppress(NoSubject):
                admit(box, Terms(role_id(group.pk), ROLE), by=None, now=now)


def box_of(session: InterviewSession, visitor: Visitor) -> Box:
    """Return the session's box. Raises KeyLapsed, and what the vault raises."""
    if session.owner_id is None:
        return open_guest_box(session.uid, visitor.tokens[session.uid])
    if session.mode == Mode.SERVER:
        return open_served(session.uid, now=timezone.now())
    if visitor.unlocked is None:
        raise KeyLapsed
    box = open_box(session.uid, by=visitor.unlocked)
    if session.is_shared:
        end_lapsed(box, now=timezone.now())
    return box


def adopt_box(session: InterviewSession, visitor: Visitor) -> None:
    """Let a person's own key open what a guest began, and the guest's no longer."""
    assert visitor.subject_id is not None
    adopt_guest_box(session.uid, visitor.tokens[session.uid], owner=visitor.subject_id)


def boxes_of(sessions: Iterable[InterviewSession], visitor: Visitor) -> dict[uuid.UUID, Box]:
    """Return the boxes that open, by the uid of their session; two queries for all of a person."""
    found: dict[uuid.UUID, Box] = {}
    owned = [session.uid for session in sessions if session.owner_id is not None]
    if owned and visitor.unlocked is not None:
        opened = open_boxes(owned, by=visitor.unlocked)
        found = {uid: box for uid, box in opened.items() if isinstance(box, Box)}
    for session in sessions:
        if session.owner_id is None:
            with suppress(VaultError):
                found[session.uid] = box_of(session, visitor)
    return found
