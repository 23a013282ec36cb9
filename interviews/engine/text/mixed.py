"""Markdown within HTML: an element with `markdown="1"` is read as Markdown within.

Blank lines behind its beginning and before its end are what CommonMark needs for it.
"""

from __future__ import annotations

import re

_ELEMENTS = "(?:div|section|article|aside|header|footer|details|blockquote|td|th|li|p)"
_BEGINS = re.compile(
    rf"(<{_ELEMENTS}\b[^<>]{{0,300}}?\bmarkdown=[\"']?(?:1|block)[\"']?[^<>]{{0,300}}>)"
    r"[ ]{0,9}\n?"
)
_ENDS = re.compile(rf"\n?[ ]{{0,9}}(</{_ELEMENTS}>)[ ]{{0,9}}\n?")


def open_elements(source: str) -> str:
    """Return a text in which Markdown is seen within elements that ask for it."""
    if "markdown=" not in source or not _BEGINS.search(source):
        return source
    return _ENDS.sub(r"\n\n\1\n\n", _BEGINS.sub(r"\1\n\n", source))
