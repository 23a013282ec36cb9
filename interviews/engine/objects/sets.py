"""Sets that ask for their own elements; they keep the order in which these came."""

from __future__ import annotations

from typing import Any

from interviews.engine.context import Context
from interviews.engine.objects.classes import ClassValue, language_class
from interviews.engine.objects.exposing import exposed
from interviews.engine.objects.groups import is_among
from interviews.engine.objects.lists import DAList
from interviews.engine.values import Refused, equal, iterate


@language_class
class DASet(DAList):
    """A list without doubles, in which nothing has a place."""

    def add_next(self, context: Context, object_type: ClassValue | None) -> Any:
        """Ask for one more element; the same one again adds nothing."""
        value = self.want(context, "new_item")
        self.add(context, value)
        self.attributes.pop("new_item")
        return value

    def listed(self, context: Context) -> list[Any]:
        """Return the elements in order of their texts, gathered first."""
        return sorted(self.all_of(context), key=str)

    def equals(self, context: Context, other: Any) -> bool:
        """Say whether it is this set, or one with the same elements."""
        if self is other or not isinstance(other, DASet | set):
            return super().equals(context, other)
        mine, its = self.present(), iterate(context, other)
        return len(mine) == len(its) and all(is_among(context, each, its) for each in mine)

    def get_item(self, context: Context, key: Any) -> Any:
        """Refuse: a set has no places."""
        raise Refused("A set's elements have no places.")

    def set_item(self, context: Context, key: Any, value: Any) -> None:
        """Refuse: a set has no places."""
        raise Refused("A set's elements have no places.")

    def append(self, context: Context, *values: Any, **kwargs: Any) -> None:
        """Add elements that are not in the set yet."""
        for value in values:
            if not any(equal(context, each, value) for each in self.elements):
                super().append(context, value)

    @exposed()
    def add(self, context: Context, *values: Any) -> None:
        """Add elements that are not in the set yet."""
        self.append(context, *values)

    @exposed()
    def update(self, context: Context, *others: Any) -> None:
        """Add all elements of other collections."""
        for other in others:
            self.append(context, *iterate(context, other))

    @exposed()
    def intersection_update(self, context: Context, other: Any) -> None:
        """Keep what is in the other as well."""
        self._keep(context, self.intersection(context, other))

    @exposed()
    def difference_update(self, context: Context, other: Any) -> None:
        """Keep what is not in the other."""
        self._keep(context, self.difference(context, other))

    @exposed()
    def symmetric_difference_update(self, context: Context, other: Any) -> None:
        """Keep what is in one of both only."""
        self._keep(context, self.symmetric_difference(context, other))

    def _keep(self, context: Context, made: DASet) -> None:
        self.clear(context)
        self.append(context, *made.elements)

    @exposed()
    def copy(self, context: Context) -> DASet:
        """Return another set of the same elements."""
        return self.set_of(context, self.elements)

    def compute(self, context: Context, operator: str, other: Any, *, swapped: bool) -> Any:
        """Return the union for '|', the intersection for '&', the differences for '-' and '^'."""
        made = {
            "|": self.union, "&": self.intersection, "-": self.difference,
            "^": self.symmetric_difference,
        }.get(operator)  # fmt: skip
        if made is None or swapped:
            return super().compute(context, operator, other, swapped=swapped)
        return made(context, other)

    def set_of(self, context: Context, elements: list[Any]) -> DASet:
        """Return a set of these elements that nothing more is asked for."""
        made = DASet(self.instance_name)
        made.attributes = {"auto_gather": False, "gathered": True}
        made.append(context, *elements)
        return made
