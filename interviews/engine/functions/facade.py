"""Façades of Python's modules: a few names of ours under theirs, and no way to the modules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from interviews.engine import registry
from interviews.engine.context import Context
from interviews.engine.registry import did_you_mean
from interviews.engine.values import Invocable, Native, Reachable, Refused


class Facade(Reachable):
    """A module as an interview may import it: a closed table of functions and constants."""

    def __init__(self, name: str, offered: Mapping[str, Any]) -> None:
        self.instance_name = name
        self._offered = dict(offered)

    @property
    def offered(self) -> Mapping[str, Any]:
        """Return all that the table has, by name."""
        return self._offered

    def get_attribute(self, context: Context, name: str) -> Any:
        """Return what the table has under this name. Raises Refused if it has nothing."""
        if name not in self._offered:
            hint = did_you_mean(name, self._offered)
            raise Refused(f"The module {self.instance_name} offers no '{name}'.{hint}")
        return self._offered[name]

    def has_attribute(self, name: str) -> bool:
        """Say whether the table has this name."""
        return name in self._offered


class OfferedFunction(Facade, Invocable):
    """A function that has functions of its own, such as `chain.from_iterable`."""

    def __init__(self, name: str, function: Any, offered: Mapping[str, Any]) -> None:
        super().__init__(name, {key: Native(key, each) for key, each in offered.items()})
        self.name = name
        self._function = Native(name, function)

    def call(self, context: Context, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Carry out the call."""
        return self._function.call(context, args, kwargs)


def offer(module: str, functions: Mapping[str, Callable[..., Any]], **more: Any) -> Facade:
    """Register a façade of functions that get the Context first, and of constants.

    Constants are shared by all sessions: none may be a list, a set or a dictionary.
    """
    table = {name: Native(name, function) for name, function in functions.items()}
    made = registry.modules[module] = Facade(module, table | more)
    return made
