"""What `request.unlock` can do; the vault's middleware puts it there."""

from __future__ import annotations

from typing import Protocol, cast
from uuid import UUID

from django.http import HttpRequest

from privacy.vault.unlocked import Unlocked


class UnlockDoor(Protocol):
    """The unlocked key of this browser: a sealed row here, its token in a cookie there."""

    def current(self) -> Unlocked | None: ...

    def remember(self, unlocked: Unlocked, *, pending: bool = False) -> None: ...

    def promote(self, subject_id: UUID) -> None: ...

    def forget(self) -> None: ...


def unlock_door(request: HttpRequest) -> UnlockDoor:
    """Return the door of this request."""
    return cast("UnlockDoor", request.unlock)  # type: ignore[attr-defined]  # set by middleware
