"""`import string`, `textwrap`, `html`, `urllib.parse`: what texts are made of, and their forms."""

from __future__ import annotations

import html
import string
import textwrap
from collections.abc import Callable
from typing import Any
from urllib import parse

from interviews.engine.context import Context
from interviews.engine.functions.facade import offer
from interviews.engine.values import Refused, text_of

_LETTERS = (
    "ascii_letters", "ascii_lowercase", "ascii_uppercase", "digits", "hexdigits", "octdigits",
    "printable", "punctuation", "whitespace",
)  # fmt: skip
_TIMES = 6  # how much longer an escaped text may be


def _of_text(python: Callable[..., Any], *allowed: str) -> Callable[..., Any]:
    """Return a function of one text; it takes these options alone."""

    def call(context: Context, value: Any, **options: Any) -> Any:
        said = str(text_of(context, value))
        context.budget.text(len(said) * _TIMES)
        if set(options) - set(allowed):
            raise Refused(f"There are no such options. There are: {', '.join(allowed) or 'none'}.")
        return python(said, **options)

    return call


def _wrapped(python: Callable[..., Any]) -> Callable[..., Any]:
    def call(context: Context, value: Any, width: int = 70) -> Any:
        said = str(text_of(context, value))
        context.budget.text(len(said) * _TIMES)
        context.budget.width(width)
        if width < _TIMES:
            raise Refused(f"A width is at least {_TIMES}.")
        return python(said, width)

    return call


def _urlencode(context: Context, values: Any) -> str:
    if not isinstance(values, dict):
        raise Refused("urlencode takes a dictionary.")
    made = parse.urlencode(
        {str(text_of(context, key)): str(text_of(context, each)) for key, each in values.items()}
    )
    context.budget.text(len(made))
    return made


def _indent(context: Context, value: Any, prefix: Any) -> str:
    said, before = str(text_of(context, value)), str(text_of(context, prefix))
    context.budget.text(len(said) + (said.count("\n") + 1) * len(before))
    return textwrap.indent(said, before)


offer(
    "string",
    {"capwords": _of_text(string.capwords)},
    **{each: vars(string)[each] for each in _LETTERS},
)
offer(
    "textwrap",
    {
        "dedent": _of_text(textwrap.dedent),
        "indent": _indent,
        "fill": _wrapped(textwrap.fill),
        "shorten": _wrapped(textwrap.shorten),
        "wrap": _wrapped(textwrap.wrap),
    },
)
offer("html", {"escape": _of_text(html.escape, "quote"), "unescape": _of_text(html.unescape)})
_PARSE = offer(
    "urllib.parse",
    {
        "quote": _of_text(parse.quote, "safe"),
        "quote_plus": _of_text(parse.quote_plus, "safe"),
        "unquote": _of_text(parse.unquote),
        "urlencode": _urlencode,
    },
)
offer("urllib", {}, parse=_PARSE)
