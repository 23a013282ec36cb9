"""Titles: large first letters, but for the small words within."""

from __future__ import annotations

import re
from typing import Any

from interviews.engine.context import Context
from interviews.engine.registry import function
from interviews.engine.values import text_of

_SMALL = {
    "a", "an", "and", "as", "at", "but", "by", "en", "for", "if", "in", "of", "on", "or", "the",
    "to", "v", "via", "vs",
}  # fmt: skip
_ENDS = (":", ".", ";", "?", "!")  # what follows begins anew
_WITHOUT_SIGNS = "()[]{}\"'\u201c\u201d\u2018\u2019,.:;?!"
_OF_TWO = re.compile(r"(mc|[dol]['\u2019])([a-z].+)", re.IGNORECASE)
_ADDRESS = re.compile(r"[a-z0-9][.@][a-z0-9]", re.IGNORECASE)


@function("title_case")
def title_case(context: Context, value: Any, **_: Any) -> str:
    """Return a text with large first letters, small words within excepted."""
    text = str(text_of(context, value))
    context.budget.text(len(text) * 2)
    context.budget.charge(sum(map(text.count, " /-")))  # each part is looked at by itself
    words = (text.lower() if text.upper() == text else text).split(" ")
    last = len(words) - 1
    inner = [0 < at < last and not words[at - 1].endswith(_ENDS) for at in range(len(words))]
    return " ".join(_titled(word, inner=within) for word, within in zip(words, inner, strict=True))


def _titled(word: str, *, inner: bool) -> str:
    """Return a word of a title; one that has large letters within or is an address stays."""
    if any(letter.isupper() for letter in word[1:]) or _ADDRESS.search(word):
        return word
    if inner and word.strip(_WITHOUT_SIGNS).lower() in _SMALL:
        return word.lower()
    for sign in "/-":
        if sign in word.strip(sign):
            first, *rest = word.split(sign)
            *middle, end = rest
            parts = [_titled(each, inner=True) for each in middle]
            return sign.join([_titled(first, inner=False), *parts, _titled(end, inner=False)])
    if two := _OF_TWO.fullmatch(word):
        return two[1].capitalize() + _first_large(two[2])
    return _first_large(word)


def _first_large(word: str) -> str:
    at = next((at for at, letter in enumerate(word) if letter.isalnum()), 0)
    return word[:at] + word[at : at + 1].upper() + word[at + 1 :]
