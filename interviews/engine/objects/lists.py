"""Lists that ask for their own elements."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from interviews.engine.context import Context
from interviews.engine.control import NameMissing
from interviews.engine.objects.base import DAObject
from interviews.engine.objects.classes import ClassValue, class_of, class_value, language_class
from interviews.engine.objects.exposing import exposed
from interviews.engine.objects.groups import Group, is_among
from interviews.engine.objects.naming import a_name, adopt, rename
from interviews.engine.values import Invocable, Refused, equal, iterate, repr_of, truth_of

# How far beyond its end a list of objects makes what is asked of it.
_GAP = 10


@language_class
class DAList(Group):
    """A list; with an `object_type` it makes its own elements."""

    def __init__(self, instance_name: str = "") -> None:
        super().__init__(instance_name)
        self.elements: list[Any] = []

    def begin(self, context: Context, **kwargs: Any) -> None:
        """Take `elements`, which are all there are, and set the rest as attributes."""
        elements = kwargs.pop("elements", None)
        renames = kwargs.pop("set_instance_name", False)
        if elements is not None:
            kwargs.setdefault("gathered", True)
        super().begin(context, **kwargs)
        if elements is not None:
            self.append(context, *iterate(context, elements), set_instance_name=renames)

    def parts(self) -> Iterator[Any]:
        """Yield attributes and elements."""
        yield from super().parts()
        yield from self.elements

    def count(self) -> int:
        """Return how many elements there are now."""
        return len(self.elements)

    def present(self) -> list[Any]:
        """Return the elements there are now."""
        return list(self.elements)

    def element_name(self, index: Any) -> str:
        """Return the name of an element."""
        return f"{self.instance_name}[{index!r}]"

    def add_next(self, context: Context, object_type: ClassValue | None) -> Any:
        """Return one more element, made or asked for."""
        if self.attributes.get("ask_object_type"):
            object_type = self.want(context, "new_object_type")
        if object_type is not None:
            made = self.appendObject(context, object_type)
            self.attributes.pop("new_object_type", None)
            return made
        return self.get_item(context, len(self.elements))

    # What the evaluator asks.

    def get_attribute(self, context: Context, name: str) -> Any:
        """Return an attribute; `elements` is a plain list of those there are."""
        return list(self.elements) if name == "elements" else super().get_attribute(context, name)

    def has_attribute(self, name: str) -> bool:
        """Say whether it is set, or a method, or the elements."""
        return name == "elements" or super().has_attribute(name)

    def represented(self, context: Context) -> str:
        """Return the elements as Python writes a list."""
        return repr_of(context, self.all_of(context))

    def get_item(self, context: Context, key: Any) -> Any:
        """Return an element; a missing one is made or asked for unless the list is gathered."""
        if isinstance(key, slice):
            return self.all_of(context)[key]
        if not isinstance(key, int):
            raise Refused("A list's elements are found by whole numbers.")
        if -len(self.elements) <= key < len(self.elements):
            found = self.elements[key]
            if found is None and self.object_type is None and not self.is_gathered(context):
                raise NameMissing(self.element_name(key))
            return found
        gathers = self.attributes.get("auto_gather", True)
        if key < 0 or (gathers and self.is_gathered(context)):
            raise IndexError("The list has no such element.")
        if self.object_type is None:
            raise NameMissing(self.element_name(key))
        self._fill(context, key)
        return self.elements[key]

    def _fill(self, context: Context, index: int) -> None:
        if index >= len(self.elements) + _GAP:
            raise Refused(f"A list has no element so far beyond its end ({_GAP} at most).")
        while len(self.elements) <= index:
            if self.object_type is not None:
                self.appendObject(context)
            else:
                self.elements.append(None)

    def set_item(self, context: Context, key: Any, value: Any) -> None:
        """Set an element, also one just beyond the end."""
        if not isinstance(key, int):
            raise Refused("A list's elements are found by whole numbers.")
        if key >= len(self.elements):
            context.budget.elements(key + 1)
            self._fill(context, key - 1) if key else None
            self.elements.append(None)
        self.elements[key] = value
        self._own(key % len(self.elements))

    def delete_item(self, context: Context, key: Any) -> None:
        """Remove an element; those after it move up and are renamed."""
        if isinstance(key, int) and -len(self.elements) <= key < len(self.elements):
            del self.elements[key]
            self._renumber()

    def has_item(self, key: Any) -> bool:
        """Say whether the element is there."""
        inside = isinstance(key, int) and -len(self.elements) <= key < len(self.elements)
        return inside and self.elements[key] is not None

    def iterate(self, context: Context) -> list[Any]:
        """Return the elements, gathered first."""
        return self.all_of(context)

    def contains(self, context: Context, value: Any) -> bool:
        """Say whether an element equals the value, gathered first."""
        return is_among(context, value, self.all_of(context))

    def equals(self, context: Context, other: Any) -> bool:
        """Say whether it is this list, or a plain one with the same elements."""
        if self is other or not isinstance(other, DAList | list | tuple):
            return self is other
        mine, its = self.present(), iterate(context, other)
        pairs = zip(mine, its, strict=False)
        return len(mine) == len(its) and all(equal(context, one, two) for one, two in pairs)

    def compute(self, context: Context, operator: str, other: Any, *, swapped: bool) -> Any:
        """Return both lists as one for '+'."""
        if operator != "+":
            return super().compute(context, operator, other, swapped=swapped)
        mine, its = self.all_of(context), iterate(context, other)
        return listed(context, its + mine if swapped else mine + its, self.instance_name)

    @exposed()
    def copy(self, context: Context) -> Any:
        """Return another list of the same elements."""
        return listed(context, self.all_of(context), self.instance_name)

    # Elements and their names.

    def make_element(
        self, context: Context, index: int, object_type: Any, kwargs: Mapping[str, Any]
    ) -> Any:
        """Return a new object for a place."""
        made_of = class_of(object_type or self.object_type or class_value("DAObject"))
        parameters = self.attributes.get("object_type_parameters") or {}
        return made_of.make(context, self.element_name(index), **{**parameters, **kwargs})

    def _own(self, index: int) -> None:
        """Name an element that has no name of its own."""
        adopt(self.elements[index], self.element_name(index))

    def _renumber(self) -> None:
        """Give elements that are named after their old places the names of their new ones."""
        for index, element in enumerate(self.elements):
            if isinstance(element, DAObject) and element.instance_name.startswith(
                f"{self.instance_name}["
            ):
                rename(element, self.element_name(index))

    # What interviews reach.

    @exposed()
    def append(self, context: Context, *values: Any, **kwargs: Any) -> None:
        """Add elements at the end."""
        context.budget.elements(len(self.elements) + len(values))
        for value in values:
            self.elements.append(value)
            self._own(len(self.elements) - 1)
            if kwargs.get("set_instance_name") and isinstance(value, DAObject):
                rename(value, self.element_name(len(self.elements) - 1))

    @exposed("append_object")
    def appendObject(  # noqa: N802 - the name that authors know
        self, context: Context, object_type: ClassValue | None = None, /, **kwargs: Any
    ) -> Any:
        """Make an object at the end and return it."""
        context.budget.elements(len(self.elements) + 1)
        made = self.make_element(context, len(self.elements), object_type, kwargs)
        self.elements.append(made)
        return made

    @exposed("initialize_object")
    def initializeObject(  # noqa: N802 - the name that authors know
        self, context: Context, index: int, object_type: ClassValue | None = None, /, **kwargs: Any
    ) -> Any:
        """Make an object at a place and return it."""
        made = self.make_element(context, index, object_type, kwargs)
        self.set_item(context, index, made)
        return made

    @exposed()
    def extend(self, context: Context, values: Any) -> None:
        """Add all elements of another list at the end."""
        self.append(context, *iterate(context, values))

    @exposed()
    def insert(self, context: Context, index: int, value: Any) -> None:
        """Put an element in at a place."""
        context.budget.elements(len(self.elements) + 1)
        self.elements.insert(index, value)
        self._renumber()
        self._own(self.elements.index(value))

    @exposed()
    def pop(self, context: Context, index: int = -1) -> Any:
        """Remove an element and return it."""
        found = self.elements.pop(index)
        self._renumber()
        return found

    def drop_incomplete(self, context: Context) -> None:
        """Remove the elements that lack something."""
        self.elements = [each for each in self.elements if self.is_complete(context, each)]
        self._renumber()

    @exposed()
    def delitem(self, context: Context, *places: int) -> None:
        """Remove elements by their places."""
        for place in sorted(places, reverse=True):
            self.delete_item(context, place)

    def move(self, context: Context, index: int, to: int) -> None:
        """Take an element out and put it in at another place."""
        self.elements.insert(to, self.elements.pop(index))
        self._renumber()

    @exposed("discard")
    def remove(self, context: Context, *values: Any) -> None:
        """Remove elements that are equal to these."""
        for value in values:
            self.elements = [each for each in self.elements if not equal(context, each, value)]
        self._renumber()

    @exposed()
    def clear(self, context: Context) -> None:
        """Remove all elements; they are to be gathered anew."""
        self.elements.clear()

    @exposed()
    def sort(self, context: Context, *, key: Any = None, reverse: Any = False) -> DAList:
        """Put the elements in order, gathered first, and return the list."""
        self.trigger(context)
        return self.sort_elements(context, key=key, reverse=reverse)

    @exposed()
    def sort_elements(self, context: Context, *, key: Any = None, reverse: Any = False) -> DAList:
        """Put the elements that there are in order, and return the list."""
        backwards = truth_of(context, reverse)
        self.elements = in_order(context, self.elements, key, reverse=backwards)
        self._renumber()
        return self

    @exposed()
    def reverse(self, context: Context) -> DAList:
        """Turn the order of the elements round, and return the list."""
        self.elements.reverse()
        self._renumber()
        return self

    @exposed("count", own=False)
    def occurrences(self, context: Context, value: Any) -> int:
        """Return how many elements equal the value."""
        return sum(equal(context, each, value) for each in self.all_of(context))

    @exposed()
    def current_index(self, context: Context) -> int:
        """Return the place of the last element there is, 0 if there is none."""
        return max(0, len(self.elements) - 1)

    @exposed()
    def index(self, context: Context, value: Any) -> int:
        """Return the place of the first element that equals the value. Raises ValueError."""
        for place, each in enumerate(self.all_of(context)):
            if equal(context, each, value):
                return place
        raise ValueError("The list has no such element.")

    @exposed()
    def first(self, context: Context) -> Any:
        """Return the first element, gathered first."""
        self.trigger(context)
        return self.get_item(context, 0)

    @exposed()
    def last(self, context: Context) -> Any:
        """Return the last element, gathered first."""
        self.trigger(context)
        return self.get_item(context, -1)

    @exposed()
    def item(self, context: Context, index: int) -> Any:
        """Return an element, or something empty if there is none."""
        self.trigger(context)
        if -len(self.elements) <= index < len(self.elements):
            return self.elements[index]
        return class_value("DAEmpty").make(context, "")

    def where(self, context: Context, holds: Callable[[Any], bool]) -> DAList:
        """Return a list of those elements for which something holds."""
        return listed(context, list(filter(holds, self.elements)), self.instance_name)

    @exposed()
    def filter(self, context: Context, *name: str, **wanted: Any) -> DAList:
        """Return those elements whose attributes have these values, on wish under another name."""
        found = [
            each
            for each in self.all_of(context)
            if isinstance(each, DAObject)
            and all(equal(context, each.get_attribute(context, k), v) for k, v in wanted.items())
        ]
        return listed(context, found, a_name(name[0]) if name else self.instance_name)

    @exposed()
    def item_name(self, context: Context, index: int) -> str:
        """Return the whole name of an element, as fields and actions take it."""
        return self.element_name(index)

    # How it is stored.

    def to_state(self) -> dict[str, Any]:
        """Return what `restore` needs."""
        return super().to_state() | {"elements": list(self.elements)}

    def restore(self, fields: Mapping[str, Any]) -> None:
        """Take up what `to_state` gave."""
        super().restore(fields)
        self.elements = list(fields["elements"])


def listed(context: Context, elements: list[Any], name: str = "") -> DAList:
    """Return a list of these elements that nothing more is asked for."""
    context.budget.elements(len(elements))
    made = DAList(name)
    made.attributes = {"auto_gather": False, "gathered": True}
    made.elements = elements
    return made


def in_order(context: Context, elements: list[Any], key: Any, *, reverse: bool) -> list[Any]:
    """Return the elements in order of what `key` makes of them, or of their texts."""
    if key is not None and not isinstance(key, Invocable):
        raise Refused("The key of an order is a function.")
    from_key: Callable[[Any], Any]
    from_key = (lambda each: key.call(context, [each], {})) if key else sorting_value(context)
    context.budget.elements(len(elements))
    try:
        return sorted(elements, key=from_key, reverse=reverse)
    except TypeError as error:
        raise Refused("These elements cannot be put in order with each other.") from error


def sorting_value(context: Context) -> Callable[[Any], Any]:
    """Return a function that gives an object's text, and plain values as they are."""
    return lambda each: each.text(context) if isinstance(each, DAObject) else each
