"""Choices that are blocks themselves: what one is remembered by, and what it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from interviews.engine.blocks.choices import Written
from interviews.engine.blocks.question import Question
from interviews.engine.control import TurnedDown
from interviews.engine.values import Reachable


def choice_key(question: Question, bindings: Mapping[str, Any]) -> str:
    """Return under which key a choice of a question is remembered."""
    bound = "|".join(
        f"{letter}={value.instance_name if isinstance(value, Reachable) else value!r}"
        for letter, value in sorted(bindings.items())
    )
    return f"{question.name}|{bound}"


def inner_key(key: str, written: Written) -> str:
    """Return under which key a choice of the question is remembered that was chosen itself."""
    return f"{key}/{written.number}"


def chosen_of(question: Question, number: int) -> Written:
    """Return the choice of this number. Raises TurnedDown if the interview has it no more."""
    for each in question.choices.written:
        if each.number == number:
            return each
    raise TurnedDown
