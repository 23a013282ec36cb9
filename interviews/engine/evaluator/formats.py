"""Formatting under limits: `%`, `str.format` and the part after the colon of an f-string.

Python's own formatting reaches attributes and pads without end; here a field is a plain name or
number, and every width is checked before a character is made.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from interviews.engine.context import Context
from interviews.engine.values import Reachable, Refused, repr_of, text_of, type_name

_SPEC = re.compile(
    r"(?:.?[<>=^])?[-+ ]?z?#?0?(?P<width>\d*)[_,]?(?:\.(?P<precision>\d+))?[a-zA-Z%]?"
)
_MOMENT = re.compile(r"(?:[^%]|%-?[A-Za-z%]){0,100}")
_PERCENT = re.compile(
    r"%(?:\((?P<key>[^()]*)\))?(?P<flags>[#0\- +]*)(?P<width>\d*)(?:\.(?P<precision>\d+))?"
    r"(?P<kind>.)",
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
    if isinstance(value, bool | int | float):
        return format(value, spec)
    return format(text_of(context, value), spec)


def _count(digits: str | None) -> int:
    return int(digits[:9]) if digits else 0


def converted(context: Context, value: Any, conversion: str | None) -> Any:
    """Return what `!r`, `!s` or `!a` makes of the value."""
    if conversion in ("r", "a"):
        return repr_of(context, value)
    return text_of(context, value) if conversion == "s" else value


def format_text(
    context: Context, pattern: str, args: Sequence[Any], kwargs: Mapping[str, Any]
) -> str:
    """Return `pattern.format(…)`. Raises Refused for attributes and nested fields."""
    context.budget.text(len(pattern))
    parts: list[str] = []
    following = 0
    for literal, name, spec, conversion in string.Formatter().parse(pattern):
        parts.append(literal)
        if name is None:
            continue
        if not _FIELD.fullmatch(name) or name.startswith("_") or "{" in (spec or ""):
            raise Refused("A field of a format is a plain name or number.")
        key = name or str(following)
        following += not name
        value = args[int(key)] if key.isdecimal() else kwargs[key]
        parts.append(formatted(context, converted(context, value, conversion), spec or ""))
    context.budget.text(sum(map(len, parts)))
    return "".join(parts)


def percent(context: Context, pattern: str, values: Any) -> str:
    """Return `pattern % values` under the same limits."""
    context.budget.text(len(pattern))
    following = list(values) if isinstance(values, tuple) else [values]
    made: list[str] = []
    end = 0
    for match in _PERCENT.finditer(pattern):
        made.append(pattern[end : match.start()])
        end = match.end()
        if match["kind"] == "%":
            made.append("%")
            continue
        made.append(_percent_field(context, match, _percent_value(match, values, following)))
    context.budget.text(sum(map(len, made)))
    return "".join(made) + pattern[end:]


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
    if kind in _NUMBERS:
        if isinstance(value, Reachable) or not isinstance(value, int | float):
            raise Refused(f"%{kind} needs a number, not {type_name(value)}.")
        return str((layout + kind) % value)
    if kind in "sra":
        return str((layout + "s") % converted(context, value, kind))
    raise Refused(f"There is no %{kind} in a format.")
