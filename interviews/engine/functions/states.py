"""`import us`: the states of the United States by name and letters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from interviews.engine import registry
from interviews.engine.context import Context
from interviews.engine.functions.facade import Facade
from interviews.engine.functions.places import subdivisions_of
from interviews.engine.values import Native, Reachable, Refused, text_of

_TERRITORIES = ("AS", "GU", "MP", "PR", "VI")
_DISTRICT = "DC"


@dataclass(frozen=True)
class State(Reachable):
    """One state: its letters and its name."""

    abbr: str
    name: str

    def get_attribute(self, context: Context, name: str) -> str:
        """Return `abbr` or `name`. Raises Refused for what is not known of it."""
        return _part(self, name)

    def has_attribute(self, name: str) -> bool:
        """Say whether it is known."""
        return name in ("abbr", "name")

    def text(self, context: Context) -> str:
        """Return the name."""
        return self.name


def _part(state: State, name: str) -> str:
    if name not in ("abbr", "name"):
        raise Refused(f"A state has abbr and name, no '{name}'.")
    return state.abbr if name == "abbr" else state.name


_ALL = {letters: State(letters, name) for letters, name in subdivisions_of("US").items()}
# Tuples: what all sessions share may never change.
_STATES = tuple(each for each in _ALL.values() if each.abbr not in (*_TERRITORIES, _DISTRICT))
_LANDS = tuple(_ALL[letters] for letters in _TERRITORIES)


def _lookup(context: Context, wanted: Any, *_: Any, **__: Any) -> State | None:
    said = str(text_of(context, wanted)).strip().lower()
    context.budget.charge(len(_ALL))
    found = (each for each in _ALL.values() if said in (each.abbr.lower(), each.name.lower()))
    return next(found, None)


def _mapping(context: Context, key: str, value: str, *_: Any, **__: Any) -> dict[str, str]:
    context.budget.elements(len(_ALL))
    return {_part(each, key): _part(each, value) for each in (*_STATES, *_LANDS)}


def _table() -> dict[str, Any]:
    listed = {"STATES": _STATES, "TERRITORIES": _LANDS, "STATES_AND_TERRITORIES": _STATES + _LANDS}
    return {**_ALL, **listed}


_OFFERED = _table() | {"lookup": Native("lookup", _lookup), "mapping": Native("mapping", _mapping)}
registry.modules["us.states"] = Facade("us.states", _OFFERED)
registry.modules["us"] = Facade("us", {**_table(), "states": registry.modules["us.states"]})
