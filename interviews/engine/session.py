"""One person's way through an interview, as long as it lasts: what was said and where they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Session:
    """All that outlives a request. Everything in it can be written as typed JSON."""

    names: dict[str, Any] = field(default_factory=dict)
    answered: dict[str, bool] = field(default_factory=dict)  # mandatory blocks that are done
    chosen: dict[str, int] = field(default_factory=dict)  # in questions whose choices are blocks
    events: list[dict[str, Any]] = field(default_factory=list)  # actions under way, top last
    first: list[str] = field(default_factory=list)  # names to define before anything else
    dirty: dict[str, Any] = field(default_factory=dict)  # invalidated values, for defaults
    parts: dict[str, str] = field(default_factory=dict)  # set by `set_parts`
    section: str = ""
    sections: list[Any] = field(default_factory=list)  # key, label, depth; []: the source's own
    visited: list[str] = field(default_factory=list)  # sections, in order
    progress: float = 0.0
    steps: int = 0  # answers given so far
    no_way_back: int = 0  # steps that cannot be taken back
    language: str = ""
    # The block that is asked and the name that led to it, once the present screen was found.
    found: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)  # messages for the present screen
    chance: int = 0  # by it choices are shuffled, alike on every look; 0 until it is needed
    tasks: dict[str, int] = field(default_factory=dict)  # how often each was performed
    # What links start that code has made and keeps: action and arguments by their key.
    links: dict[str, list[Any]] = field(default_factory=dict)
    explanations: dict[str, list[str]] = field(default_factory=dict)  # by category
