"""A session as typed JSON, and back; differences between two states.

What may go wrong for ever: a stored state that makes something other than plain values and the
classes on our list. The one principle: a closed list of tokens; what is not on it is refused.

Objects stand in one table and are referred to by a handle, so that two names of one object stay
two names of one object; so do lists, dictionaries and sets that have more than one name. Functions
and modules are derived and never stored.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from interviews.engine import registry
from interviews.engine.errors import BudgetExceeded, StateUnreadable
from interviews.engine.session import Session
from interviews.engine.values import Filling, Reachable
from interviews.engine.veil import Authored, Markup, authored, veil

SCHEMA = 1
MAX_STATE = 2_000_000  # characters of one session's JSON
MAX_VALUES = 500_000  # of one session, counted while they are written
MAX_DEPTH = 60  # of values within values, without those that have a handle

Json = Any
T = TypeVar("T")

# Classes that state itself knows, beside those of `registry.classes`.
_storable: dict[str, type] = {}


def storable(token: str) -> Callable[[type[T]], type[T]]:
    """Register a class under a token; it has `to_state()` and `restore(fields)`."""

    def register(cls: type[T]) -> type[T]:
        _storable[token] = cls
        return cls

    return register


class _Left(Exception):
    """The value is derived: it is left out and made again when it is needed."""


class _Writer:
    """Writes values; objects, and the collections that are `shared`, get a handle."""

    def __init__(self, shared: frozenset[int] = frozenset()) -> None:
        self.shared = shared
        self.objects: dict[str, Json] = {}
        self.handles: dict[int, str] = {}
        self.numbers: dict[str, int] = {}
        self.waiting: list[tuple[str, Any]] = []  # what has a handle, in the order of its table
        self.met: dict[int, Any] = {}  # kept, so that no id is used twice
        self.met_again: set[int] = set()
        self.depth = self.count = 0

    def session(self, session: Session) -> dict[str, Json]:
        """Return all fields and the table of what has a handle."""
        made: dict[str, Json] = {"schema": SCHEMA}
        for each in fields(Session):
            made[each.name] = self.value(getattr(session, each.name))
        for handle, value in self.waiting:
            self.objects[handle] = self.entry(value)
        made["objects"] = self.objects
        return made

    def value(self, value: Any) -> Json:
        """Return the value as JSON. Raises _Left if it is derived."""
        self.count += 1
        if self.count > MAX_VALUES:
            raise BudgetExceeded("The session has become too large.")
        if isinstance(value, Markup | Authored):
            return {"$m" if isinstance(value, Markup) else "$a": veil(value)}
        if value is None or isinstance(value, bool | int | float | str):
            return value
        if isinstance(value, Decimal | date | time | timedelta):
            return _moment(value)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise BudgetExceeded("The interview's values are nested too deeply to be stored.")
        try:
            return self.compound(value)
        finally:
            self.depth -= 1

    def compound(self, value: Any) -> Json:
        if isinstance(value, Reachable) and hasattr(value, "to_state"):
            return {"$r": self.handle(value)}
        if isinstance(value, list | dict | set):
            return self.shareable(value)
        if isinstance(value, tuple):
            return {"$tuple": self.elements(value)}
        if isinstance(value, range):
            return {"$range": [value.start, value.stop, value.step]}
        raise _Left

    def shareable(self, value: Any) -> Json:
        """Return a collection, or its handle if it is met more than once."""
        if id(value) in self.shared:
            return {"$r": self.handle(value)}
        if id(value) in self.met:
            self.met_again.add(id(value))  # all is written once more, with handles
            return None
        self.met[id(value)] = value
        return self.collection(value)

    def collection(self, value: Any) -> Json:
        """Return a plain list, dictionary or set."""
        if isinstance(value, list):
            return self.elements(value)
        if isinstance(value, Filling):
            return {"$filling": [registry.kind_of_filling(value), self.pairs(value)]}
        if isinstance(value, dict):
            return self.mapping(value)
        return {"$set": sorted(self.elements(value), key=repr)}

    def elements(self, values: Any) -> list[Json]:
        """Return elements; what is derived is None, so that the others keep their places."""
        made = []
        for each in values:
            try:
                made.append(self.value(each))
            except _Left:
                made.append(None)
        return made

    def mapping(self, values: Mapping[Any, Any]) -> Json:
        """Return a dictionary, as pairs if its keys are not all plain texts."""
        pairs = self.pairs(values)
        if all(type(key) is str and not key.startswith("$") for key, _ in pairs):
            return dict(pairs)
        return {"$dict": pairs}

    def pairs(self, values: Mapping[Any, Any]) -> list[list[Json]]:
        """Return the entries of a dictionary, without what is derived."""
        pairs = []
        for key, each in values.items():
            try:
                pairs.append([self.value(key), self.value(each)])
            except _Left:
                continue
        return pairs

    def handle(self, value: Any) -> str:
        """Return the handle of an object or a collection; it is written when its turn comes."""
        if id(value) not in self.handles:
            handle = base = getattr(value, "instance_name", "") or type(value).__name__
            while handle in self.objects:
                self.numbers[base] = self.numbers.get(base, 1) + 1
                handle = f"{base}#{self.numbers[base]}"
            self.handles[id(value)] = handle
            self.objects[handle] = None
            self.waiting.append((handle, value))
        return self.handles[id(value)]

    def entry(self, value: Any) -> Json:
        """Return what the table says of an object or a collection."""
        if not isinstance(value, Reachable):
            return {"$plain": self.collection(value)}
        made = {"$class": _token(value)}
        for key, each in value.to_state().items():  # type: ignore[attr-defined]
            made[key] = self.value(each)
        return made


def _token(value: Any) -> str:
    for token, cls in _storable.items():
        if type(value) is cls:
            return token
    return str(getattr(value, "class_token", "") or type(value).__name__)


def _moment(value: Any) -> Json:
    if isinstance(value, datetime):
        zone = f"[{value.tzinfo.key}]" if isinstance(value.tzinfo, ZoneInfo) else ""
        return {"$datetime": value.isoformat() + zone}
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    if isinstance(value, time):
        return {"$time": value.isoformat()}
    if isinstance(value, timedelta):
        return {"$delta": [value.days, value.seconds, value.microseconds]}
    return {"$decimal": str(value)}


def _datetime(stored: str) -> datetime:
    moment, _, zone = stored.partition("[")
    made = datetime.fromisoformat(moment)
    if not zone:
        return made
    local = made.replace(tzinfo=ZoneInfo(zone.rstrip("]")))
    return local if local.utcoffset() == made.utcoffset() else local.replace(fold=1)


def to_json(session: Session) -> Json:
    """Return the session as typed JSON. Raises BudgetExceeded if it is too large."""
    writer = _Writer()
    made = writer.session(session)
    if writer.met_again:
        made = _Writer(frozenset(writer.met_again)).session(session)
    if len(json.dumps(made)) > MAX_STATE:
        raise BudgetExceeded("The session has become too large.")
    return made


class _Reader:
    """Reads values; what has a handle is made once, and filled when its turn comes."""

    def __init__(self, objects: Mapping[str, Json]) -> None:
        self.objects = objects
        self.made: dict[str, Any] = {}
        self.waiting: list[tuple[Any, Json]] = []

    def session(self, stored: Mapping[str, Json]) -> Session:
        """Return the session with all that it refers to."""
        made = Session()
        for each in fields(Session):
            blank = getattr(made, each.name)
            value = self.value(stored.get(each.name, blank))
            if isinstance(blank, dict | list) and type(value) is not type(blank):
                raise StateUnreadable("The stored session is damaged.")
            setattr(made, each.name, value)
        for value, written in self.waiting:
            self.fill(value, written)
        return made

    def value(self, stored: Json) -> Any:
        """Return the value. Raises StateUnreadable for an unknown token."""
        if isinstance(stored, list):
            return [self.value(each) for each in stored]
        if not isinstance(stored, dict):
            return stored
        token = next(iter(stored), "")
        if not token.startswith("$"):
            return {key: self.value(each) for key, each in stored.items()}
        if token not in _READ or len(stored) != 1:
            raise StateUnreadable("The stored session has a token that is unknown.")
        return _READ[token](self, stored[token])

    def reference(self, handle: str) -> Any:
        """Return the object or collection with a handle."""
        if handle not in self.made:
            if handle not in self.objects:
                raise StateUnreadable("The stored session refers to an object that is not there.")
            stored = self.objects[handle]
            self.made[handle] = self.blank(stored)
            self.waiting.append((self.made[handle], stored))
        return self.made[handle]

    def blank(self, stored: Json) -> Any:
        """Return an empty collection, or an empty object of a class on our list."""
        if "$plain" in stored:
            return _blank_collection(stored["$plain"])
        token = stored["$class"]
        if token == "ClassValue":  # noqa: S105 - no secret: the token of a class
            known = registry.classes.get(stored["class"])
            if known is not None:
                return type(known)(known.made)
        elif token in _storable:
            return _storable[token]()
        elif token in registry.classes:
            return registry.classes[token].blank()
        raise StateUnreadable("The stored session has an object of an unknown class.")

    def fill(self, made: Any, stored: Json) -> None:
        """Put into an empty object or collection what was stored of it."""
        if "$plain" in stored:
            value = self.value(stored["$plain"])
            made.extend(value) if isinstance(made, list) else made.update(value)
        elif stored["$class"] == "ClassValue":
            made.kwargs.update(self.value(stored["kwargs"]))
        else:
            made.restore(
                {key: self.value(each) for key, each in stored.items() if key != "$class"}
            )

    def pairs(self, stored: Json) -> dict[Any, Any]:
        """Return a dictionary with any keys."""
        return {self.value(key): self.value(each) for key, each in stored}


def _blank_collection(stored: Json) -> Any:
    if isinstance(stored, list):
        return []
    if "$filling" in stored:
        return registry.filling(stored["$filling"][0])
    return set() if "$set" in stored else {}


_READ: dict[str, Callable[[_Reader, Any], Any]] = {
    "$r": _Reader.reference,
    "$m": lambda reader, stored: Markup(stored),
    "$a": lambda reader, stored: authored(stored),
    "$tuple": lambda reader, stored: tuple(reader.value(stored)),
    "$set": lambda reader, stored: set(reader.value(stored)),
    "$dict": _Reader.pairs,
    "$filling": lambda reader, stored: registry.filling(stored[0], reader.pairs(stored[1])),
    "$range": lambda reader, stored: range(*stored),
    "$datetime": lambda reader, stored: _datetime(stored),
    "$date": lambda reader, stored: date.fromisoformat(stored),
    "$time": lambda reader, stored: time.fromisoformat(stored),
    "$delta": lambda reader, stored: timedelta(*stored),
    "$decimal": lambda reader, stored: Decimal(stored),
}
# What reading raises if a stored session is not what `to_json` wrote.
_DAMAGES = (
    ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
)  # fmt: skip


def from_json(stored: Json) -> Session:
    """Return the session of typed JSON. Raises StateUnreadable if it is another's or damaged."""
    if not isinstance(stored, dict) or stored.get("schema") != SCHEMA:
        raise StateUnreadable("The stored session is of another schema.")
    try:
        return _Reader(stored["objects"]).session(stored)
    except _DAMAGES:
        raise StateUnreadable("The stored session is damaged.") from None


# Differences


def unlooked(state: Json) -> Json:
    """Return a state without what the first look found: who goes back there looks anew."""
    return {**state, "found": []} if "found" in state else state


def difference(old: Json, new: Json) -> Json:
    """Return what turns `old` into `new` by `apply`; small if little changed.

    The order of a session's fields, names and objects says nothing and may be lost; that of a
    dictionary in them is kept.
    """
    return _difference(old, new, tables=2)


def _difference(old: Json, new: Json, tables: int) -> Json:
    if not isinstance(old, dict) or not isinstance(new, dict):
        return {"is": new}
    kept = _kept(old, new) if tables < 1 else {key for key in new if key in old}
    gone = [key for key in old if key not in kept]
    put = {key: each for key, each in new.items() if key not in kept}
    inner = {
        key: _difference(old[key], new[key], tables - 1)
        for key in new
        if key in kept and not _same(old[key], new[key])
    }
    parts = {"in": {key: each for key, each in inner.items() if each}, "put": put, "gone": gone}
    return {key: part for key, part in parts.items() if part}


def _kept(old: dict[str, Json], new: dict[str, Json]) -> set[str]:
    """Return the keys at the beginning of `new` that come in the same order in `old`."""
    places = {key: at for at, key in enumerate(old)}
    kept: set[str] = set()
    last = -1
    for key in new:
        if places.get(key, -1) <= last:
            break
        last = places[key]
        kept.add(key)
    return kept


def apply(old: Json, delta: Json) -> Json:
    """Return the state that `difference` led to. Raises StateUnreadable if it does not fit."""
    if not isinstance(delta, dict):
        raise StateUnreadable("A difference of states is damaged.")
    if "is" in delta:
        return delta["is"]
    if not delta:
        return old
    if not isinstance(old, dict):
        raise StateUnreadable("A difference of states does not fit.")
    gone = set(delta.get("gone", ()))
    made = {key: each for key, each in old.items() if key not in gone}
    for key, inner in delta.get("in", {}).items():
        if key not in made:
            raise StateUnreadable("A difference of states does not fit.")
        made[key] = apply(made[key], inner)
    made.update(delta.get("put", {}))
    return made


def _same(left: Json, right: Json) -> bool:
    """Say whether two values are the same JSON: 1, 1.0 and true are three things there."""
    return type(left) is type(right) and left == right and json.dumps(left) == json.dumps(right)
