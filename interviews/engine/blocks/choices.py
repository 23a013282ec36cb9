"""The choices of a field or of a question: written out, made by code, or blocks themselves."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from interviews.engine import registry
from interviews.engine.blocks.base import NONE, Block, Dynamic, Reader
from interviews.engine.blocks.definitions import Definitions
from interviews.engine.context import Context
from interviews.engine.errors import AuthorMistake, Position
from interviews.engine.evaluator.evaluate import blaming, evaluate, holds
from interviews.engine.evaluator.grammar import Expression
from interviews.engine.source import Map, Seq, plain
from interviews.engine.text.template import Template
from interviews.engine.values import Invocable, Reachable, equal, iterate, text_of, truth_of
from interviews.engine.veil import Markup, veil
from interviews.engine.veil import plain as plain_text

DETAILS = {
    "default", "help", "image", "css class", "color", "key", "group", "show if", "label", "value",
    "url",
}  # fmt: skip
COMMANDS = {
    "exit", "logout", "exit_logout", "leave", "restart", "new_session", "refresh", "signin",
    "register", "continue",
}  # fmt: skip

EMPTY = Markup("")
_LISTED = (2, 3, 4)  # value, label, whether it is the default, help


@dataclass(frozen=True)
class Option:
    """One choice as it is offered now."""

    label: Markup
    value: Any
    help: Markup = EMPTY
    image: str = ""
    css_class: str = ""
    color: str = ""
    default: bool = False
    url: str = ""
    group: str = ""  # the heading under which a menu lists it
    block: Block | None = None  # the block that choosing it stands for
    number: int = 0  # of the written choice, for blocks


@dataclass(frozen=True)
class Written:
    """One choice of a source, or code that makes several."""

    label: Template | None = None
    value: Any = None
    help: Template | None = None
    image: Dynamic = NONE
    css_class: str = ""
    color: str = ""
    default: bool = False
    url: Dynamic = NONE
    group: Template | None = None
    show_if: Expression | None = None
    code: Expression | None = None
    block: Block | None = None
    number: int = 0


@dataclass(frozen=True)
class Choices:
    """All choices of a field in order."""

    written: tuple[Written, ...] = ()
    exclude: tuple[Expression, ...] = ()
    shuffled: bool = False

    def __bool__(self) -> bool:
        return bool(self.written)

    def offered(self, context: Context, labeler: Any = None) -> list[Option]:
        """Return what can be chosen now. Raises NameMissing where code needs more."""
        excluded = [value for each in self.exclude for value in _excluded_by(each, context)]
        found = [
            option
            for each in self.written
            for option in _offer(each, context, labeler)
            if not any(equal(context, option.value, value) for value in excluded)
        ]
        context.budget.elements(len(found))
        return shuffled(context, found) if self.shuffled else found

    @property
    def literals(self) -> tuple[Any, ...]:
        """Return the values that are written out."""
        return tuple(
            each.value for each in self.written if each.code is None and each.block is None
        )

    @property
    def offers(self) -> tuple[str, ...]:
        """Return the names that the blocks among the choices define."""
        return tuple(name for each in self.written if each.block for name in each.block.offers)


NO_CHOICES = Choices()


def shuffled(context: Context, options: list[Option]) -> list[Option]:
    """Return choices in an order of chance, which stays the same throughout a session."""
    session = context.session
    session.chance = session.chance or secrets.randbits(48) + 1

    def place(option: Option) -> bytes:
        return hashlib.sha256(f"{session.chance}:{option.label}".encode()).digest()

    return sorted(options, key=place)


def _excluded_by(expression: Expression, context: Context) -> list[Any]:
    value = evaluate(expression, context)
    if isinstance(value, list | tuple | set) or _is_list(value):
        return iterate(context, value)
    return [value]


def _offer(written: Written, context: Context, labeler: Any) -> Iterator[Option]:
    if written.show_if is not None and not holds(written.show_if, context):
        return
    if written.code is not None:
        made = evaluate(written.code, context)
        with blaming(written.code):
            found = options_of(made, context, labeler)
        yield from found
        return
    assert written.label is not None
    yield Option(
        label=written.label.render(context),
        value=written.value,
        help=written.help.render(context) if written.help else EMPTY,
        image=written.image.text(context),
        css_class=written.css_class,
        color=written.color,
        default=written.default,
        url=written.url.text(context),
        group=plain_text(written.group.render(context)) if written.group else "",
        block=written.block,
        number=written.number,
    )


def options_of(made: Any, context: Context, labeler: Any = None) -> list[Option]:
    """Return the choices that code has made: values, pairs, mappings of value to label."""
    if made is None:
        return []
    if isinstance(made, dict):
        return [Option(_label(label, context), value) for value, label in made.items()]
    if isinstance(made, Reachable) and not _is_list(made):
        return [Option(_label(made, context, labeler), made)]
    return [
        option for each in iterate(context, made) for option in _option_of(each, context, labeler)
    ]


def _is_list(value: Any) -> bool:
    return isinstance(value, Reachable) and hasattr(value, "elements")


def _option_of(each: Any, context: Context, labeler: Any) -> list[Option]:
    if isinstance(each, dict):
        return _from_mapping(each, context)
    if isinstance(each, list | tuple) and len(each) in _LISTED:
        value, label, chosen, help_text = [*each, None, None][:4]
        return [
            Option(
                _label(label, context),
                value,
                help=_label(help_text, context) if help_text else EMPTY,
                default=truth_of(context, chosen),
            )
        ]
    if _is_list(each):
        return options_of(each, context, labeler)
    if each is None:
        return []
    return [Option(_label(each, context, labeler), each)]


def _from_mapping(each: dict[Any, Any], context: Context) -> list[Option]:
    rest = {key: value for key, value in each.items() if key not in DETAILS}
    if "value" in each and "label" in each:
        pairs = [(each["value"], each["label"])]
    else:
        pairs = list(rest.items())
    return [
        Option(
            label=_label(label, context),
            value=value,
            help=_label(each["help"], context) if each.get("help") else EMPTY,
            image=text_of(context, each.get("image") or ""),
            css_class=text_of(context, each.get("css class") or ""),
            color=text_of(context, each.get("color") or ""),
            group=text_of(context, each.get("group") or ""),
            default=truth_of(context, each.get("default")),
        )
        for value, label in pairs
    ]


def _label(value: Any, context: Context, labeler: Any = None) -> Markup:
    if isinstance(labeler, Invocable) and isinstance(value, Reachable):
        value = labeler.call(context, [value], {})
    return Markup(veil(text_of(context, value)))


# Reading

# Datatypes whose choices are texts in a source, and something else as an answer.
_READ_AS = {"integer", "number", "float", "currency", "date", "time", "datetime"}


def chosen_as(each: Map, choices: Choices) -> str:
    """Return the datatype that a field's choices are read as, '' if they stay what they are."""
    written = str(each.get("datatype") or "").strip()
    datatype = {"int": "integer"}.get(written, written)
    return datatype if choices and datatype in _READ_AS else ""


def read_choices(reader: Reader, section: Map, key: str, *, objects: bool = False) -> Choices:
    """Return the choices under a key: a list, a mapping, or `code`.

    Of `objects`, what stands in a list are expressions too.
    """
    value, position = section.get(key), section.at(key)
    written: list[Written] = []
    if isinstance(value, Map) and set(value) == {"code"}:
        written.append(Written(code=reader.expression(value["code"], value.at("code"))))
    elif isinstance(value, Map):
        for label in value:
            written.append(_pair(reader, value, label, Map(position), len(written)))
    elif isinstance(value, str):
        written.append(Written(code=reader.expression(value, position)))
    elif isinstance(value, Seq):
        for number, (each, at) in enumerate(value.located()):
            if objects and isinstance(each, str):
                written.append(Written(code=reader.expression(each, at)))
            else:
                written.append(_choice(reader, each, at, number))
    else:
        reader.mistake(f'"{key}" is a list of choices, or code that makes one.', position)
    shuffle = section.get("shuffle") is True
    return Choices(tuple(written), _excluded(reader, section), shuffle)


def _excluded(reader: Reader, section: Map) -> tuple[Expression, ...]:
    return reader.expressions(section.get("exclude"), section.at("exclude"))


def _choice(reader: Reader, each: Any, at: Position, number: int) -> Written:
    if isinstance(each, Seq) and len(each) in _LISTED:
        value, label, chosen, help_text = [*plain(each), None, None][:4]
        return Written(
            reader.template(label, at),
            value,
            reader.template(help_text, at) if help_text else None,
            default=bool(chosen),
            number=number,
        )
    if not isinstance(each, Map):
        # What is shown and what is stored are the same text.
        value = str(each) if type(each) in (int, float) else plain(each)
        return Written(label=reader.template(each, at), value=value, number=number)
    if set(each) == {"code"}:
        return Written(code=reader.expression(each["code"], each.at("code")))
    if "label" in each and "value" in each:
        made = Map(at)
        made[str(each["label"])] = each["value"]
        made.keys_at, made.values_at = (
            {str(each["label"]): each.at("label")},
            {str(each["label"]): each.at("value")},
        )
        return _pair(reader, made, str(each["label"]), each, number)
    labels = [key for key in each if key not in DETAILS]
    if len(labels) != 1:
        reader.mistake('A choice is a text, or one "label: value".', at)
        return Written(label=reader.template("?", at), number=number)
    return _pair(reader, each, labels[0], each, number)


def _pair(reader: Reader, holder: Map, label: str, details: Map, number: int) -> Written:
    value = holder[label]
    show_if = details.get("show if")
    if isinstance(show_if, Map):
        show_if = show_if.get("code")
    return Written(
        label=reader.template(label, holder.key_at(label)),
        value=plain(value) if not isinstance(value, Map) else None,
        help=reader.text("help", details),
        image=reader.dynamic_at("image", details),
        css_class=str(details.get("css class") or ""),
        color=str(details.get("color") or ""),
        default=bool(details.get("default")),
        url=reader.dynamic_at("url", details),
        group=reader.text("group", details),
        show_if=reader.expression(show_if, details.at("show if")) if show_if is not None else None,
        block=_embedded(reader, value) if isinstance(value, Map) else None,
        number=number,
    )


def _embedded(reader: Reader, value: Map) -> Block | None:
    """Return the block that a choice stands for."""
    inner = type(reader)(value, reader.package, reader.mistakes)
    try:
        made = registry.block_type(value, value.position)
    except AuthorMistake as mistake:
        reader.mistakes.append(mistake)
        return None
    found = made.read(inner, Definitions(package=reader.package))
    return found if isinstance(found, Block) else None
