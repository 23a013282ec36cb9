"""What a person or an author's code says, kept apart from markup until the very end.

A value that is put into a text must never become Markdown, HTML, a `[FILE]` tag or a `{term}`.
Backslashes and entities fail somewhere (in code, in attributes, in links), so `veil` moves every
character that any markup could mean something by into a private plane, where parsers take it for
a letter. `unveil` brings it back when the parser is done; then only the sink's own escape is left.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, SupportsIndex

_PLANE = 0xF0000  # a private-use plane: no keyboard, no font and no parser knows it
_MEANINGFUL = [*range(0x30), *range(0x3A, 0x41), *range(0x5B, 0x61), *range(0x7B, 0x80)]
_VEIL = {code: chr(_PLANE + code) for code in _MEANINGFUL}
_UNVEIL = {_PLANE + code: chr(code) for code in _MEANINGFUL}
# Stands at both ends of a veiled value, so that `**` or `1.` beside it mean what the author
# meant whatever the value begins or ends with; nothing is left of it in the end.
_EDGE = chr(_PLANE + 0xFF)
_UNVEIL[ord(_EDGE)] = ""
# Letters and digits with single blanks between: nothing that any markup could mean something by.
_WORDS = re.compile(r"(?:[^\W_]|(?<=[^\s]) (?=[^\s]))*")
_ENTITIES = {_PLANE + code: f"&#{code};" for code in _MEANINGFUL} | {ord(_EDGE): ""}


class Markup(str):
    """Text in the author's markup: what our own functions and templates make.

    It keeps its meaning when it is joined with other text, and veils what it is joined with.
    """

    __slots__ = ()

    def __add__(self, other: str) -> Markup:
        """Return both as one markup."""
        return Markup(str(self) + veil(other))

    def __radd__(self, other: str) -> Markup:
        """Return both as one markup."""
        return Markup(veil(other) + str(self))

    def __mul__(self, times: SupportsIndex) -> Markup:
        """Return the markup several times over."""
        return Markup(str(self) * times)


class Authored(str):
    """Text that an author wrote in code, with values in it or without.

    Its characters are exact but for the ends of lines, which are those of `veil`, so that code may
    compare, measure and cut it; `markup` is what a page reads: the author's pieces as they are,
    the values veiled. Adding and joining keep the two together. Whatever else is made of it is a
    value like any other.
    """

    __slots__ = ("markup",)
    markup: str

    @property
    def is_whole(self) -> bool:
        """Say whether the author wrote all of it: whoever takes it apart may then trust parts."""
        return self.markup == str(self)

    def __add__(self, other: Any) -> Any:
        """Return both, each as what it is."""
        if isinstance(other, Markup):
            return Markup(self.markup + other)
        return authored(self.markup + veil(other)) if isinstance(other, str) else NotImplemented

    def __radd__(self, other: Any) -> Any:
        """Return both, each as what it is."""
        return authored(veil(other) + self.markup) if isinstance(other, str) else NotImplemented

    def __mul__(self, times: SupportsIndex) -> str:
        """Return the text several times over."""
        return authored(self.markup * times)

    __rmul__ = __mul__


def authored(markup: str) -> str:
    """Return markup as an author's text; mere words stay the text that they are."""
    if _WORDS.fullmatch(markup):
        return str(markup)
    made = Authored(unveil(markup))
    made.markup = str(markup)
    return made


def veil(value: str) -> str:
    """Return `value` as text that no markup language can read anything into.

    Markup is returned as it is, and of an author's text its markup.
    """
    if isinstance(value, Authored):
        return value.markup
    if isinstance(value, Markup) or not value:
        return str(value)
    return _EDGE + value.replace("\r\n", "\n").translate(_VEIL) + _EDGE


def joined(parts: Sequence[str], between: str = "") -> str:
    """Return the parts as one text: markup if one of them is, with the others veiled.

    It is an author's text if one of them is, and none is markup.
    """
    for cls, make in ((Markup, Markup), (Authored, authored)):
        if any(isinstance(part, cls) for part in (between, *parts)):
            return make(veil(between).join(veil(part) for part in parts))
    return between.join(parts)


def unveil(text: str) -> str:
    """Return `text` with the characters that `veil` moved in their old places."""
    return text if text.isascii() else text.translate(_UNVEIL)


def unveil_in_html(text: str) -> str:
    """Return HTML whose veiled characters are entities, which are safe in any attribute too."""
    return text if text.isascii() else text.translate(_ENTITIES)


def plain(text: str) -> str:
    """Return a filled text for a sink without markup (a hint, a title, a file's name)."""
    return " ".join(unveil(text).split())
