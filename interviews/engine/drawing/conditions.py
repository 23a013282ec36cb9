"""When a field is there: in terms of the other fields of its screen, for server and browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from interviews.engine import names, registry
from interviews.engine.blocks.base import decided
from interviews.engine.blocks.fields import BOXES, YESNO, FieldPart, ShowIf
from interviews.engine.datatypes.yesno import SAID
from interviews.engine.drawing.asked import Rule
from interviews.engine.registry import FieldSpec
from interviews.engine.running import ABSENT, Running
from interviews.engine.screens import Condition, Field
from interviews.engine.values import equal, truth_of

_ANYTHING = "True"  # of a line that one types into: any text at all


@dataclass
class Drawn:
    """A field that is nearly ready: what remains are the rules that need the other fields."""

    part: FieldPart
    field: Field
    spec: FieldSpec
    name: str
    validate: Any = None


def decided_elsewhere(running: Running, condition: ShowIf, known: set[str]) -> bool:
    """Say whether a field is hidden by a name that no field of this screen sets."""
    if not condition.variable or {condition.variable, _base(condition.variable)} & known:
        return False
    value = running.peek(names.parse(condition.variable))
    if value is ABSENT:
        return False
    return _matches(running, condition, value) is not condition.sense


def _base(variable: str) -> str:
    path = names.parse(variable)
    return (
        str(path.parent) if path.parent and isinstance(path.steps[-1], names.Index) else variable
    )


def _matches(running: Running, condition: ShowIf, value: Any) -> bool:
    if condition.truthy:
        return truth_of(running, value)
    return any(is_meant(running, value, each) for each in _wanted(running, condition))


def is_meant(running: Running, value: Any, wanted: Any) -> bool:
    """Say whether a condition that waits for one value holds of another."""
    if isinstance(value, bool):
        wanted = decided(wanted)
    return equal(running, value, wanted) or str(value) == str(wanted)


def _wanted(running: Running, condition: ShowIf) -> tuple[Any, ...]:
    """Return the values that a condition waits for: one, or any of a list."""
    if condition.truthy:
        return ()
    value = condition.is_value.value(running)
    return tuple(value) if isinstance(value, list) else (value,)


class Conditions:
    """The conditions of one screen's fields."""

    def __init__(self, running: Running, every: Sequence[Drawn]) -> None:
        self.running = running
        self.every = every
        # Of two fields for one name the first decides about others.
        self.by_name: Mapping[str, Drawn] = {
            each.name: each for each in reversed(every) if each.name
        }

    def of(self, drawn: Drawn) -> tuple[tuple[Rule, ...], tuple[Condition, ...]]:
        """Return what decides about a field, as the server and as the browser follow it."""
        rules = [rule for each in drawn.part.show_if if (rule := self._rule(each)) is not None]
        return tuple(rules), tuple(self._for_browser(rule) for rule in rules)

    def boxes(self, drawn: Drawn, wanted: bool | tuple[str, ...]) -> tuple[str, ...]:  # noqa: FBT001 - True is all of them
        """Return the keys of the other boxes that an author means."""
        boxes = {each.field.key for each in self.every if each.part.datatype in BOXES}
        return tuple(key for key in self.others(drawn, wanted) if key in boxes)

    def others(self, drawn: Drawn, wanted: bool | tuple[str, ...]) -> tuple[str, ...]:  # noqa: FBT001 - True is all of them
        """Return the keys of the other fields that an author means by True or by their names."""
        others = [each for each in self.every if each.name and each is not drawn]
        if isinstance(wanted, bool):
            return tuple(each.field.key for each in others if wanted)
        return tuple(each.field.key for each in others if each.name in wanted)

    def _rule(self, condition: ShowIf) -> Rule | None:
        """Return a condition in terms of another field of the screen, None if none decides it."""
        if not condition.variable:
            return None
        wanted = _wanted(self.running, condition)
        if condition.variable in self.by_name:
            key = self.by_name[condition.variable].field.key
            return Rule(key, wanted, condition.sense, condition.effect)
        path = names.parse(condition.variable)
        last = path.steps[-1] if path.steps else None
        if isinstance(last, names.Index) and str(path.parent) in self.by_name:
            key = self.by_name[str(path.parent)].field.key
            return Rule(key, wanted, condition.sense, condition.effect, last.key, by_element=True)
        return None

    def _for_browser(self, rule: Rule) -> Condition:
        decides = next(each for each in self.every if each.field.key == rule.key)
        effect: Literal["show", "enable"] = "enable" if rule.effect == "enable" else "show"
        if rule.by_element:
            keys = tuple(c.key for c in decides.spec.choices if c.value == rule.element)
            wanted = not rule.values or rule.values[0] in (True, "True")
            return Condition(rule.key, keys, rule.sense is wanted, effect)
        return Condition(rule.key, self._posted(decides, rule), rule.sense, effect)

    def _posted(self, decides: Drawn, rule: Rule) -> tuple[str, ...]:
        """Return what the deciding field posts when the rule holds."""
        if decides.part.datatype in YESNO:
            return tuple(self._shown(decides, each) for each in rule.values or (True,))
        if decides.spec.choices:
            chosen = [
                choice
                for choice in decides.spec.choices
                if (choice.value in rule.values or str(choice.value) in map(str, rule.values))
                or (not rule.values and choice.value)
            ]
            if decides.field.datatype == "combobox":
                # It posts what stands in its line.
                typed = tuple(str(each) for each in rule.values) or (_ANYTHING,)
                return tuple(dict.fromkeys([*(each.plain_label for each in chosen), *typed]))
            return tuple(each.key for each in chosen)
        return tuple(self._shown(decides, each) for each in rule.values) or (_ANYTHING,)

    def _shown(self, decides: Drawn, value: Any) -> str:
        if decides.part.datatype in YESNO:
            value = SAID.get(value, value) if isinstance(value, str) else value
        shown = registry.datatypes[decides.part.datatype].show(value, decides.spec, self.running)
        return shown if isinstance(shown, str) and shown else str(value)
