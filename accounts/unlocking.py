"""What `request.unlock` can do; the vault's middleware puts it there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, cast
from uuid import UUID

from django.http import HttpRequest

from privacy.vault.unlocked import Unlocked


class UnlockDoor(Protocol):
    """The unlocked key of this browser: a sealed row here, its token in a cookie there."""

    device: Callable[[], UUID | None]

    def current(self) -> Unlocked | None: ...

    def remember(self, unlocked: Unlocked, *, pending: bool = False) -> None: ...

    def promote(self, subject_id: UUID) -> bool: ...

    def forget(self) -> None: ...


def unlock_door(request: HttpRequest) -> UnlockDoor:
    """Return the door of this request."""
    return cast("UnlockDoor", request.unlock)  # type: ignore[attr-defined]  # set by middleware


def own_keys(request: HttpRequest, subject_id: UUID) -> Unlocked | None:
    """Return the unlocked keys of this person, if this browser has them.

    Keys of somebody who used the browser before are dropped: they are nobody's business here.
    """
    held = unlock_door(request).current()
    if held is not None and held.subject_id != subject_id:
        unlock_door(request).forget()
        return None
    return held
