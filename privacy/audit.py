"""Writes down each change of rights, in the transaction that makes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from privacy.models import AuditEntry

__all__ = ["AuditEntry", "Concerning", "What", "follow", "record"]

What = AuditEntry.What
Follower = Callable[[AuditEntry], None]
_followers: list[Follower] = []


def follow(function: Follower) -> Follower:
    """Let a function hear of each line, in the transaction that writes it."""
    _followers.append(function)
    return function


@dataclass(frozen=True)
class Concerning:
    """What a change is about: numbers, and the name of a right or a setting of ours.

    Never what somebody typed.
    """

    person: int | None = None
    role: int | None = None
    interview: int | None = None
    about: str = ""


def record(what: What, concerning: Concerning, *, by: int | None, now: datetime) -> AuditEntry:
    """Append one line, in the caller's transaction; `by` is None for a command on the server."""
    entry = AuditEntry.objects.create(what=what, by=by, at=now, **asdict(concerning))
    for follower in _followers:
        follower(entry)
    return entry
