"""Answering a screen that gathers a whole list: which items count, what the list becomes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from interviews.engine import actions, names
from interviews.engine.drawing.asked import Asked, AskedField, Collected, Meaning
from interviews.engine.objects.gathering import NECESSARY
from interviews.engine.running import ABSENT, Running
from interviews.engine.values import truth_of


def left_out(
    running: Running, asked: Asked, meaning: Meaning, is_filled_in: Callable[[AskedField], bool]
) -> frozenset[int]:
    """Return the places of the items that go: the one to be removed, and new ones left empty."""
    if asked.collected is None:
        return frozenset()
    if meaning.kind == "collect" and meaning.value is not None:
        return frozenset([meaning.value])
    by_place: dict[int, list[AskedField]] = {}
    for each in asked.fields:
        if each.name and each.shown.item:
            by_place.setdefault(each.shown.item.place, []).append(each)
    empty = {
        place
        for place, fields in by_place.items()
        if place >= _least(running, asked.collected)
        and not any(is_filled_in(each) or _was_answered(running, each) for each in fields)
    }
    return frozenset(empty)


def _least(running: Running, collected: Collected) -> int:
    """Return how many items must be answered: one if the person said that there are any."""
    any_at_all = collected.owner.attributes.get("there_are_any", True)
    return max(collected.floor, 1 if truth_of(running, any_at_all) else 0)


def _was_answered(running: Running, field: AskedField) -> bool:
    return running.peek(names.parse(field.name)) is not ABSENT


def settle(running: Running, asked: Asked, meaning: Meaning, gone: Iterable[int]) -> None:
    """Take the items out that go; the list is gathered then, or the screen is asked again."""
    collected = asked.collected
    if collected is None:
        return
    owner = collected.owner
    for place in sorted(gone, reverse=True):
        if place < owner.count():
            owner.delete_item(running, place)
            running.changed(names.parse(owner.instance_name))
    if meaning.kind == "collect":
        wanted = owner.count() + (meaning.value is None)
        owner.attributes[NECESSARY] = max(wanted, 1)
        owner.attributes.pop("gathered", None)
        actions.put_on_top(running, collected.first_name)
        return
    owner.attributes.pop(NECESSARY, None)
    if collected.is_final:
        for name in ("there_is_another", "there_is_one_other"):
            owner.attributes.pop(name, None)
        owner.attributes["there_are_any"] = owner.count() > 0
        owner.attributes["gathered"] = owner.attributes["revisit"] = True
