"""Classes as expressions see them: called to make an object, and no way to Python's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from interviews.engine import registry
from interviews.engine.context import Context
from interviews.engine.objects.naming import Named, a_name
from interviews.engine.values import Invocable, Reachable, Refused


class ClassValue(Reachable, Invocable):
    """A class as expressions see it: called to make an object, `using(…)` sets what it gets."""

    class_token = "ClassValue"  # noqa: S105 - no secret: what a stored state calls it

    def __init__(self, made: type[Named], kwargs: Mapping[str, Any] | None = None) -> None:
        self.name = made.__name__
        self.made = made
        self.kwargs = dict(kwargs or {})

    def type_name(self) -> str:
        """Return what a class is called in messages."""
        return "a class"

    def get_attribute(self, context: Context, name: str) -> Any:
        """Return `using`: a class offers nothing else."""
        if name == "using":
            return _Using(self)
        raise Refused(f"The class {self.name} has no '{name}'.")

    def has_attribute(self, name: str) -> bool:
        """Say whether it is `using`."""
        return name == "using"

    def text(self, context: Context) -> str:
        """Return the class's name."""
        return self.name

    def equals(self, context: Context, other: Any) -> bool:
        """Say whether it is the same class."""
        return isinstance(other, ClassValue) and other.made is self.made

    def call(self, context: Context, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Return a new object; its name is the first argument, or what it is assigned to."""
        if len(args) > 1:
            raise Refused(f"{self.name} takes a name, and what it sets by keywords.")
        return self.make(context, a_name(args[0]) if args else "", **kwargs)

    def make(self, context: Context, instance_name: str, /, **kwargs: Any) -> Named:
        """Return a new object of that name, set up."""
        context.budget.charge(5)
        made = self.made(instance_name)
        made.begin(context, **(self.kwargs | kwargs))
        return made

    def blank(self) -> Named:
        """Return an object that `restore` will fill."""
        return self.made("")

    def to_state(self) -> dict[str, Any]:
        """Return what tells one class value from another."""
        return {"class": self.name, "kwargs": dict(self.kwargs)}


class _Using(Invocable):
    """`Class.using`: gives the class with arguments that its objects will get."""

    name = "using"

    def __init__(self, owner: ClassValue) -> None:
        self._owner = owner

    def call(self, context: Context, args: Sequence[Any], kwargs: Mapping[str, Any]) -> ClassValue:
        """Return the class with these arguments added."""
        return ClassValue(self._owner.made, self._owner.kwargs | dict(kwargs))


C = TypeVar("C", bound=type[Named])


def language_class(cls: C) -> C:
    """Register a class under its own name, which is the one that authors write."""
    if cls.__name__ in registry.classes:
        raise ValueError(f"the class '{cls.__name__}' is registered twice")
    registry.classes[cls.__name__] = ClassValue(cls)
    return cls


def class_of(value: Any) -> ClassValue:
    """Return what an interview named as a class. Raises Refused if it is none."""
    if not isinstance(value, ClassValue):
        raise Refused("A class was wanted, such as Individual.")
    return value


def class_value(name: str) -> ClassValue:
    """Return a registered class."""
    found = registry.classes[name]
    assert isinstance(found, ClassValue)
    return found
