"""The entries of a review screen that have something to show now."""

from __future__ import annotations

from typing import Any

from interviews.engine import names
from interviews.engine.blocks.question import Question
from interviews.engine.blocks.review import ReviewPart, Step
from interviews.engine.control import NameMissing
from interviews.engine.drawing.texts import Texts
from interviews.engine.evaluator.evaluate import holds
from interviews.engine.running import Running
from interviews.engine.screens import EMPTY, ReviewItem


def draw_review(running: Running, texts: Texts, question: Question) -> tuple[ReviewItem, ...]:
    """Return the entries whose names are all defined; others are left out, never asked for.

    With `skip undefined: False` what is missing is asked for first.
    """
    found = []
    for part in question.review:
        try:
            item = _entry(running, texts, part)
        except NameMissing:
            if not question.skip_undefined:
                raise
            continue
        if item is not None:
            found.append(item)
    return tuple(found)


def _entry(running: Running, texts: Texts, part: ReviewPart) -> ReviewItem | None:
    if not all(holds(condition, running) for condition in part.show_if):
        return None
    if part.note is not None:
        return ReviewItem(EMPTY, text=texts.block(part.note))
    for name in part.names:
        if not _has_value(running, name):
            raise NameMissing(name)
    label, text = texts.line(part.label), texts.block(part.text)
    help_text = texts.block(part.help)
    if help_text:
        text = type(text)(text + help_text)
    action = action_of(running, part.steps)
    if part.is_button:
        return ReviewItem(label, action, text, button=str(label))
    return ReviewItem(label, action, text)


def _has_value(running: Running, name: str) -> bool:
    if running.is_defined(name):
        return True
    path = names.parse(name)
    # An event or a screen without a name of its own can always be shown.
    offered = running.interview.offers.get(str(path), ())
    return any(str(path) in block.event for block in offered)


def action_of(running: Running, steps: tuple[Step, ...]) -> str:
    """Return the key of the action that following a link starts."""
    if len(steps) == 1 and steps[0].action:
        return running.action_key(spelled(running, steps[0].action), {})
    items: list[Any] = []
    for step in steps:
        if step.action:
            items.append(spelled(running, step.action))
        elif step.command == "set":
            given = {
                spelled(running, name): value.value(running) for name, value in step.values.items()
            }
            items.append({"set": given})
        elif step.command == "follow up":
            items.extend(spelled(running, name) for name in step.names)
        else:
            items.append({step.command: [spelled(running, name) for name in step.names]})
    return running.action_key("_da_force_ask", {"items": items})


def spelled(running: Running, name: str) -> str:
    """Return a name with `x` and iterators replaced by what they stand for now."""
    return str(running.spelled(names.parse(name)))
