"""Formatting under limits: `%`, `str.format` and the part after the colon of an f-string.

Python's own formatting reaches attributes and pads without end; here a field is a plain name or
number, and every width is checked before a character is made.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

from interviews.engine.context import Context
from interviews.engine.values import Refused, repr_of, text_of, type_name
from interviews.engine.veil import Authored, authored, joined

_SPEC = re.compile(
    r"(?:.?[<>=^])?[-+ ]?z?#?0?(?P<width>[0-9]*)[_,]?(?:\.(?P<precision>[0-9]+))?"
    r"[bdeEfFgGosxX%]?"
)
_MOMENT = re.compile(r"(?:[^%]|%-?[A-Za-z%]){0,100}")
_PERCENT = re.compile(
    r"%(?:\((?P<key>[^()]*)\))?(?P<flags>[#0\- +]*)(?P<width>[0-9]*)"
    r"(?:\.(?P<precision>[0-9]+))?(?P<kind>.?)",
    re.DOTALL,
)
_FIELD = re.compile(r"\w*")
_NUMBERS = "diouxXeEfFgG"


def moment_text(value: date | time, spec: str) -> str:
    """Return what `strftime` shows. Raises Refused for a directive with a width."""
    if not _MOMENT.fullmatch(spec):
        raise Refused(
            "A format of dates is made of letters after % and has 100 characters at most."
        )
    return value.strftime(spec)


def formatted(context: Context, value: Any, spec: str) -> str:
    """Return `format(value, spec)`. Raises Refused if the spec is none."""
    if not spec:
        return text_of(context, value)
    if isinstance(value, date | time):
        return moment_text(value, spec)
    match = _SPEC.fullmatch(spec)
    if match is None:
        raise Refused(
            "This is no format: write a width, a precision and a letter, such as ',.2f'."
        )
    context.budget.width(_count(match["width"]))
    context.budget.width(_count(match["precision"]))
    if isinstance(value, Decimal):
        context.budget.digits(value)
    if isinstance(value, int | float | Decimal):
        return format(value, spec)
    shown = text_of(context, value)
    context.budget.text(len(shown))
    return format(shown, spec)


def _count(digits: str | None) -> int:
    """Return the number, or one that is refused: Python reads any number of digits."""
    significant = (digits or "").lstrip("0")
    return int(significant[:9] or 0)


def converted(context: Context, value: Any, conversion: str | None) -> Any:
    """Return what `!r`, `!s` or `!a` makes of the value."""
    if conversion == "s":
        return text_of(context, value)
    if conversion is None:
        return value
    shown = repr_of(context, value)
    return shown if conversion == "r" else ascii_of(context, shown)


def ascii_of(context: Context, text: str) -> str:
    """Return the text with all but ASCII escaped, as `ascii()` does."""
    context.budget.text(len(text))
    return text.encode("ascii", "backslashreplace").decode("ascii")


def format_text(
    context: Context, pattern: str, args: Sequence[Any], kwargs: Mapping[str, Any]
) -> str:
    """Return `pattern.format(…)`. Raises Refused for attributes and nested fields."""
    context.budget.text(len(pattern))
    parts: list[str] = []
    following = 0
    for literal, name, spec, conversion in string.Formatter().parse(pattern):
        parts.append(_written(pattern, literal))
        if name is None:
            continue
        if not _FIELD.fullmatch(name) or name.startswith("_") or "{" in (spec or ""):
            raise Refused("A field of a format is a plain name or number.")
        if conversion not in (None, "r", "s", "a"):
            raise Refused("A field of a format may have !r, !s or !a.")
        key = name or str(following)
        following += not name
        value = args[int(key)] if key.isdecimal() else kwargs[key]
        made = formatted(context, converted(context, value, conversion), spec or "")
        context.budget.text(len(made))
        parts.append(made)
    context.budget.text(sum(map(len, parts)))
    return joined(parts)


def percent(context: Context, pattern: str, values: Any) -> str:
    """Return `pattern % values` under the same limits."""
    context.budget.text(len(pattern))
    following = list(values) if isinstance(values, tuple) else [values]
    made: list[str] = []
    end = 0
    for match in _PERCENT.finditer(pattern):
        made.append(_written(pattern, pattern[end : match.start()]))
        end = match.end()
        if match["kind"] == "%":
            made.append("%")
            continue
        shown = _percent_field(context, match, _percent_value(match, values, following))
        context.budget.text(len(shown))
        made.append(shown)
    if following and not isinstance(values, dict):
        raise Refused("A format has fewer fields than values.")
    made.append(_written(pattern, pattern[end:]))
    context.budget.text(sum(map(len, made)))
    return joined(made)


def _written(pattern: str, piece: str) -> str:
    """Return a piece of a pattern: an author's text if all of the pattern is."""
    return authored(piece) if isinstance(pattern, Authored) and pattern.is_whole else piece


def _percent_value(match: re.Match[str], values: Any, following: list[Any]) -> Any:
    if match["key"] is not None:
        if not isinstance(values, dict):
            raise Refused(f"A format with names needs a dict, not {type_name(values)}.")
        return values[match["key"]]
    if not following:
        raise Refused("A format has more fields than values.")
    return following.pop(0)


def _percent_field(context: Context, match: re.Match[str], value: Any) -> str:
    context.budget.width(_count(match["width"]))
    context.budget.width(_count(match["precision"]))
    kind = match["kind"]
    layout = f"%{match['flags']}{match['width']}" + (
        f".{match['precision']}" if match["precision"] else ""
    )
    if kind and kind in _NUMBERS:
        if not isinstance(value, int | float | Decimal):
            raise Refused(f"%{kind} needs a number, not {type_name(value)}.")
        if isinstance(value, Decimal):
            context.budget.digits(value)
        return str((layout + kind) % value)
    if kind and kind in "sra":
        shown = converted(context, value, kind)
        context.budget.text(len(shown))
        return str((layout + "s") % shown)
    if kind == "c" and isinstance(value, str) and len(value) == 1:
        return str((layout + "s") % value)
    raise Refused(f"There is no %{kind} in a format.")
