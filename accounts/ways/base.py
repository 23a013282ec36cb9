"""The ways in, as the profile page lists them; each is one file beside this one.

A new way is a new file here with one class, registered; nothing else has to be edited.
"""

from __future__ import annotations

import pkgutil
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import ClassVar

from accounts.models import User

_ways: list[Way] = []


@dataclass(frozen=True)
class Link:
    """What somebody can do about a way; `removes` when it takes the way from them."""

    words: str
    url: str
    removes: bool = False


class Way(ABC):
    """One way in, or what a way in needs besides."""

    title: ClassVar[str]
    order: ClassVar[int]  # the smaller stands first; passwords at 10, second factors at 50

    @abstractmethod
    def state(self, user: User) -> str:
        """Return what this person has of it, in one sentence: since when, how many."""

    @abstractmethod
    def opens(self, user: User) -> str:
        """Return in plain words whether this server could open answers under it."""

    @abstractmethod
    def links(self, user: User) -> tuple[Link, ...]:
        """Return what can be done about it now: set up, change, remove."""

    def is_shown(self, user: User) -> bool:
        """Return whether it is of any interest to this person; overridden where it may not be."""
        return True


@dataclass(frozen=True)
class Shown:
    """A way as the page shows it to one person."""

    title: str
    state: str
    opens: str
    links: tuple[Link, ...]


def register(way: type[Way]) -> type[Way]:
    """Take a way's class, as a decorator, and return it."""
    _ways.append(way())
    return way


def ways_of(user: User) -> list[Shown]:
    """Return all ways in, as the profile page shows them to this person."""
    _import_all()
    return [
        Shown(way.title, way.state(user), way.opens(user), way.links(user))
        for way in sorted(_ways, key=lambda one: one.order)
        if way.is_shown(user)
    ]


@cache
def _import_all() -> None:
    """Import every file beside this one, so that what stands in it is registered."""
    package = import_module(__package__)
    for found in pkgutil.iter_modules(package.__path__):
        import_module(f"{package.__name__}.{found.name}")
