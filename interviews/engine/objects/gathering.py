"""How a list, dictionary or set asks for its own elements.

It asks by touching what it lacks: `there_are_any`, the next element, what makes the element
complete, `there_is_another`. Each touch may raise NameMissing, the person answers, and everything
runs again from the start; so every step leaves a state that the next run goes on from.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from interviews.engine.context import Context
from interviews.engine.control import NameMissing
from interviews.engine.objects.base import DAObject
from interviews.engine.objects.classes import ClassValue, class_of
from interviews.engine.objects.exposing import exposed
from interviews.engine.values import Reachable, Refused, text_of, truth_of

# How many elements there must be at least: it carries "yes, another" over to the next request,
# until that element is complete. No word of the language, so an interview cannot reach it.
NECESSARY = "_necessary_length"


@dataclass(frozen=True)
class Wish:
    """What one call of `gather` asks for, above what the group itself says."""

    number: int | None = None
    minimum: int | None = None
    object_type: ClassValue | None = None
    complete_attribute: str | Sequence[str] | None = None


class Gathering(DAObject):
    """What lists, dictionaries and sets have in common while they are gathered."""

    def begin(self, context: Context, **kwargs: Any) -> None:
        """Set what decides about gathering, unless the author does."""
        self.attributes |= {"auto_gather": True, "ask_number": False}
        super().begin(context, **kwargs)

    @abstractmethod
    def count(self) -> int:
        """Return how many elements there are now."""

    @abstractmethod
    def present(self) -> list[Any]:
        """Return the elements there are now, as they are validated."""

    @abstractmethod
    def add_next(self, context: Context, object_type: ClassValue | None) -> Any:
        """Return one more element. Raises NameMissing for what it needs."""

    def drop_incomplete(self, context: Context) -> None:
        """Remove the elements that lack something; of a set none does."""

    def before(self, context: Context) -> None:
        """Tidy up what a run before this one left."""

    @property
    def object_type(self) -> ClassValue | None:
        """The class of the elements, if they are objects."""
        found = self.attributes.get("object_type")
        return found if isinstance(found, ClassValue) else None

    def is_gathered(self, context: Context) -> bool:
        """Say whether nothing more is to be asked for."""
        return truth_of(context, self.attributes.get("gathered", False))

    def trigger(self, context: Context) -> None:
        """Gather, because somebody looks at all elements; not while gathering already."""
        if self.instance_name in context.gathering:
            return
        if self.attributes.get("auto_gather", True):
            self.gather(context)
        else:
            self.want(context, "gathered")

    def get_attribute(self, context: Context, name: str) -> Any:
        """Return an attribute; `gathered` is found by gathering, unless a block defines it.

        Who adds to a list that was gathered is asked even so.
        """
        asked = name == "gathered" and name not in self.attributes
        reopened = "there_is_one_other" in self.attributes or NECESSARY in self.attributes
        if not reopened:
            asked = asked and not context.block_offers(f"{self.instance_name}.gathered")
        gathers = self.attributes.get("auto_gather", True)
        if asked and gathers and self.instance_name not in context.gathering:
            self.gather(context)
        return super().get_attribute(context, name)

    @exposed()
    def gather(
        self,
        context: Context,
        item_object_type: ClassValue | None = None,
        number: int | None = None,
        minimum: int | None = None,
        complete_attribute: str | Sequence[str] | None = None,
    ) -> bool:
        """Ask for all elements, then return True."""
        if self._is_done(context):
            return True
        made_of = class_of(item_object_type) if item_object_type else self.object_type
        wish = Wish(number, minimum, made_of, complete_attribute)
        context.gathering.add(self.instance_name)
        self.before(context)
        number, minimum = self._how_many(context, wish)
        for element in self.present():
            self._complete(context, element, wish)
        floor = max(minimum or 0, self.attributes.get(NECESSARY, 0), number or 0)
        while self.count() < floor:
            self._add(context, wish)
        if number is None and minimum != 0:
            while self._another_wanted(context):
                self.attributes[NECESSARY] = self.count() + 1
                self._add(context, wish)
        self.attributes.pop(NECESSARY, None)
        if self.attributes.get("auto_gather", True):
            self.attributes["gathered"] = self.attributes["revisit"] = True
        context.gathering.discard(self.instance_name)
        return True

    def _is_done(self, context: Context) -> bool:
        if not self.is_gathered(context):
            return False
        wants_some = truth_of(context, self.attributes.get("there_are_any", False))
        if self.attributes.get("auto_gather", True) and self.count() == 0 and wants_some:
            self.attributes.pop("gathered")
            return False
        return True

    def _how_many(self, context: Context, wish: Wish) -> tuple[int | None, int | None]:
        """Return the wanted number, or the minimum, as far as they are known or must be asked."""
        number, minimum = wish.number, wish.minimum
        if number is None and truth_of(context, self.attributes.get("ask_number", False)):
            any_at_all = truth_of(context, self.attributes.get("there_are_any", True))
            number = int(self.want(context, "target_number")) if any_at_all else 0
        if minimum is None:
            minimum = self.attributes.get("minimum_number")
        if number is None and not minimum and self.count() == 0:
            minimum = 1 if truth_of(context, self.want(context, "there_are_any")) else 0
        return number, minimum

    def _add(self, context: Context, wish: Wish) -> None:
        self._complete(context, self.add_next(context, wish.object_type), wish)

    def _another_wanted(self, context: Context) -> bool:
        if truth_of(context, self.attributes.pop("there_is_one_other", False)):
            return True
        if not truth_of(context, self.want(context, "there_is_another")):
            return False
        self.attributes.pop("there_is_another")
        return True

    def _complete(self, context: Context, element: Any, wish: Wish) -> None:
        """Touch what makes an element complete: certain attributes, or its text."""
        paths = self.paths(wish.complete_attribute)
        if not paths or not isinstance(element, Reachable):
            text_of(context, element)
            return
        for path in paths:
            touch(context, element, path)

    def paths(self, wanted: Any = None) -> list[str]:
        """Return the attributes that make an element complete: those wanted, or the group's."""
        said = wanted or self.attributes.get("complete_attribute") or []
        paths = [said] if isinstance(said, str) else list(said)
        if not all(isinstance(path, str) for path in paths):
            raise Refused("A complete_attribute is the name of an attribute, or a list of them.")
        return paths

    @exposed()
    def complete_elements(self, context: Context, complete_attribute: Any = None) -> Any:
        """Return those elements that have all that makes them complete, without asking."""
        paths = self.paths(complete_attribute)
        return self.where(context, lambda element: is_there(context, element, paths))

    @abstractmethod
    def where(self, context: Context, holds: Callable[[Any], bool]) -> Any:
        """Return another group with those elements for which something holds."""

    @exposed()
    def gathering_started(self, context: Context) -> bool:
        """Say whether the elements are gathered or some of them, without asking."""
        known = self.count() or self.has_attribute("there_are_any") or self.is_gathered(context)
        return bool(known)

    @exposed()
    def set_object_type(self, context: Context, made_of: ClassValue) -> None:
        """Say of which class new elements are."""
        self.attributes["object_type"] = class_of(made_of)

    @exposed()
    def has_been_gathered(self, context: Context) -> bool:
        """Say whether the elements were gathered, without asking."""
        return self.is_gathered(context) or truth_of(
            context, self.attributes.get("revisit", False)
        )

    @exposed()
    def reset_gathered(
        self,
        context: Context,
        *,
        recursive: bool = False,
        only_if_empty: bool = False,
        mark_incomplete: bool = False,
    ) -> None:
        """Ask again whether there are any or others."""
        if only_if_empty and self.count():
            return
        if mark_incomplete:
            self._forget(context, self.paths())
        for name in ("gathered", "there_is_another", "there_are_any", "revisit"):
            self.attributes.pop(name, None)
        if self.count():
            self.attributes["there_are_any"] = True
        if recursive:
            for element in self.present():
                if isinstance(element, Gathering):
                    element.reset_gathered(context, recursive=True)

    def is_complete(self, context: Context, element: Any) -> bool:
        """Say whether an element has all that makes it complete, without asking."""
        return is_there(context, element, self.paths())

    @exposed()
    def cancel_add_or_edit(self, context: Context) -> None:
        """Go back to the elements that were complete before one was added or changed."""
        self.drop_incomplete(context)
        for name in ("there_is_another", "there_is_one_other", NECESSARY):
            self.attributes.pop(name, None)
        self.attributes["gathered"] = True
        name = self.instance_name
        session = context.session
        session.first = [each for each in session.first if not each.startswith(f"{name}.")]
        session.events = [
            each for each in session.events if not each["action"].startswith(f"{name}[")
        ]

    @exposed()
    def gathered_and_complete(self, context: Context) -> bool:
        """Gather, and ask for what the elements still lack.

        An attribute `complete` says what an element has, so it is found anew.
        """
        if self.paths() == ["complete"]:
            self._forget(context, self.paths())
        if self.is_gathered(context):
            for element in self.present():
                self._complete(context, element, Wish())
        return self.gather(context)

    def _forget(self, context: Context, names: list[str]) -> None:
        for element in self.present():
            if isinstance(element, DAObject):
                element.delattr(context, *names)


def touch(context: Context, element: Any, path: str) -> Any:
    """Return the value at the end of a dotted path. Raises NameMissing on the way."""
    for part in path.split("."):
        if not isinstance(element, Reachable):
            return None
        element = element.get_attribute(context, part)
    return element


def is_there(context: Context, element: Any, paths: Sequence[str]) -> bool:
    """Say whether an element is defined, by the paths or by its text, without asking."""
    if element is None:
        return False
    if not isinstance(element, Reachable):
        return True
    gathering = set(context.gathering)
    try:
        for path in paths:
            touch(context, element, path)
        if not paths:
            text_of(context, element)
    except NameMissing:
        # What began to gather inside the element did not get far: it is not gathering any more.
        context.gathering.intersection_update(gathering)
        return False
    return True
