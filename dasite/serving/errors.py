"""What keeps the site from starting, said in one sentence."""

from __future__ import annotations


class CannotStart(Exception):
    """Its text says what was found, what was wanted and what to do; it holds no secret."""
