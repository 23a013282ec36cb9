"""What an interview remembers of its own doings: tasks performed, reasons explained."""

from __future__ import annotations

from typing import Any

from interviews.engine.context import Context
from interviews.engine.functions.words import whole
from interviews.engine.registry import function
from interviews.engine.values import Refused, text_of


@function("task_performed")
def task_performed(context: Context, task: Any, **_: Any) -> bool:
    """Say whether a task was performed at least once."""
    return times_task_performed(context, task) > 0


@function("task_not_yet_performed")
def task_not_yet_performed(context: Context, task: Any, **_: Any) -> bool:
    """Say whether a task was never performed."""
    return times_task_performed(context, task) == 0


@function("times_task_performed")
def times_task_performed(context: Context, task: Any, **_: Any) -> int:
    """Return how often a task was performed."""
    return context.session.tasks.get(text_of(context, task), 0)


@function("mark_task_as_performed")
def mark_task_as_performed(context: Context, task: Any, **_: Any) -> int:
    """Count a task as performed once more, and return how often it was."""
    return set_task_counter(context, task, times_task_performed(context, task) + 1)


@function("set_task_counter")
def set_task_counter(context: Context, task: Any, times: Any, **_: Any) -> int:
    """Say how often a task was performed."""
    counted, name = whole(times), text_of(context, task)
    if counted < 0:
        raise Refused("A task was performed zero times or more.")
    context.budget.elements(len(context.session.tasks) + 1)
    context.session.tasks[name] = counted
    return counted


@function("explain")
def explain(context: Context, reason: Any, category: Any = "default") -> None:
    """Keep a reason to be shown, once."""
    reasons = context.session.explanations.setdefault(text_of(context, category), [])
    said = text_of(context, reason)
    if said not in reasons:
        context.budget.elements(len(reasons) + 1)
        reasons.append(said)


@function("explanation")
def explanation(context: Context, category: Any = "default") -> list[str]:
    """Return the reasons that were kept."""
    return list(context.session.explanations.get(text_of(context, category), []))


@function("clear_explanations")
def clear_explanations(context: Context, category: Any = "default") -> None:
    """Forget the reasons of a category, or of all of them if it is 'all'."""
    name = text_of(context, category)
    if name == "all":
        context.session.explanations.clear()
    context.session.explanations.pop(name, None)
