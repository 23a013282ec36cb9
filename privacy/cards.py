"""A card of the administrator's front page: a number, a sentence, a link."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Card:
    """One card. `tone` is 'quiet', 'warn' or 'bad'; a bad card's sentence says what to do."""

    title: str
    number: str
    sentence: str
    url: str = ""
    tone: str = "quiet"
    order: int = 50
