"""What a field of a screen is made of, as an author wrote it.

Which inputs exist, under which key they post, and what they may become is decided here and in
`screens`; a form never says what it fills in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from interviews.engine import registry
from interviews.engine.blocks.base import ALWAYS, NEVER, NONE, Dynamic, Reader, listed
from interviews.engine.blocks.choices import NO_CHOICES, Choices, chosen_as, read_choices
from interviews.engine.blocks.labels import KEYS, labels_of
from interviews.engine.context import Context
from interviews.engine.datatypes.text import Line
from interviews.engine.errors import BlockInvalid, Position
from interviews.engine.evaluator.grammar import Expression
from interviews.engine.names import is_name
from interviews.engine.source import Map
from interviews.engine.text.template import Template

ATTRIBUTES = (
    "min",
    "max",
    "step",
    "minlength",
    "maxlength",
    "rows",
    "scale",
    "currency symbol",
    "accept",
)
CONDITIONS = {
    "show if": (True, "show"),
    "hide if": (False, "show"),
    "enable if": (True, "enable"),
    "disable if": (False, "enable"),
}
CHECKBOXES = {"checkboxes", "multiselect", "object_checkboxes", "object_multiselect"}
TICKED = {"checkboxes", "object_checkboxes"}
OBJECTS = {"object", "object_radio", "object_checkboxes", "object_multiselect"}
BOXES = {"yesno", "noyes", "yesnowide", "noyeswide"}
NEEDS_CHOICES = {"radio", "dropdown", "combobox", "datalist", *CHECKBOXES, *OBJECTS}
YESNO = {
    "yesno", "yesnowide", "yesnoradio", "yesnomaybe", "noyes", "noyeswide", "noyesradio",
    "noyesmaybe",
}  # fmt: skip


@dataclass(frozen=True)
class ShowIf:
    """When a field is there: by another field's answer, or by code that runs on the server."""

    sense: bool
    effect: str
    variable: str = ""
    is_value: Dynamic = NONE
    truthy: bool = False  # no value was named: any true answer will do
    code: Expression | None = None


@dataclass(frozen=True)
class FieldPart:
    """One entry under `fields`: an input, a note, or code that makes more entries."""

    position: Position
    name: str = ""
    datatype: str = "text"
    control: str = ""  # `input type`
    label: Template | None = None
    note: Template | None = None
    under: Template | None = None  # one more text, below the note
    required: Dynamic = ALWAYS
    default: Dynamic = NONE
    hint: Template | None = None
    help: Template | None = None
    choices: Choices = NO_CHOICES
    show_if: tuple[ShowIf, ...] = ()
    attributes: dict[str, Dynamic] = field(default_factory=dict)
    validate: Expression | None = None
    messages: dict[str, Template] = field(default_factory=dict)
    disable_others: bool | tuple[str, ...] = False
    none_of_the_above: bool | Template = True
    all_of_the_above: bool | Template = False
    labeler: Expression | None = None
    helper: Expression | None = None  # from an object to what explains its choice
    picturer: Expression | None = None  # from an object to the picture of its choice
    label_above: bool = False
    grid: int = 0
    css_class: str = ""
    code: Expression | None = None
    uncheck_others: bool | tuple[str, ...] = False
    check_others: bool | tuple[str, ...] = False
    disabled: Dynamic = NEVER
    chosen_as: str = ""  # the datatype that values of choices are read as

    @property
    def offers(self) -> tuple[str, ...]:
        """Return the names that answering it defines."""
        if not self.name:
            return ()
        if self.datatype in CHECKBOXES and self.datatype not in OBJECTS:
            literal = (f"{self.name}[{value!r}]" for value in self.choices.literals)
            return (
                self.name,
                f"{self.name}.gathered",
                *(each for each in literal if is_name(each)),
            )
        if self.datatype in OBJECTS:
            return (self.name, f"{self.name}.gathered")
        return (self.name,)

    def labelled(self, context: Context) -> str:
        """Return the label as markup, '' if there is none."""
        return self.label.render(context) if self.label else ""


def read_fields(reader: Reader, value: Any, position: Position) -> tuple[FieldPart, ...]:
    """Return the entries of a `fields` list; what is off is noted by the reader."""
    if isinstance(value, Map) and not set(value) & KEYS and len(value) > 1:
        reader.mistake('"fields" is a list: write "- " before each "label: name".', position)
        return ()
    return tuple(
        part
        for each, at in listed(value, position)
        for part in [read_field(reader, each, at)]
        if part
    )


def read_field(reader: Reader, each: Any, at: Position) -> FieldPart | None:
    """Return one entry, None if it cannot be read."""
    if not isinstance(each, Map):
        reader.mistake('A field is "label: name", with more keys below if needed.', at)
        return None
    if set(each) == {"code"}:
        return FieldPart(at, code=reader.expression(each["code"], each.at("code")))
    if note := _note(reader, each, at):
        return note
    label, name, labelled = _label_and_name(reader, each, at)
    if not name:
        return None
    return _input(reader, each, at, _Named(label, name, labelled))


def _note(reader: Reader, each: Map, at: Position) -> FieldPart | None:
    for key in ("note", "html", "raw html"):
        if key in each:
            labels = [word for word in each if word not in KEYS]
            if not labels and "field" not in each and "no label" not in each:
                text = reader.template(each[key], each.at(key))
                return FieldPart(
                    at,
                    datatype=key,
                    note=text,
                    show_if=_conditions(reader, each),
                    label=reader.text("label", each),
                )
    if set(each) & {"script", "css"} and not [word for word in each if word not in KEYS]:
        key = "script" if "script" in each else "css"
        text = reader.template(each[key], each.at(key))
        return FieldPart(at, datatype="dropped", note=text)
    return None


@dataclass(frozen=True)
class _Named:
    label: Template | None
    name: str
    labelled: bool


def _label_and_name(reader: Reader, each: Map, at: Position) -> tuple[Template | None, str, bool]:
    if "no label" in each:
        return None, reader.name(each["no label"], each.at("no label")), False
    if "field" in each:
        label = reader.text("label", each)
        return label, reader.name(each["field"], each.at("field")), label is not None
    labels = labels_of(each)
    if not labels:
        close = registry.did_you_mean("label", each)
        reader.mistake(f'A field needs "label: name".{close}', at)
        return None, "", False
    name = reader.name(each[labels[0]], each.at(labels[0]))
    for extra in labels[1:]:
        hint = registry.did_you_mean(extra, KEYS)
        reader.mistake(
            f'A field has a key "{extra}" that it does not know.{hint}', each.key_at(extra)
        )
    return reader.template(labels[0], each.key_at(labels[0])), name, True


def _input(reader: Reader, each: Map, at: Position, named: _Named) -> FieldPart:
    choices = _choices(reader, each)
    datatype, control = _datatype(reader, each, choices)
    return FieldPart(
        at,
        name=named.name,
        datatype=datatype,
        control=control,
        label=named.label,
        note=reader.text("note" if "note" in each else "html", each),
        under=reader.text("under text", each),
        required=_required(reader, each, datatype),
        default=_default(reader, each),
        hint=reader.text("hint", each),
        help=reader.text("help", each),
        choices=choices,
        show_if=_conditions(reader, each),
        attributes={
            key: _attribute(reader, each, key) for key in ATTRIBUTES if each.get(key) is not None
        },
        validate=reader.expression(each["validate"], each.at("validate"))
        if "validate" in each
        else None,
        messages=_messages(reader, each.get("validation messages")),
        disable_others=_others(reader, each, "disable others"),
        uncheck_others=_others(reader, each, "uncheck others"),
        check_others=_others(reader, each, "check others"),
        disabled=reader.code_or_text(each.get("disabled", False), each.at("disabled")),
        chosen_as=chosen_as(each, choices),
        none_of_the_above=_nota(
            reader, each, "none of the above", "nota", default=datatype in CHECKBOXES
        ),
        all_of_the_above=_nota(reader, each, "all of the above", "aota", default=False),
        labeler=_function(reader, each, "object labeler"),
        helper=_function(reader, each, "help generator"),
        picturer=_function(reader, each, "image generator"),
        label_above=bool(each.get("label above field")),
        grid=_grid(each.get("grid")),
        css_class=str(each.get("css class") or ""),
    )


def _attribute(reader: Reader, each: Map, key: str) -> Dynamic:
    value = each[key]
    if key == "accept" and isinstance(value, str) and value.strip()[:1] in ("'", '"'):
        # Some interviews write it as code.
        return Dynamic(expression=reader.expression(value, each.at(key)))
    return reader.dynamic(value, each.at(key))


def _others(reader: Reader, each: Map, key: str) -> bool | tuple[str, ...]:
    value = each.get(key)
    return reader.names(value, each.at(key)) if isinstance(value, list) else bool(value)


def _function(reader: Reader, each: Map, key: str) -> Expression | None:
    return reader.expression(each[key], each.at(key)) if key in each else None


def _grid(value: Any) -> int:
    if isinstance(value, Map):
        value = value.get("width")
    return value if isinstance(value, int) and 0 < value <= 12 else 0


def _required(reader: Reader, each: Map, datatype: str) -> Dynamic:
    # Who answers elsewhere need not answer the field that switches the others off. Of boxes
    # without "None of the above", leaving all of them empty is how one says it.
    none_is_said = datatype in TICKED and each.get("none of the above", each.get("nota")) is False
    value = each.get("required", not each.get("disable others") and not none_is_said)
    return reader.code_or_text(value, each.at("required"))


def _default(reader: Reader, each: Map) -> Dynamic:
    if "default" not in each:
        return NONE
    if each.get("datatype") in OBJECTS:
        return _default_objects(reader, each)
    return reader.dynamic_at("default", each)


def _default_objects(reader: Reader, each: Map) -> Dynamic:
    """Return the objects that are chosen at first: each is an expression."""
    value, at = each["default"], each.at("default")
    if isinstance(value, Map) and set(value) == {"code"}:
        return reader.dynamic(value, at)
    if isinstance(value, list):
        value = f"[{', '.join(str(one) for one in value)}]"
    return Dynamic(expression=reader.expression(value, at))


def _messages(reader: Reader, value: Any) -> dict[str, Template]:
    if not isinstance(value, Map):
        return {}
    return {key: reader.template(text, value.at(key)) for key, text in value.items()}


def _nota(reader: Reader, each: Map, key: str, short: str, *, default: bool) -> bool | Template:
    key = key if key in each else short
    value = each.get(key, default)
    if isinstance(value, bool):
        return value
    return reader.template(value, each.at(key))


def _choices(reader: Reader, each: Map) -> Choices:
    if "choices" in each:
        objects = each.get("datatype") in OBJECTS
        return read_choices(reader, each, "choices", objects=objects)
    if "code" in each:
        made = Map(each.position)
        made["choices"] = Map(each.position)
        made["choices"]["code"] = each["code"]
        made["choices"].values_at["code"] = each.at("code")
        for key in ("exclude", "shuffle"):
            if key in each:
                made[key] = each[key]
                made.values_at[key] = each.at(key)
        return read_choices(reader, made, "choices")
    return Choices()


# What interviews call the datatypes otherwise.
_SYNONYMS = {
    "string": "text", "str": "text", "int": "integer", "boolean": "yesno",
    "threestate": "yesnomaybe", "": "text",
}  # fmt: skip
# A menu of choices unless `input type` says another control for one of several.
_SINGLE = {
    "radio": "radio", "dropdown": "dropdown", "combobox": "combobox", "datalist": "combobox",
    "ajax": "combobox",
}  # fmt: skip
# Boxes that `input type: radio` makes buttons of.
_BUTTONS = {
    "yesno": "yesnoradio", "yesnowide": "yesnoradio", "noyes": "noyesradio",
    "noyeswide": "noyesradio",
}  # fmt: skip


def _datatype(reader: Reader, each: Map, choices: Choices) -> tuple[str, str]:
    """Return how the answer is read, and what control shows it if that is not the same."""
    control = str(each.get("input type") or "").strip()
    written = str(each.get("datatype") or "").strip()
    datatype = _SYNONYMS.get(written, written)
    try:
        found = registry.find_datatype(datatype, each.at("datatype"))
    except BlockInvalid as mistake:
        reader.mistakes.append(mistake)
        return "text", ""
    if choices and datatype not in NEEDS_CHOICES:
        usual = "radio" if datatype in YESNO else "dropdown"
        return _SINGLE.get(control, usual), control
    if not choices and datatype in NEEDS_CHOICES:
        reader.mistake(f'A field of datatype "{datatype}" needs choices.', each.position)
        return "text", ""
    if control == "radio" and datatype in _BUTTONS:
        return _BUTTONS[datatype], control
    if control == "area" and isinstance(found, Line):
        return "area", control
    return datatype, control


def _conditions(reader: Reader, each: Map) -> tuple[ShowIf, ...]:
    found = []
    for key, (sense, effect) in CONDITIONS.items():
        if key in each:
            found.append(_condition(reader, each[key], each.at(key), (sense, effect)))
    return tuple(found)


def _condition(reader: Reader, value: Any, at: Position, meaning: tuple[bool, str]) -> ShowIf:
    sense, effect = meaning
    if isinstance(value, Map) and "code" in value:
        return ShowIf(sense, effect, code=reader.expression(value["code"], value.at("code")))
    if isinstance(value, Map) and "variable" in value:
        variable = reader.name(value["variable"], value.at("variable"))
        return ShowIf(
            sense,
            effect,
            variable,
            reader.dynamic(value.get("is"), value.at("is")),
            "is" not in value,
        )
    if isinstance(value, Map):
        reader.mistake('A condition has "variable" and "is", or "code".', at)
        return ShowIf(sense, effect, code=reader.expression("True", at))
    if is_name(value):
        return ShowIf(sense, effect, reader.name(value, at), truthy=True)
    return ShowIf(sense, effect, code=reader.expression(value, at))
