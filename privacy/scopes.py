"""What a key for the API may be allowed to do, in words; the list itself is handed in.

A scope only ever takes away: whoever uses a key may do what its person may at that moment, and of
that no more than the key's scopes say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Scope:
    """One thing that a key may do: "may …" in words, with what that does not say at once."""

    name: str  # "sessions.read": for ever, keys name it
    words: str  # "list your interviews"
    hint: str
    needs: tuple[str, ...] = ()  # permissions of which its person holds one

    @property
    def is_of_staff(self) -> bool:
        """Return whether it reaches what only the administration shows."""
        return bool(self.needs)


_declared: dict[str, Scope] = {}


def declare(scopes: Iterable[Scope]) -> None:
    """Take the list of this site in the place of any before it."""
    _declared.clear()
    _declared.update({one.name: one for one in scopes})


def all_scopes() -> list[Scope]:
    """Return all of them in order."""
    return list(_declared.values())


def get_scope(name: str) -> Scope:
    """Return the scope with this name. Raises KeyError if it is not on the list."""
    return _declared[name]


def in_words(name: str) -> str:
    """Return a scope in words, also one that is on the list no more."""
    known = _declared.get(name)
    return known.words if known else name
