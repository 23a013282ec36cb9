"""Dictionaries that ask for their own entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from interviews.engine.context import Context
from interviews.engine.control import NameMissing
from interviews.engine.objects.classes import ClassValue, class_of, class_value, language_class
from interviews.engine.objects.exposing import exposed
from interviews.engine.objects.gathering import Wish
from interviews.engine.objects.groups import Group
from interviews.engine.objects.lists import DAList, listed
from interviews.engine.objects.naming import adopt
from interviews.engine.values import Invocable, Refused, iterate, key_of, repr_of, truth_of


@language_class
class DADict(Group):
    """A dictionary; looping over it gives its keys, in the order in which they came."""

    def __init__(self, instance_name: str = "") -> None:
        super().__init__(instance_name)
        self.elements: dict[Any, Any] = {}

    def begin(self, context: Context, **kwargs: Any) -> None:
        """Take `elements`, which are all there are, and `keys`; set the rest as attributes."""
        elements = kwargs.pop("elements", None)
        keys = kwargs.pop("keys", ())
        if elements is not None:
            kwargs.setdefault("gathered", True)
        super().begin(context, **kwargs)
        self.update(context, elements)
        self.new(context, keys)

    def parts(self) -> Iterator[Any]:
        """Yield attributes and the values of the entries."""
        yield from super().parts()
        yield from self.elements.values()

    def count(self) -> int:
        """Return how many entries there are now."""
        return len(self.elements)

    def present(self) -> list[Any]:
        """Return the values there are now."""
        return [self.elements[key] for key in self.ordered_keys()]

    def ordered_keys(self) -> list[Any]:
        """Return the keys in the order in which the entries are asked for: of their texts."""
        return sorted(self.elements, key=str)

    def listed(self, context: Context) -> list[Any]:
        """Return the keys, gathered first: they are what a text names."""
        self.trigger(context)
        return self.ordered_keys()

    def element_name(self, key: Any) -> str:
        """Return the name of an entry."""
        return f"{self.instance_name}[{key!r}]"

    def before(self, context: Context) -> None:
        """Forget the new entry's name once it has its value."""
        if self.attributes.get("new_item_name") in self.elements:
            self.attributes.pop("new_item_name")
            self.attributes.pop("new_item_value", None)

    def take_up(self, made: Any) -> None:
        """Give a new entry what was answered together with its key."""

    def add_next(self, context: Context, object_type: ClassValue | None) -> Any:
        """Ask for a key, and for the value under it."""
        key = key_of(context, self.want(context, "new_item_name"))
        if object_type is not None and key not in self.elements:
            self.take_up(self.initializeObject(context, key, object_type))
        elif object_type is None and "new_item_value" in self.attributes:
            self.set_item(context, key, self.attributes["new_item_value"])
        found = self.get_item(context, key)
        self._complete(context, found, Wish(object_type=object_type))
        self.before(context)
        return found

    # What the evaluator asks.

    def get_attribute(self, context: Context, name: str) -> Any:
        """Return an attribute; `elements` is a plain dictionary of what there is."""
        return dict(self.elements) if name == "elements" else super().get_attribute(context, name)

    def has_attribute(self, name: str) -> bool:
        """Say whether it is set, or a method, or the elements."""
        return name == "elements" or super().has_attribute(name)

    def represented(self, context: Context) -> str:
        """Return the entries as Python writes a dictionary."""
        self.trigger(context)
        return repr_of(context, self.elements)

    def get_item(self, context: Context, key: Any) -> Any:
        """Return an entry; a missing one is made or asked for unless all are gathered."""
        key = key_of(context, key)
        if key in self.elements:
            return self.elements[key]
        if self.is_gathered(context):
            raise KeyError("The dictionary has no such key.")
        if self.object_type is None:
            raise NameMissing(self.element_name(key))
        return self.initializeObject(context, key)

    def set_item(self, context: Context, key: Any, value: Any) -> None:
        """Set an entry."""
        key = key_of(context, key)
        context.budget.elements(len(self.elements) + 1)
        self.elements[key] = value
        adopt(value, self.element_name(key))

    def delete_item(self, context: Context, key: Any) -> None:
        """Remove an entry. Raises NameMissing if it is not there."""
        if not self.has_item(key):
            raise NameMissing(self.element_name(key))
        self.elements.pop(key_of(context, key))

    def has_item(self, key: Any) -> bool:
        """Say whether the entry is there."""
        try:
            return key in self.elements
        except TypeError:
            return False

    def iterate(self, context: Context) -> list[Any]:
        """Return the keys as they came, gathered first."""
        self.trigger(context)
        return list(self.elements)

    def contains(self, context: Context, value: Any) -> bool:
        """Say whether there is such a key, gathered first."""
        self.trigger(context)
        return self.has_item(value)

    def equals(self, context: Context, other: Any) -> bool:
        """Say whether it is this one, or a plain one with the same entries."""
        if isinstance(other, DADict):
            return self is other or self.elements == other.elements
        return isinstance(other, dict) and self.elements == other

    # What interviews reach.

    @exposed("initialize_object")
    def initializeObject(  # noqa: N802 - the name that authors know
        self, context: Context, key: Any, object_type: ClassValue | None = None, /, **kwargs: Any
    ) -> Any:
        """Make an object under a key and return it."""
        made_of = class_of(object_type or self.object_type or class_value("DAObject"))
        parameters = self.attributes.get("object_type_parameters") or {}
        made = made_of.make(context, self.element_name(key), **parameters | kwargs)
        self.set_item(context, key, made)
        return made

    @exposed()
    def new(self, context: Context, *keys: Any, **kwargs: Any) -> None:
        """Make objects under these keys."""
        for key in keys:
            several = isinstance(key, list | tuple | dict | set | Group)
            for each in iterate(context, key) if several else [key]:
                self.initializeObject(context, each, **kwargs)

    @exposed("iterkeys")
    def keys(self, context: Context) -> list[Any]:
        """Return the keys, gathered first, in order of their texts."""
        self.trigger(context)
        return self.ordered_keys()

    @exposed("itervalues")
    def values(self, context: Context) -> list[Any]:
        """Return the values, gathered first."""
        return self.all_of(context)

    @exposed("iteritems")
    def items(self, context: Context) -> list[tuple[Any, Any]]:
        """Return keys with values, gathered first, in order of the keys."""
        return [(key, self.elements[key]) for key in self.keys(context)]

    @exposed()
    def get(self, context: Context, key: Any, otherwise: Any = None) -> Any:
        """Return an entry, or something else if there is none."""
        return self.elements.get(key_of(context, key), otherwise)

    @exposed()
    def item(self, context: Context, key: Any) -> Any:
        """Return an entry, or something empty if there is none."""
        self.trigger(context)
        if self.has_item(key):
            return self.elements[key]
        return class_value("DAEmpty").make(context, "")

    @exposed()
    def setdefault(self, context: Context, key: Any, value: Any = None) -> Any:
        """Return an entry; set it first if there is none."""
        if not self.has_item(key):
            self.set_item(context, key, value)
        return self.elements[key]

    @exposed()
    def update(self, context: Context, other: Any = None, **entries: Any) -> None:
        """Set all entries of another dictionary."""
        taken = other.elements if isinstance(other, DADict) else other or {}
        if not isinstance(taken, Mapping):
            raise Refused("A dictionary takes up the entries of a dictionary only.")
        for key, value in (dict(taken) | entries).items():
            self.set_item(context, key, value)

    @exposed()
    def pop(self, context: Context, key: Any, *otherwise: Any) -> Any:
        """Remove an entry and return its value."""
        return self.elements.pop(key_of(context, key), *otherwise)

    def drop_incomplete(self, context: Context) -> None:
        """Remove the entries that lack something."""
        pairs = self.elements.items()
        self.elements = {key: each for key, each in pairs if self.is_complete(context, each)}

    @exposed()
    def clear(self, context: Context) -> None:
        """Remove all entries."""
        self.elements.clear()

    @exposed()
    def copy(self, context: Context) -> dict[Any, Any]:
        """Return the entries as a plain dictionary."""
        return dict(self.elements)

    @exposed()
    def popitem(self, context: Context) -> tuple[Any, Any]:
        """Remove the last entry and return its key with its value."""
        return self.elements.popitem()

    @exposed()
    def has_key(self, context: Context, key: Any) -> bool:
        """Say whether there is such a key, gathered first."""
        return self.contains(context, key)

    @exposed()
    def delitem(self, context: Context, *keys: Any) -> None:
        """Remove entries if they are there."""
        for key in keys:
            self.elements.pop(key_of(context, key), None)

    @exposed()
    def invalidate_item(self, context: Context, *keys: Any) -> None:
        """Forget entries but keep them as defaults of the fields that ask again."""
        for key in keys:
            context.invalidate(self.element_name(key))

    @exposed()
    def getitem_fresh(self, context: Context, key: Any) -> Any:
        """Forget an entry and find it anew."""
        context.reconsider(self.element_name(key))
        return self.get_item(context, key)

    @exposed("slice", own=False)
    def part(self, context: Context, *wanted: Any) -> DADict:
        """Return the entries with these keys, or those whose values a function holds true."""
        self.trigger(context)
        if len(wanted) == 1 and isinstance(wanted[0], Invocable):
            asked = wanted[0]
            return self.where(
                context, lambda each: truth_of(context, asked.call(context, [each], {}))
            )
        keys = [key for key in wanted if self.has_item(key)]
        return self._of({key: self.elements[key] for key in keys})

    def where(self, context: Context, holds: Callable[[Any], bool]) -> DADict:
        """Return a dictionary of those entries for whose values something holds."""
        return self._of({key: value for key, value in self.elements.items() if holds(value)})

    def _of(self, elements: dict[Any, Any]) -> DADict:
        made = type(self)(self.instance_name)
        made.attributes = {"auto_gather": False, "gathered": True}
        made.elements = elements
        return made

    # Checkboxes: which are ticked.

    @exposed()
    def true_values(self, context: Context, **_: Any) -> DAList:
        """Return the keys whose values are true, in the order of the choices."""
        return listed(context, self._where(context, wanted=True))

    @exposed()
    def false_values(self, context: Context, **_: Any) -> DAList:
        """Return the keys whose values are false, in the order of the choices."""
        return listed(context, self._where(context, wanted=False))

    def _where(self, context: Context, *, wanted: bool) -> list[Any]:
        self.trigger(context)
        return [key for key, each in self.elements.items() if truth_of(context, each) is wanted]

    def _are(self, context: Context, keys: list[Any], *, wanted: bool) -> list[bool]:
        """Return for these keys, or all, whether their truth is the wanted one."""
        self.trigger(context)
        asked = keys or list(self.elements)
        return [truth_of(context, self.elements.get(key, False)) is wanted for key in asked]

    def _no_others(self, context: Context, keys: list[Any], *, wanted: bool) -> bool:
        """Say whether no key but these has the wanted truth; of all keys there are no others."""
        return not keys or all(key in keys for key in self._where(context, wanted=wanted))

    @exposed()
    def all_true(self, context: Context, *keys: Any, exclusive: bool = False) -> bool:
        """Say whether all, or all of these, are ticked; exclusively: and no others."""
        asked = flat(keys)
        alone = not exclusive or self._no_others(context, asked, wanted=True)
        return alone and all(self._are(context, asked, wanted=True))

    @exposed()
    def any_true(self, context: Context, *keys: Any, exclusive: bool = False) -> bool:
        """Say whether any, or any of these, is ticked; exclusively: and no others."""
        asked = flat(keys)
        alone = not exclusive or self._no_others(context, asked, wanted=True)
        return alone and any(self._are(context, asked, wanted=True))

    @exposed()
    def all_false(self, context: Context, *keys: Any, exclusive: bool = False) -> bool:
        """Say whether none, or none of these, is ticked; exclusively: and all others are."""
        asked = flat(keys)
        alone = not exclusive or self._no_others(context, asked, wanted=False)
        return alone and all(self._are(context, asked, wanted=False))

    @exposed()
    def any_false(self, context: Context, *keys: Any, exclusive: bool = False) -> bool:
        """Say whether any, or any of these, is not ticked; exclusively: and all others are."""
        asked = flat(keys)
        alone = not exclusive or self._no_others(context, asked, wanted=False)
        return alone and any(self._are(context, asked, wanted=False))

    @exposed()
    def item_name(self, context: Context, key: Any) -> str:
        """Return the whole name of an entry, as fields and actions take it."""
        return self.element_name(key)

    # How it is stored.

    def to_state(self) -> dict[str, Any]:
        """Return what `restore` needs."""
        return super().to_state() | {"elements": dict(self.elements)}

    def restore(self, fields: Mapping[str, Any]) -> None:
        """Take up what `to_state` gave."""
        super().restore(fields)
        self.elements = dict(fields["elements"])


def flat(keys: tuple[Any, ...]) -> list[Any]:
    """Return keys that are written one by one or in lists."""
    return [each for key in keys for each in (key if isinstance(key, list) else [key])]


@language_class
class DAOrderedDict(DADict):
    """A dictionary whose keys stay in the order in which they came."""

    def ordered_keys(self) -> list[Any]:
        """Return the keys as they came."""
        return list(self.elements)
