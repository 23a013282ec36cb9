"""The inputs of a screen: from what an author wrote to what a form shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from interviews.engine import names, registry
from interviews.engine.blocks.base import MadeReader, located
from interviews.engine.blocks.choices import Option
from interviews.engine.blocks.fields import CHECKBOXES, NEEDS_CHOICES, FieldPart, read_fields
from interviews.engine.control import NameMissing
from interviews.engine.datatypes.file import FILES
from interviews.engine.datatypes.single import ALL_KEY, NONE_KEY
from interviews.engine.drawing.asked import AskedField
from interviews.engine.drawing.buttons import word
from interviews.engine.drawing.conditions import Conditions, Drawn, decided_elsewhere
from interviews.engine.drawing.texts import Texts
from interviews.engine.errors import AuthorMistake
from interviews.engine.evaluator.evaluate import blaming, evaluate, holds
from interviews.engine.evaluator.expressions import RAW, Failure
from interviews.engine.evaluator.grammar import Expression
from interviews.engine.registry import ChoiceSpec, FieldSpec
from interviews.engine.running import ABSENT, Running
from interviews.engine.screens import Choice, Field, Html
from interviews.engine.source import Map
from interviews.engine.text.template import Template
from interviews.engine.values import Invocable, Reachable, iterate, text_of, truth_of
from interviews.engine.veil import Markup, plain, veil

_CONTROLS = {
    "object": "dropdown", "object_radio": "radio", "object_checkboxes": "checkboxes",
    "object_multiselect": "multiselect", "yesnowide": "yesno", "noyeswide": "noyes",
    "datalist": "combobox", "ajax": "combobox",
}  # fmt: skip
# What the buttons of a decision say; the datatype knows what it stores for them.
_SAID: dict[str, tuple[bool | None, ...]] = {
    "yesnoradio": (True, False),
    "noyesradio": (True, False),
    "yesnomaybe": (True, False, None),
    "noyesmaybe": (True, False, None),
}
# What these lack has a word of its own in an interview's messages.
_MISSED_OTHERWISE = {
    *NEEDS_CHOICES,
    *FILES,
    "yesnoradio",
    "noyesradio",
    "yesnomaybe",
    "noyesmaybe",
}
_CHOSEN_BY = {"radio", "dropdown", "combobox", "datalist", "ajax"}


class FieldsDrawing:
    """Draws the fields of one question in its scope."""

    def __init__(self, running: Running, texts: Texts, package: str) -> None:
        self.running = running
        self.texts = texts
        self.package = package
        self.count = 0
        self.known: set[str] = set()  # the names that fields of this screen set

    def draw(self, parts: Sequence[FieldPart]) -> tuple[AskedField, ...]:
        """Return the fields that are on the screen now. Raises NameMissing for what they need."""
        entries = list(self.expanded(parts))
        self.known = {part.name for part in entries if part.name}
        drawn = [each for part in entries if (each := self.one(part)) is not None]
        conditions = Conditions(self.running, drawn)
        return tuple(self.finished(each, conditions) for each in drawn)

    def expanded(self, parts: Sequence[FieldPart]) -> Iterator[FieldPart]:
        """Yield the written entries, and those that code makes in their place."""
        for part in parts:
            if part.code is None:
                yield part
                continue
            made = evaluate(part.code, self.running)
            with blaming(part.code):
                listed = made if isinstance(made, list) else iterate(self.running, made)
            mistakes: list[AuthorMistake] = []
            reader = MadeReader(Map(part.position), self.package, mistakes)
            yield from read_fields(reader, located(listed, part.position), part.position)
            if mistakes:
                raise mistakes[0]

    def one(self, part: FieldPart) -> Drawn | None:
        """Return one field, None if code says that it is not there."""
        for condition in part.show_if:
            if condition.code is not None and condition.effect == "show":
                if holds(condition.code, self.running) is not condition.sense:
                    return None
            elif decided_elsewhere(self.running, condition, self.known):
                return None
        if part.datatype == "dropped":
            self.texts.filled(part.note)
            return None
        key = f"f{self.count}"
        self.count += 1
        return self.note(part, key) if not part.name else self.input(part, key)

    def note(self, part: FieldPart, key: str) -> Drawn:
        """Return a note: text among the fields."""
        shown = Field(
            key,
            "",
            "note",
            label=self.texts.line(part.label),
            note=self.texts.block(part.note),
            required=False,
        )
        return Drawn(part, shown, FieldSpec("", "note"), "")

    def input(self, part: FieldPart, key: str) -> Drawn:
        """Return an input."""
        label = part.labelled(self.running)
        options = self.options(part)
        validate = evaluate(part.validate, self.running) if part.validate else None
        spec = self.spec(part, plain(label).strip(), options)
        datatype = registry.datatypes[part.datatype]
        value = self.first_value(part, options)
        shown_value = "" if value is ABSENT else datatype.show(value, spec, self.running)
        shown = Field(
            key=key,
            name=str(self.running.spelled(names.parse(part.name))),
            datatype="hidden" if is_bare(part, options) else control_of(part),
            label=self.texts.line_of(label),
            hint=self.texts.plain(part.hint),
            help=self.texts.block(part.help),
            note=Html(self.texts.block(part.note) + self.texts.block(part.under)),
            required=spec.required,
            value=shown_value,
            choices=self.choices(part, options, spec),
            attributes=datatype.attributes(spec, self.running),
            label_above=part.label_above,
            grid=part.grid,
            css_class=part.css_class,
        )
        self.try_validate(validate)
        return Drawn(part, shown, spec, part.name, validate)

    def options(self, part: FieldPart) -> list[Option]:
        """Return what can be chosen, empty for fields without choices."""
        if not part.choices:
            return []
        labeler = evaluate(part.labeler, self.running) if part.labeler else None
        found = part.choices.offered(self.running, labeler)
        if part.helper or part.picturer:
            found = [self.described(part, each) for each in found]
        return [self.read_as(part.chosen_as, each) for each in found] if part.chosen_as else found

    def described(self, part: FieldPart, option: Option) -> Option:
        """Return a choice of an object with the explanation and picture that functions give."""
        if not isinstance(option.value, Reachable):
            return option
        help_text = Markup(veil(self.given(part.helper, option))) or option.help
        return replace(
            option, help=help_text, image=self.given(part.picturer, option) or option.image
        )

    def given(self, expression: Expression | None, option: Option) -> str:
        """Return what an author's function gives for a choice, '' if there is none."""
        made = evaluate(expression, self.running) if expression else None
        if not isinstance(made, Invocable):
            return ""
        return text_of(self.running, made.call(self.running, [option.value], {}))

    def read_as(self, datatype: str, option: Option) -> Option:
        """Return a choice whose text is read as the field's datatype, if it can be."""
        if not isinstance(option.value, str):
            return option
        try:
            value = registry.datatypes[datatype].parse(
                (option.value,), FieldSpec("", datatype), self.running
            )
        except registry.ValueRefused:
            return option
        return replace(option, value=value)

    def spec(self, part: FieldPart, label: str, options: Sequence[Option]) -> FieldSpec:
        """Return what the datatype needs to read an answer."""
        required = part.required.value(self.running)
        given = {
            key: value
            for key, each in part.attributes.items()
            if (value := each.value(self.running)) is not None
        }
        if part.datatype == "date":
            given = self.usual_limits() | given
        return FieldSpec(
            label=label,
            datatype=part.datatype,
            required=truth_of(self.running, required) and not is_bare(part, options),
            choices=tuple(
                ChoiceSpec(str(n), self.texts.line_of(each.label), each.value, plain(each.label))
                for n, each in enumerate(options)
            ),
            attributes=given,
            messages=self.messages(part),
            none_label=self.none_label(part) if options else "",
            name=str(self.running.spelled(names.parse(part.name))),
        )

    def usual_limits(self) -> dict[str, Any]:
        """Return the days between which all dates lie, as far as the interview says."""
        features = self.running.interview.definitions.features
        said = {key: features.get(f"default date {key}") for key in ("min", "max")}
        return {key: value for key, value in said.items() if value is not None}

    def messages(self, part: FieldPart) -> dict[str, str]:
        """Return an author's own words by what was wrong: the field's, else the interview's."""
        said = {**self.running.interview.definitions.messages, **part.messages}
        if part.datatype in _MISSED_OTHERWISE and "required" not in part.messages:
            said.pop("required", None)
        return {key: self.texts.plain(text) for key, text in said.items()}

    def choices(
        self, part: FieldPart, options: list[Option], spec: FieldSpec
    ) -> tuple[Choice, ...]:
        """Return the choices as the form shows them."""
        said = _SAID.get(part.datatype, ())
        if said:
            return tuple(
                Choice(str(each), self.texts.said(word(self.running, each))) for each in said
            )
        found = [
            Choice(
                key=str(n),
                label=self.texts.line_of(each.label),
                help=self.texts.block_of(each.help),
                image=self.texts.pictures.address(each.image) if each.image else "",
                css_class=each.css_class,
                group=each.group,
            )
            for n, each in enumerate(options)
        ]
        if part.datatype in CHECKBOXES and part.all_of_the_above and options:
            aota = part.all_of_the_above
            label = (
                self.texts.line(aota)
                if isinstance(aota, Template)
                else self.texts.said(word(self.running, "all"))
            )
            found.append(Choice(ALL_KEY, label))
        if spec.none_label:
            several = part.datatype in CHECKBOXES
            found.append(Choice(NONE_KEY, self.texts.said(spec.none_label), exclusive=several))
        return tuple(found)

    def none_label(self, part: FieldPart) -> str:
        """Return what choosing nothing is called, '' if it is no choice of its own."""
        nota = part.none_of_the_above
        if "multiselect" in control_of(part) or not nota:
            return ""
        return self.texts.plain(nota) if isinstance(nota, Template) else word(self.running, "none")

    def first_value(self, part: FieldPart, options: Sequence[Option]) -> Any:
        """Return what the field shows at first, ABSENT if nothing."""
        path = names.parse(part.name)
        spelled = str(self.running.spelled(path))
        value = self.running.peek(path)
        if value is not ABSENT:
            return value
        value = self.running.peek_prior(self.running.spelled(path))
        if value is not ABSENT:
            return value
        if spelled in self.running.session.dirty:
            return self.running.session.dirty[spelled]
        default = part.default.value(self.running)
        if default is None:
            chosen = [each.value for each in options if each.default]
            default = (chosen if part.datatype in CHECKBOXES else chosen[0]) if chosen else None
        return ABSENT if default is None else default

    def try_validate(self, validate: Any) -> None:
        """Call an author's check once, so that what it needs is asked before this screen."""
        if isinstance(validate, Invocable):
            try:
                validate.call(self.running, [""], {})
            except NameMissing:
                raise
            except (*RAW, Failure, registry.ValueRefused):
                return

    def finished(self, drawn: Drawn, conditions: Conditions) -> AskedField:
        """Return the field with its conditions and what it switches off."""
        rules, for_browser = conditions.of(drawn)
        part = drawn.part
        shown = replace(
            drawn.field,
            conditions=for_browser,
            disable_others=conditions.others(drawn, part.disable_others),
            uncheck_others=conditions.boxes(drawn, part.uncheck_others),
            check_others=conditions.boxes(drawn, part.check_others),
            disabled=truth_of(self.running, part.disabled.value(self.running)),
        )
        return AskedField(
            shown, drawn.spec, drawn.name, part.datatype, part, rules, drawn.validate
        )


def is_bare(part: FieldPart, options: Sequence[object]) -> bool:
    """Say whether there is nothing to choose from, nor to type instead."""
    return bool(part.choices) and not options and control_of(part) not in ("combobox", "datalist")


def nothing_chosen(running: Running, field: AskedField) -> Any:
    """Return what a field holds in which there was nothing to choose."""
    if field.datatype not in CHECKBOXES:
        return None
    spec = replace(field.spec, required=False)
    return registry.datatypes[field.datatype].parse((), spec, running)


def control_of(part: FieldPart) -> str:
    """Return the name of the control that shows a field."""
    if part.control == "hidden":
        return "hidden"
    control = part.control if part.control in _CHOSEN_BY and part.choices else part.datatype
    return _CONTROLS.get(control, control)
