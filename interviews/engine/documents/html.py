"""A document as an HTML fragment, for a page of somebody else's to put it in."""

from __future__ import annotations

from interviews.engine.documents.layout import Letter
from interviews.engine.text import markdown


def make(letter: Letter) -> bytes:
    """Return the sanitised body of `letter` in UTF-8."""
    return markdown.render(letter.source, letter.setting).encode()
