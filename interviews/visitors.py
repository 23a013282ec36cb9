"""Who is at the screen: somebody who is logged in, or a browser that holds keys of its own."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from privacy.vault.unlocked import Unlocked


class Unlock(Protocol):
    """What the vault's middleware puts on a request as `unlock`."""

    def current(self) -> Unlocked | None: ...


@dataclass(frozen=True)
class Visitor:
    """A person as interviews know them. `unlocked` is None while their key is not at hand.

    `tokens` are the keys of interviews that were begun in this browser without a login.
    """

    user_id: int | None = None
    subject_id: uuid.UUID | None = None
    unlocked: Unlocked | None = None
    name: str = ""
    email: str = ""
    tokens: Mapping[uuid.UUID, str] = field(default_factory=dict, repr=False)
