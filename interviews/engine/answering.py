"""What a person posted: read field by field, checked, and kept under the names asked for.

What may go wrong for ever: a form that sets what was not asked. The one principle: the list of
fields comes from the screen that the server has just built; whatever else is posted is not read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from interviews.engine import actions, collecting, names, registry
from interviews.engine.blocks.fields import BOXES, OBJECTS
from interviews.engine.control import NameMissing
from interviews.engine.datatypes.single import refuse
from interviews.engine.drawing.asked import Asked, AskedField, Meaning, Rule
from interviews.engine.drawing.conditions import is_meant
from interviews.engine.drawing.fields import is_bare, nothing_chosen
from interviews.engine.errors import AnswersRefused
from interviews.engine.evaluator.evaluate import objected, objection
from interviews.engine.evaluator.expressions import RAW, Failure
from interviews.engine.objects.dicts import DADict
from interviews.engine.registry import ValueRefused
from interviews.engine.running import ABSENT, Running
from interviews.engine.values import Invocable, Reachable, truth_of

Posted = Mapping[str, Sequence[str]]
WHOLE = ""  # the key of what is wrong with the screen as a whole
UNFIT = "Please enter a valid value."
PROGRESS_SHARE = 0.05  # of what is left, that each step moves the bar


class Answering:
    """Reads one post for one screen."""

    def __init__(
        self, running: Running, asked: Asked, posted: Posted, uploads: Mapping[str, Any]
    ) -> None:
        self.running = running
        self.asked = asked
        self.posted = posted
        self.uploads = uploads
        self.values: dict[str, Any] = {}
        self.errors: dict[str, str] = {}

    def answer(self) -> None:
        """Keep what was posted. Raises AnswersRefused; the session may then be half changed."""
        meaning = self.meaning()
        scope = self.asked.scope or self.running.scope
        with self.running.within(scope):
            self.read_fields()
            self.tie_boxes()
            gone = collecting.left_out(self.running, self.asked, meaning, self.is_filled_in)
            visible = [each for each in self.asked.fields if self.is_kept(each, gone=gone)]
            self.refuse({key: said for key, said in self.errors.items() if key in _keys(visible)})
            before = self.keep(visible)
            self.press(meaning)
            self.validate(visible)
            self.check_code()
        self.follow(meaning, before)
        collecting.settle(self.running, self.asked, meaning, gone)

    def meaning(self) -> Meaning:
        """Return what the pressed button means. Raises AnswersRefused if there is none such."""
        pressed = next(iter(self.posted.get("button", ())), "")
        buttons = self.asked.buttons
        onward = [key for key, each in buttons.items() if each.kind in ("set", "continue")]
        if not pressed and len(onward) == 1:
            pressed = onward[0]
        if pressed in onward and self.asked.branches:
            return self.branch()
        if pressed in buttons:
            return buttons[pressed]
        raise AnswersRefused({WHOLE: "Choose one of the buttons."})

    def branch(self) -> Meaning:
        """Return what the choice means that was made. Raises AnswersRefused if none was."""
        key = self.asked.screen.fields[-1].key
        for chosen in self.posted.get(key, ()):
            if chosen in self.asked.branches:
                return self.asked.branches[chosen]
        raise AnswersRefused({key: "You need to select one."})

    # Fields

    def read_fields(self) -> None:
        """Read the value of each field; what is wrong is noted under the field's key."""
        for each in self.asked.fields:
            if each.name:
                key = each.shown.key
                try:
                    self.values[key] = self.read(each)
                except ValueRefused as refused:
                    self.errors[key] = refused.message

    def read(self, field: AskedField) -> Any:
        """Return the value that was posted for a field. Raises ValueRefused."""
        posted: Any = self.posted.get(field.shown.key, ())
        if is_bare(field.part, field.spec.choices):
            return nothing_chosen(self.running, field)
        if field.shown.key in self.uploads:
            posted = self.uploads[field.shown.key]
        return registry.datatypes[field.datatype].parse(posted, field.spec, self.running)

    def tie_boxes(self) -> None:
        """Let boxes that stand for "all" or "none" tick and clear the boxes they name."""
        fields = {each.shown.key: each for each in self.asked.fields}
        ticked = {key for key, each in fields.items() if self.is_ticked(each)}
        for key in [*ticked]:
            for other in fields[key].shown.check_others:
                self.values[other] = self.decided(fields[other], "True")
                ticked.add(other)
        for key, each in fields.items():
            if key in ticked:
                for other in each.shown.uncheck_others:
                    self.values[other] = self.decided(fields[other])
            elif each.shown.uncheck_others and ticked.isdisjoint(each.shown.uncheck_others):
                said = f"Check at least one option, or check “{each.spec.label}”"
                code = "checkboxes required"
                self.errors[key] = refuse(each.spec, code, said, each.spec.label).message

    def is_ticked(self, field: AskedField) -> bool:
        """Say whether a box is ticked."""
        return field.datatype in BOXES and "True" in self.posted.get(field.shown.key, ())

    def decided(self, field: AskedField, *posted: str) -> Any:
        """Return what a box means when it is ticked, or is not."""
        return registry.datatypes[field.datatype].parse(posted, field.spec, self.running)

    def is_kept(self, field: AskedField, *, gone: frozenset[int]) -> bool:
        """Say whether what a field holds counts: it was there, and its item stays."""
        item = field.shown.item
        return (
            bool(field.name)
            and (item is None or item.place not in gone)
            and self.is_visible(field)
        )

    def is_visible(self, field: AskedField, seen: frozenset[str] = frozenset()) -> bool:
        """Say whether a field was there, by the posted values and not by what a browser claims."""
        key = field.shown.key
        if field.shown.disabled:
            return False
        if key in seen:
            return True
        seen |= {key}
        if not all(self.holds(rule, seen) for rule in field.rules):
            return False
        return not any(
            key in other.shown.disable_others
            and self.is_answered(other)
            and self.is_visible(other, seen)
            for other in self.asked.fields
        )

    def holds(self, rule: Rule, seen: frozenset[str]) -> bool:
        """Say whether a condition on another field holds."""
        decides = next(each for each in self.asked.fields if each.shown.key == rule.key)
        if not self.is_visible(decides, seen):
            return not rule.sense
        value = self.values.get(rule.key)
        if rule.by_element:
            value = self.element(value, rule.element)
        return self.matches(value, rule.values) is rule.sense

    def element(self, value: Any, key: Any) -> Any:
        """Return whether one of several choices was chosen."""
        if isinstance(value, Reachable) and value.has_item(key):
            return value.get_item(self.running, key)
        return False

    def matches(self, value: Any, wanted: tuple[Any, ...]) -> bool:
        """Say whether a value is one of those that a condition waits for."""
        if not wanted:
            return value is not None and truth_of(self.running, value)
        if isinstance(value, DADict):  # of boxes: a value stands for its box
            return any(truth_of(self.running, self.element(value, each)) for each in wanted)
        return any(is_meant(self.running, value, each) for each in wanted)

    def is_answered(self, field: AskedField) -> bool:
        """Say whether anything was said in a field."""
        value = self.values.get(field.shown.key)
        if value is None or value == "" or value is False:
            return False
        return not isinstance(value, Reachable) or truth_of(self.running, value)

    def is_filled_in(self, field: AskedField) -> bool:
        """Say whether anything was typed, chosen or given, whatever it is worth."""
        if self.uploads.get(field.shown.key):
            return True
        if field.datatype in BOXES:
            return self.is_ticked(field)
        return any(each.strip() for each in self.posted.get(field.shown.key, ()))

    def refuse(self, errors: Mapping[str, str]) -> None:
        """Raise AnswersRefused if there is anything wrong."""
        if errors:
            raise AnswersRefused(errors)

    # Keeping

    def keep(self, fields: Sequence[AskedField]) -> list[tuple[names.Name, Any, Any]]:
        """Define the names of the fields; return name, old and new value of each."""
        changes = []
        for each in fields:
            if self.is_left_to_others(each, fields):
                continue
            path = self.running.spelled(names.parse(each.name))
            changes.append(self.set(path, self.values.get(each.shown.key)))
        return changes

    def is_left_to_others(self, field: AskedField, fields: Sequence[AskedField]) -> bool:
        """Say whether none of the objects was chosen, and other fields describe a new one."""
        if field.datatype not in OBJECTS or self.values.get(field.shown.key) is not None:
            return False
        inner = (f"{field.name}.", f"{field.name}[")
        return any(each.name.startswith(inner) for each in fields)

    def set(self, path: names.Name, value: Any) -> tuple[names.Name, Any, Any]:
        """Define one name; what depends on it is invalidated when all are defined."""
        before = self.running.peek(path)
        if before is ABSENT:
            before = self.running.session.dirty.get(str(path), ABSENT)
        self.running.put(path, value)
        return path, before, value

    def press(self, meaning: Meaning) -> None:
        """Define what the pressed button answers."""
        if meaning.kind == "set" and meaning.name:
            self.running.define(
                str(self.running.spelled(names.parse(meaning.name))), meaning.value
            )

    def validate(self, fields: Sequence[AskedField]) -> None:
        """Call the author's check of each field. Raises AnswersRefused."""
        errors = {}
        for each in fields:
            value = self.values.get(each.shown.key)
            if not isinstance(each.validate, Invocable) or (
                value in (None, "") and not each.spec.required
            ):
                continue
            said = self.check(each.validate, value)
            if said:
                errors[each.shown.key] = said
        self.refuse(errors)

    def check(self, validate: Invocable, value: Any) -> str:
        """Return what an author's check says against a value, '' if nothing."""
        try:
            passed = validate.call(self.running, [value], {})
        except ValueRefused as refused:
            return refused.message
        except Failure as failure:
            return objected(failure) or UNFIT
        except RAW:
            return UNFIT
        return "" if truth_of(self.running, passed) else UNFIT

    def check_code(self) -> None:
        """Run the question's `validation code`. Raises AnswersRefused."""
        question = self.asked.question
        if question is None or question.validation is None:
            return
        try:
            said = objection(question.validation, self.running)
        except ValueRefused as refused:
            raise AnswersRefused({self.key_of(refused.field): refused.message}) from refused
        except NameMissing:
            # What the check needs was not asked yet: the interview will come to it.
            return
        if said is not None:
            raise AnswersRefused({WHOLE: said or UNFIT})

    def key_of(self, name: str) -> str:
        """Return the key of the field that sets a name, else the screen's own."""
        if not names.is_name(name):
            return WHOLE
        wanted = str(self.running.spelled(names.parse(name)))
        return next(
            (each.shown.key for each in self.asked.fields if each.shown.name == wanted), WHOLE
        )

    # What follows

    def follow(self, meaning: Meaning, changes: Sequence[tuple[names.Name, Any, Any]]) -> None:
        """Mark what is done, and invalidate what depends on what changed."""
        session, asked = self.running.session, self.asked
        if meaning.kind == "embedded":
            session.chosen[asked.choice_key] = meaning.value
        done = asked.outer or asked.question
        if done is not None and done.mandatory and meaning.kind not in ("embedded", "collect"):
            session.answered[done.name] = True
        self.leave_actions(meaning, changes)
        for path, before, value in changes:
            session.dirty.pop(str(path), None)
            if before is not ABSENT and not self.running.same(before, value):
                self.running.changed(path)
        session.steps += 1
        session.progress = self.moved(session.progress)

    def moved(self, progress: float) -> float:
        """Return where the bar stands a step later: nearer to its end, or to what is said next."""
        features = self.running.interview.definitions.features
        share = features.get("progress bar multiplier")
        if not isinstance(share, float) or not 0 < share < 1:
            share = PROGRESS_SHARE
        aim = 100.0
        if features.get("progress bar method") == "stepped":
            said = self.running.interview.said_progress
            aim = min((each for each in said if each > progress), default=aim)
        return round(progress + share * (aim - progress), 1)  # each step keeps what it was before

    def leave_actions(
        self, meaning: Meaning, changes: Sequence[tuple[names.Name, Any, Any]]
    ) -> None:
        """Take the actions off the stack that this answer has done."""
        done = {str(path) for path, _, _ in changes}
        if meaning.name and names.is_name(meaning.name):
            done.add(str(self.running.spelled(names.parse(meaning.name))))
        if self.asked.sought:
            done.add(self.asked.sought)
        events = self.running.session.events
        while events and events[-1]["action"] in done:
            actions.finish(self.running, events[-1]["action"])
            events = self.running.session.events


def _keys(fields: Sequence[AskedField]) -> set[str]:
    return {each.shown.key for each in fields}
