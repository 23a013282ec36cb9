"""`import json`: plain values as text, and back."""

from __future__ import annotations

import json
from datetime import date, time
from typing import Any

from interviews.engine.context import Context
from interviews.engine.evaluator.statements import PROBLEMS
from interviews.engine.functions.facade import offer
from interviews.engine.values import SEQUENCES, NoSuchValue, Refused, is_text, iterate, text_of

_MOST_DEPTH = 40


def _plain(context: Context, value: Any, depth: int = 0) -> Any:
    """Return a value as JSON knows it; objects give their texts."""
    context.budget.charge()
    if depth > _MOST_DEPTH:
        raise Refused("This is nested too deeply for JSON.")
    if isinstance(value, dict):
        pairs = value.items()
        return {text_of(context, key): _plain(context, each, depth + 1) for key, each in pairs}
    if isinstance(value, SEQUENCES) and not isinstance(value, str):
        return [_plain(context, each, depth + 1) for each in iterate(context, value)]
    if isinstance(value, date | time):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(text_of(context, value))


def _dumps(context: Context, value: Any, *, indent: int | None = None, **said: Any) -> str:
    context.budget.width(indent or 0)
    made = json.dumps(
        _plain(context, value),
        indent=indent,
        sort_keys=bool(said.get("sort_keys")),
        ensure_ascii=said.get("ensure_ascii") is not False,
    )
    context.budget.text(len(made))
    return made


def _loads(context: Context, text: str) -> Any:
    context.budget.text(len(text) * 4)
    try:
        made = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NoSuchValue("json.loads was given a text that is no JSON.") from error
    if not is_text(json.dumps(made, ensure_ascii=False)):
        raise NoSuchValue("json.loads was given half a character.")
    return made


offer("json", {"dumps": _dumps, "loads": _loads}, JSONDecodeError=PROBLEMS["ValueError"])
