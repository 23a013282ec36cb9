"""Smart punctuation: curly quotes, dashes and ellipsis, as authors know them from SmartyPants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from interviews.engine.veil import unveil

SINGLE_OPEN, SINGLE_CLOSE = "\u2018", "\u2019"
DOUBLE_OPEN, DOUBLE_CLOSE = "\u201c", "\u201d"
EN_DASH, EM_DASH, ELLIPSIS = "\u2013", "\u2014", "\u2026"
_OPENERS = "([{<-" + EN_DASH + EM_DASH + SINGLE_OPEN + DOUBLE_OPEN
_BREAKS = {"softbreak", "hardbreak"}


def smarten(text: str, before: str = " ") -> str:
    """Return `text` with curly quotes; `before` is the character that stands in front of it."""
    if "'" not in text and '"' not in text:
        return text
    result = []
    for at, mark in enumerate(text):
        curly = _quote(mark, before, text[at + 1 : at + 4]) if mark in "'\"" else mark
        result.append(curly)
        before = curly
    return "".join(result)


def _quote(mark: str, before: str, rest: str) -> str:
    """Return the curly form of one quote: an opening one follows a blank or a bracket."""
    after = rest[:1]
    opens = before.isspace() or before in _OPENERS or (not before.isalnum() and after.isalnum())
    opens = opens and bool(after) and not after.isspace()
    if mark == '"':
        return DOUBLE_OPEN if opens else DOUBLE_CLOSE
    decade = len(rest) == 3 and rest[:2].isdigit() and rest[2] == "s"
    owns = after == "s" and not rest[1:2].isalnum() and not before.isspace()  # "Inc.'s"
    return SINGLE_OPEN if opens and not decade and not owns else SINGLE_CLOSE


def _dashes(text: str) -> str:
    """Return `text` with dashes and ellipses where an author typed hyphens and dots."""
    if "--" not in text and "..." not in text:
        return text
    return text.replace("...", ELLIPSIS).replace("---", EM_DASH).replace("--", EN_DASH)


def smart_punctuation(state: StateCore) -> None:
    """Markdown-it rule: bring veiled characters back and make punctuation smart."""
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.children = list(_smarten_inline(token.children))


def _smarten_inline(children: Iterable[Token]) -> Iterator[Token]:
    before = " "
    for token in children:
        if token.type == "text":
            text = smarten(unveil(_dashes(token.content)), before)
            before = text[-1:] or before
            yield from _with_line_breaks(token, text)
            continue
        if token.type == "image" and token.children:
            token.children = list(_smarten_inline(token.children))
        before = " " if token.type in _BREAKS else "x" if token.content else before
        yield token


def _with_line_breaks(token: Token, text: str) -> Iterator[Token]:
    """A value's own line breaks are kept as breaks: an address stays an address."""
    for number, line in enumerate(text.split("\n")):
        if number:
            yield Token("hardbreak", "br", 0)
        yield replace(token, content=line)
