"""Filters of texts: what `${ name | trim, capitalize }` does with the text before it is shown."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import quote_plus

from interviews.engine.context import Context
from interviews.engine.errors import Position
from interviews.engine.evaluator.evaluate import shown
from interviews.engine.evaluator.grammar import Expression, compile_expression
from interviews.engine.text.reading import first_bar
from interviews.engine.veil import Authored, Markup, unveil, veil

Filter = str | Expression

_NAMES = re.compile(r"\s*[A-Za-z][\w.]*(?:\s*,\s*[A-Za-z][\w.]*)*\s*")
_GIVEN = "_given"  # no word: an interview cannot have a name like it
# Every text is text already, and none is taken for HTML unless it is the author's.
_WITHOUT_EFFECT = {"n", "str", "unicode"}


def _verbatim(text: str) -> str:
    """Return a text that is no markup; every value that is none is shown as it is."""
    return unveil(str(text))


def _trimmed(text: str) -> str:
    return Markup(veil(text).strip()) if isinstance(text, Markup | Authored) else text.strip()


_KNOWN: Mapping[str, Callable[[str], str]] = {
    "h": _verbatim,
    "x": _verbatim,
    "entity": _verbatim,
    "trim": _trimmed,
    "u": lambda text: quote_plus(unveil(str(text))),
}
_LONGER = 9  # times, at most, that one character becomes


def split(source: str, position: Position) -> tuple[str, tuple[Filter, ...]]:
    """Return the expression and its filters. Raises BlockInvalid, ExpressionRefused.

    As in Mako, what stands behind the first `|` outside of brackets and quotes are filters: names
    of these, or of functions of the interview and the language.
    """
    at = first_bar(source, position)
    if at is None or not _NAMES.fullmatch(source, at + 1):
        return source, ()
    names = [name.strip() for name in source[at + 1 :].split(",")]
    filters: list[Filter] = []
    for name in names:
        if name in _KNOWN:
            filters.append(name)
        elif name not in _WITHOUT_EFFECT:
            filters.append(_call(compile_expression(name, position)))
    return source[:at], tuple(filters)


def _call(function: Expression) -> Expression:
    """Return the call of a function with the text; an author cannot write that name."""
    call = ast.Call(function.node, [ast.Name(_GIVEN, ast.Load())], [])
    return replace(function, node=ast.fix_missing_locations(call))


def filtered(context: Context, text: str, filters: tuple[Filter, ...]) -> str:
    """Return the text as the filters leave it. Raises NameMissing, ExpressionFailed."""
    for each in filters:
        context.budget.text(len(text) * _LONGER)
        if isinstance(each, str):
            text = _KNOWN[each](text)
        else:
            with context.binding({_GIVEN: text}):
                text = shown(each, context)
    return text
