"""The object of the language that all others derive from, and how an interview makes one.

An object knows its own name: what it lacks is asked for under that name. What an interview may
reach is what the interview itself has set, and the methods marked `exposed`; nothing else.
"""

from __future__ import annotations

import operator as operators
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from interviews.engine.context import Context
from interviews.engine.control import NameMissing
from interviews.engine.names import is_word
from interviews.engine.objects.classes import ClassValue, class_of, language_class
from interviews.engine.objects.exposing import Method, exposed, members_of
from interviews.engine.objects.naming import (
    Named,
    a_name,
    adopt,
    deep_copy,
    in_words,
    rename,
    word_of,
)
from interviews.engine.objects.speech import Speaking, capital, possessify
from interviews.engine.values import Invocable, Refused, call_fits, text_of

_ORDERS = {"<": operators.lt, "<=": operators.le, ">": operators.gt, ">=": operators.ge}
_VIEW = "_point_of_view"  # no word: it cannot be reached, only given to `using`


class BoundMethod(Invocable):
    """A method of one object, to be called."""

    def __init__(self, owner: DAObject, name: str, function: Method) -> None:
        self.name = name
        self._owner = owner
        self._function = function

    def call(self, context: Context, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Carry out the method on its object."""
        context.budget.charge()
        return call_fits(self.name, self._function, self._owner, context, *args, **kwargs)


@language_class
class DAObject(Named, Speaking):
    """An object with a name and attributes that an interview sets."""

    members: ClassVar[dict[str, Method]] = {}

    def __init_subclass__(cls) -> None:
        """Collect what the class exposes, on top of what its bases do."""
        super().__init_subclass__()
        cls.members = members_of(cls)

    def begin(self, context: Context, **kwargs: Any) -> None:
        """Set the object up when an interview makes it; what it is made of is made here."""
        if view := kwargs.pop("_point_of_view", ""):
            self.attributes[_VIEW] = str(view)
        for name, value in kwargs.items():
            self.set_attribute(context, name, value)

    def view(self, context: Context) -> str:
        """Return the point of view that was set, "2" for the user, "3" for others."""
        view = str(self.attributes.get(_VIEW, ""))
        return view or ("2" if self.is_user(context) else "3")

    # What the evaluator asks.

    def get_attribute(self, context: Context, name: str) -> Any:
        """Return what was set, or a method."""
        if name in self.attributes:
            return self.attributes[name]
        if name in self.members:
            return BoundMethod(self, name, self.members[name])
        if name == "instanceName":
            return self.instance_name
        return self.want(context, name)

    def set_attribute(self, context: Context, name: str, value: Any) -> None:
        """Set an attribute; a new object without a name takes this one as its own."""
        if not is_word(str(name)):
            raise Refused("An attribute's name begins with a letter.")
        if name == "instanceName":
            rename(self, a_name(value))
            return
        adopt(value, f"{self.instance_name}.{name}")
        self.attributes[name] = value

    def delete_attribute(self, context: Context, name: str) -> None:
        """Forget an attribute."""
        self.attributes.pop(name, None)

    def has_attribute(self, name: str) -> bool:
        """Say whether it is set, or a method."""
        return name in self.attributes or name in self.members or name == "instanceName"

    def text(self, context: Context) -> str:
        """Return the name of the thing if it has one, else words made of the variable's name."""
        if "name" in self.attributes:
            return text_of(context, self.attributes["name"])
        return self.object_name(context)

    def compute(self, context: Context, operator: str, other: Any, *, swapped: bool) -> Any:
        """Say which of two texts comes first: what sorts objects sorts what they are called."""
        if operator not in _ORDERS or not isinstance(other, DAObject | str):
            return super().compute(context, operator, other, swapped=swapped)
        mine, its = str(self.text(context)), str(text_of(context, other))
        context.budget.text(len(mine) + len(its))
        return _ORDERS[operator](*((its, mine) if swapped else (mine, its)))

    # What classes of ours use among themselves.

    def want(self, context: Context, name: str) -> Any:
        """Return an attribute. Raises NameMissing if it is not set."""
        if name in self.attributes:
            return self.attributes[name]
        if not self.instance_name:
            raise Refused(f"An object without a name cannot be asked for its '{name}'.")
        raise NameMissing(f"{self.instance_name}.{name}")

    def has(self, name: str) -> bool:
        """Say whether an attribute is set and not empty."""
        return self.attributes.get(name) not in (None, "")

    # What interviews reach.

    @exposed()
    def object_name(self, context: Context, *, capitalize: bool = False) -> str:
        """Return the variable's name in words: "first child in the case"."""
        return capital(in_words(self.instance_name), wanted=capitalize)

    @exposed()
    def as_noun(self, context: Context, *args: Any, **kwargs: Any) -> str:
        """Return the last part of the variable's name in words."""
        return word_of(self.instance_name.split(".")[-1])

    @exposed()
    def object_possessive(self, context: Context, target: Any, *, capitalize: bool = False) -> str:
        """Return the target as belonging to this: "the child's name", "your name"."""
        wanted, owner = text_of(context, target), self.object_name(context)
        if self.view(context) == "2":
            said = f"your {wanted}"
        elif "." in self.instance_name:
            said = f"the {wanted} of the {owner}"
        else:
            said = possessify(f"the {owner}", wanted)
        return capital(said, wanted=capitalize)

    @exposed()
    def is_user(self, context: Context) -> bool:
        """Say whether `set_info(user=…)` named this object."""
        return context.info.get("user") is self

    @exposed("initialize_attribute")
    def initializeAttribute(  # noqa: N802 - the name that authors know
        self, context: Context, name: str, made_of: ClassValue, /, **kwargs: Any
    ) -> Any:
        """Make an object and set it as an attribute, unless there is one already."""
        if name not in self.attributes:
            made = class_of(made_of).make(context, f"{self.instance_name}.{name}", **kwargs)
            self.set_attribute(context, name, made)
        return self.attributes[name]

    @exposed("reinitialize_attribute")
    def reInitializeAttribute(  # noqa: N802 - the name that authors know
        self, context: Context, name: str, made_of: ClassValue, /, **kwargs: Any
    ) -> Any:
        """Make an object anew in place of an attribute."""
        self.attributes.pop(name, None)
        return self.initializeAttribute(context, name, made_of, **kwargs)

    @exposed()
    def attribute_defined(self, context: Context, name: str) -> bool:
        """Say whether an attribute is set, without asking for it."""
        return name in self.attributes

    @exposed()
    def attr(self, context: Context, name: str) -> Any:
        """Return an attribute, or None if it is not set."""
        return self.attributes.get(name)

    @exposed()
    def attr_name(self, context: Context, name: str) -> str:
        """Return the whole name of an attribute, as fields and actions take it."""
        return f"{self.instance_name}.{name}"

    @exposed()
    def delattr(self, context: Context, *names: str) -> None:
        """Forget attributes."""
        for name in names:
            self.delete_attribute(context, name)

    @exposed()
    def invalidate_attr(self, context: Context, *names: str) -> None:
        """Forget attributes but keep them as defaults of the fields that ask again."""
        for name in names:
            context.invalidate(f"{self.instance_name}.{name}")

    @exposed()
    def getattr_fresh(self, context: Context, name: str) -> Any:
        """Forget an attribute and find it anew."""
        context.reconsider(f"{self.instance_name}.{name}")
        return self.get_attribute(context, name)

    @exposed("reconsider_attr")
    def reconsider(self, context: Context, *names: str) -> None:
        """Forget attributes and find them anew, once for each screen."""
        for name in names:
            context.reconsider(f"{self.instance_name}.{name}")

    @exposed()
    def copy_shallow(self, context: Context, name: str) -> DAObject:
        """Return another object with the same parts."""
        copy = type(self)(a_name(name))
        copy.restore(self.to_state() | {"name": name})
        return copy

    @exposed()
    def copy_deep(self, context: Context, name: str) -> DAObject:
        """Return another object whose parts are copies too."""
        copied: Any = deep_copy(context, self, {})
        rename(copied, a_name(name))
        assert isinstance(copied, DAObject)
        return copied

    @exposed()
    def set_instance_name(self, context: Context, name: str) -> None:
        """Give the object and its parts another name."""
        rename(self, a_name(name))


DAObject.members = members_of(DAObject)
