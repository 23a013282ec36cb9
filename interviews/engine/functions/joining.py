"""Many values as one text: with commas, with "and", with ends."""

from __future__ import annotations

from typing import Any

from interviews.engine.context import Context
from interviews.engine.registry import function
from interviews.engine.values import SEQUENCES, Reachable, iterate, text_of, truth_of
from interviews.engine.veil import Authored, Markup, authored, veil


def texts_of(context: Context, values: tuple[Any, ...]) -> list[str]:
    """Return the texts of the values; lists among them give the texts of their elements."""
    texts: list[str] = []
    for value in values:
        several = isinstance(value, SEQUENCES) and not isinstance(value, str)
        if several or is_group(value):
            texts += [text_of(context, each) for each in iterate(context, value)]
        else:
            texts.append(text_of(context, value))
    context.budget.text(sum(map(len, texts)))
    return texts


def is_group(value: Any) -> bool:
    """Say whether a value of ours has elements: only groups override `iterate`."""
    return isinstance(value, Reachable) and type(value).iterate is not Reachable.iterate


def glue(texts: list[str], *, between: str, last: str) -> str:
    """Return the texts as one; it is markup, or an author's text, as soon as one of them is."""
    for cls, make in ((Markup, Markup), (Authored, authored)):
        if any(isinstance(text, cls) for text in texts):
            return make(_glue([veil(text) for text in texts], between=between, last=last))
    return _glue(texts, between=between, last=last)


def _glue(texts: list[str], *, between: str, last: str) -> str:
    if len(texts) < 2:
        return "".join(texts)
    return between.join(texts[:-1]) + last + texts[-1]


@function("comma_and_list")
def comma_and_list(context: Context, *values: Any, **kwargs: Any) -> str:
    """Return "a", "a and b", "a, b, and c".

    `oxford` (True) sets the comma before "and"; `and_string`, `comma_string`, `before_and` and
    `after_and` replace what stands between.
    """
    texts = texts_of(context, values)
    comma = text_of(context, kwargs.get("comma_string", ", "))
    before = text_of(context, kwargs.get("before_and", " "))
    after = text_of(context, kwargs.get("after_and", " "))
    word = text_of(context, kwargs.get("and_string", _AND.get(context.language, "and")))
    oxford = truth_of(context, kwargs.get("oxford", context.language == "en")) and len(texts) > 2
    first = comma.rstrip() if oxford else ""
    return glue(texts, between=comma, last=first + before + word + after)


_AND = {"de": "und", "es": "y", "fr": "et", "it": "e", "nl": "en", "pl": "i", "pt": "e"}


@function("comma_list")
def comma_list(context: Context, *values: Any, comma_string: Any = ", ", **_: Any) -> str:
    """Return "a, b, c"."""
    comma = text_of(context, comma_string)
    return glue(texts_of(context, values), between=comma, last=comma)


@function("add_separators")
def add_separators(context: Context, *values: Any, **kwargs: Any) -> list[str]:
    """Return the texts with ends for a list of lines: "a;", "b; and", "c.".

    `separator`, `last_separator` and `end_mark` replace these ends.
    """
    separator = text_of(context, kwargs.get("separator", ";"))
    last = text_of(context, kwargs.get("last_separator", "; and"))
    end = text_of(context, kwargs.get("end_mark", "."))
    texts = texts_of(context, values)
    ends = [separator] * (len(texts) - 2) + [last] * (len(texts) > 1) + [end]
    return [text + mark for text, mark in zip(texts, ends, strict=False)]
