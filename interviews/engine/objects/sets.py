"""Sets that ask for their own elements; they keep the order in which these came."""

from __future__ import annotations

from typing import Any

from interviews.engine.context import Context
from interviews.engine.objects.classes import ClassValue, language_class
from interviews.engine.objects.exposing import exposed
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
    def discard(self, context: Context, value: Any) -> None:
        """Remove an element if it is there."""
        self.remove(context, value)

    @exposed()
    def union(self, context: Context, other: Any) -> DASet:
        """Return what is in either."""
        return self._set_of(context, [*self.all_of(context), *iterate(context, other)])

    @exposed()
    def intersection(self, context: Context, other: Any) -> DASet:
        """Return what is in both."""
        return self._set_of(context, self._shared(context, other, wanted=True))

    @exposed()
    def difference(self, context: Context, other: Any) -> DASet:
        """Return what is in this one only."""
        return self._set_of(context, self._shared(context, other, wanted=False))

    @exposed()
    def isdisjoint(self, context: Context, other: Any) -> bool:
        """Say whether they share nothing."""
        return not self._shared(context, other, wanted=True)

    @exposed()
    def issubset(self, context: Context, other: Any) -> bool:
        """Say whether all of this one is in the other."""
        return not self._shared(context, other, wanted=False)

    @exposed()
    def issuperset(self, context: Context, other: Any) -> bool:
        """Say whether all of the other is in this one."""
        return all(self.any_of(context, each) for each in iterate(context, other))

    def compute(self, context: Context, operator: str, other: Any, *, swapped: bool) -> Any:
        """Return the union for '|', the intersection for '&', the difference for '-'."""
        made = {"|": self.union, "&": self.intersection, "-": self.difference}.get(operator)
        if made is None or swapped:
            return super().compute(context, operator, other, swapped=swapped)
        return made(context, other)

    def _shared(self, context: Context, other: Any, *, wanted: bool) -> list[Any]:
        its = iterate(context, other)
        context.budget.charge(len(its) * len(self.elements))
        return [
            each
            for each in self.all_of(context)
            if any(equal(context, each, one) for one in its) is wanted
        ]

    def _set_of(self, context: Context, elements: list[Any]) -> DASet:
        made = DASet(self.instance_name)
        made.attributes = {"auto_gather": False, "gathered": True}
        made.append(context, *elements)
        return made
