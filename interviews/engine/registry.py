"""Where block types, answer types, functions and classes of the language are found by name.

Those who register stand above; this module knows none of them. A name that is not there raises an
error that lists what is, and what was probably meant.
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Protocol, TypeVar

from interviews.engine.context import Context
from interviews.engine.errors import BlockInvalid, EngineError, Position
from interviews.engine.screens import Html
from interviews.engine.values import Filling, Invocable, Native, Tally

T = TypeVar("T")


class ValueRefused(EngineError):
    """What a person gave for a field does not fit it; `message` is shown beside the field."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__("a value was refused")
        self.message = message
        self.field = field  # a name, if `validation_error` pointed at one


@dataclass(frozen=True)
class ChoiceSpec:
    """One choice of a field on the present screen: what its key stands for."""

    key: str
    label: Html
    value: Any
    plain_label: str = ""


@dataclass(frozen=True)
class FieldSpec:
    """What a datatype needs to know of a field to read and show its value."""

    label: str  # plain text, for messages
    datatype: str
    required: bool = True
    choices: tuple[ChoiceSpec, ...] = ()
    attributes: Mapping[str, Any] = field(default_factory=dict)  # min, max, step, minlength, …
    messages: Mapping[str, str] = field(default_factory=dict)  # an author's own, by what was wrong
    none_label: str = ""  # of checkboxes' "none of the above"
    name: str = ""  # the name that the field sets; objects made for it bear it


class Datatype(Protocol):
    """How one kind of answer is read from a form and shown in it."""

    def parse(self, posted: Sequence[str], field: FieldSpec, context: Context) -> Any:
        """Return the value. Raises ValueRefused with a message for the person."""
        ...

    def show(self, value: Any, field: FieldSpec, context: Context) -> str | tuple[str, ...]:
        """Return what the control shows for a value, as it would be posted; '' if it cannot."""
        ...

    def attributes(self, field: FieldSpec, context: Context) -> Mapping[str, str]:
        """Return the attributes of the control: min, max, step, rows, inputmode, …."""
        ...


# A section with this key is such a block whatever else it has: a question may have attachments.
LEADING = "question"
# A section with such a key alone says nothing; beside others they make it no other block.
REMARKS = ("comment", "default role")

datatypes: dict[str, Datatype] = {}
functions: dict[str, Invocable] = {}
values: dict[str, Any] = {}  # what else every interview finds under a name, such as `nav`
classes: dict[str, Any] = {}  # class tokens: Invocable values that construct objects
blocks: dict[str, Any] = {}  # by the key that makes a section such a block
modules: dict[str, Any] = {}  # façades (Reachable) of Python modules that an interview may import
methods: dict[type, dict[str, Callable[..., Any]]] = {}  # of plain types: f(context, self, *args)
of_types: dict[type, dict[str, Callable[..., Any]]] = {}  # of plain types: f(context, *args)
readings: dict[
    type, dict[str, Callable[..., Any]]
] = {}  # attributes of plain types: f(context, self)


def block(key: str, *more: str) -> Callable[[type[T]], type[T]]:
    """Register a class as the block type of all sections that have one of these keys."""

    def register(cls: type[T]) -> type[T]:
        for each in (key, *more):
            _add(blocks, each, cls, "block")
        return cls

    return register


def datatype(key: str, *more: str) -> Callable[[type[T]], type[T]]:
    """Register a class as the datatype with these names; one instance serves all fields."""

    def register(cls: type[T]) -> type[T]:
        instance = cls()
        for each in (key, *more):
            _add(datatypes, each, instance, "datatype")
        return cls

    return register


def function(
    key: str, *more: str, python_type: type | tuple[type, ...] | None = None
) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Register a function that authors call by these names. It gets the Context first."""

    def register(made: Callable[..., T]) -> Callable[..., T]:
        for each in (key, *more):
            _add(functions, each, Native(each, made, python_type), "function")
        return made

    return register


def kind(key: str) -> Callable[[type[T]], type[T]]:
    """Register an object class under its token: what state and expressions call it."""

    def register(cls: type[T]) -> type[T]:
        _add(classes, key, cls, "class")
        return cls

    return register


def method(cls: type, *names: str) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Register what values of a plain Python type offer as a method: f(context, self, *args)."""

    def register(made: Callable[..., T]) -> Callable[..., T]:
        for name in names:
            _add(methods.setdefault(cls, {}), name, made, "method")
        return made

    return register


def of_type(cls: type, name: str) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Register what a plain Python type itself offers: f(context, *args)."""

    def register(made: Callable[..., T]) -> Callable[..., T]:
        _add(of_types.setdefault(cls, {}), name, made, "function")
        return made

    return register


def reading(cls: type, *names: str) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Register what values of a plain Python type offer as an attribute: f(context, self)."""

    def register(made: Callable[..., T]) -> Callable[..., T]:
        for name in names:
            _add(readings.setdefault(cls, {}), name, made, "attribute")
        return made

    return register


def _add(table: dict[str, Any], key: str, made: Any, what: str) -> None:
    if key in table:
        raise ValueError(f"the {what} '{key}' is registered twice")
    table[key] = made


COUNTER = "Counter"


def kind_of_filling(value: Filling) -> str:
    """Return what fills a dictionary: "Counter", a function of the language, or ''."""
    if isinstance(value, Tally):
        return COUNTER
    name = value.factory.name if value.factory else ""
    return name if functions.get(name) is value.factory else ""


def filling(kind: str, entries: Mapping[Any, Any] | None = None) -> Filling:
    """Return a dictionary that is filled so."""
    if kind == COUNTER:
        return Tally(None, entries)
    return Filling(functions.get(kind), entries)


def import_all(package: ModuleType) -> None:
    """Import every module of a package, so that what they hold is registered."""
    for found in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{found.name}")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ' Did you mean "…"?' or ''."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.7)
    return f' Did you mean "{close[0]}"?' if close else ""


def no_module(name: str) -> str:
    """Return what to say of a module that there is not; '' of one that there is.

    Nor is anything said of modules of packages: interviews name them for other servers.
    """
    if name in modules or name.startswith((".", "docassemble.")):
        return ""
    hint = did_you_mean(name, modules) or f" There are: {', '.join(sorted(modules))}."
    return f'There is no module "{name}".{hint}'


def find_datatype(key: str, position: Position | None) -> Datatype:
    """Return the datatype. Raises BlockInvalid if there is none of that name."""
    if key not in datatypes:
        raise BlockInvalid(
            f'There is no datatype "{key}".{did_you_mean(key, datatypes)}', position
        )
    return datatypes[key]


@dataclass(frozen=True)
class _Several:
    """A section that defines several things for the whole interview."""

    types: tuple[Any, ...]

    def read(self, reader: Any, definitions: Any) -> None:
        """Let each read what it knows of the section."""
        for each in self.types:
            each.read(reader, definitions)


def block_type(keys: Mapping[str, Any], position: Position | None) -> Any:
    """Return the block type of a section with these keys. Raises BlockInvalid unless it is one."""
    if LEADING in keys and LEADING in blocks:
        return blocks[LEADING]
    found = {blocks[key]: key for key in keys if key in blocks and key not in REMARKS}
    if not found and (remark := next((key for key in keys if key in REMARKS), "")) in blocks:
        return blocks[remark]
    if len(found) == 1:
        return next(iter(found))
    if all(getattr(each, "only_defines", False) for each in found) and found:
        return _Several(tuple(found))
    if found:
        listed = " and ".join(f'"{key}"' for key in found.values())
        raise BlockInvalid(
            f"A section is one block: it has {listed}. Split it with ---.", position
        )
    for key in keys:
        if hint := did_you_mean(key, blocks):
            raise BlockInvalid(
                f'A section has the key "{key}", which makes no block.{hint}', position
            )
    raise BlockInvalid(
        "A section needs exactly one of the keys that make a block: "
        + ", ".join(sorted(blocks))
        + ".",
        position,
    )
