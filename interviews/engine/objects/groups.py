"""What one may say of and do with several things, be they a list, a dictionary or a set."""

from __future__ import annotations

from typing import Any

from interviews.engine.context import Context
from interviews.engine.functions import english
from interviews.engine.functions.joining import comma_and_list
from interviews.engine.functions.markup import is_class
from interviews.engine.objects.exposing import exposed
from interviews.engine.objects.gathering import Gathering
from interviews.engine.objects.naming import word_of
from interviews.engine.objects.speech import Forms, Speaking, capital, possessify
from interviews.engine.values import Reachable, equal, iterate, key_of, text_of, truth_of
from interviews.engine.veil import Markup, veil


class Group(Gathering):
    """Several things: counted, listed, spoken of in singular or plural."""

    def all_of(self, context: Context) -> list[Any]:
        """Return the elements, gathered first."""
        self.trigger(context)
        return self.present()

    def length(self, context: Context) -> int:
        """Return how many there are, gathered first."""
        self.trigger(context)
        return self.count()

    def truth(self, context: Context) -> bool:
        """Say whether there are any, gathered first."""
        return self.length(context) > 0

    def text(self, context: Context) -> str:
        """Return the elements as "a, b, and c"."""
        return self.comma_and_list(context)

    def listed(self, context: Context) -> list[Any]:
        """Return what `comma_and_list` names."""
        return self.all_of(context)

    @exposed()
    def comma_and_list(self, context: Context, **kwargs: Any) -> str:
        """Return the elements as "a, b, and c"."""
        return comma_and_list(context, *self.listed(context), **kwargs)

    @exposed()
    def number(self, context: Context) -> int:
        """Return how many there are, or how many there will be if their number was asked."""
        if truth_of(context, self.attributes.get("ask_number", False)):
            any_at_all = truth_of(context, self.attributes.get("there_are_any", True))
            return int(self.want(context, "target_number")) if any_at_all else 0
        return self.length(context)

    @exposed()
    def number_as_word(
        self, context: Context, language: str = "en", *, capitalize: bool = False
    ) -> str:
        """Return how many there are, in words up to ten."""
        return capital(counted(self.length(context)), wanted=capitalize)

    @exposed()
    def number_gathered(self, context: Context, *, if_started: bool = False) -> int:
        """Return how many there are so far, without asking for more."""
        if if_started and not self.count():
            self.trigger(context)
        return self.count()

    @exposed()
    def number_gathered_as_word(self, context: Context) -> str:
        """Return how many there are so far, in words up to ten."""
        return counted(self.count())

    @exposed()
    def is_empty(self, context: Context) -> bool:
        """Say whether there are none."""
        return self.length(context) == 0

    @exposed()
    def quantity_noun(
        self, context: Context, noun: Any, *, capitalize: bool = False, **_: Any
    ) -> str:
        """Return the number with the noun: "two apples"."""
        count, said = self.length(context), text_of(context, noun)
        many = english.plural(said) if count != 1 else english.singular(said)
        return capital(f"{counted(count)} {many}", wanted=capitalize)

    @exposed()
    def as_noun(
        self, context: Context, noun: Any = "", *, capitalize: bool = False, **kwargs: Any
    ) -> str:
        """Return the name of the list as a noun, singular if it holds one thing."""
        word = text_of(context, noun) or word_of(self.instance_name.split(".")[-1])
        plural = kwargs.get("plural") or (not kwargs.get("singular") and self.length(context) != 1)
        said = english.plural(word) if plural else english.singular(word)
        return capital(said, wanted=capitalize)

    @exposed()
    def as_singular_noun(self, context: Context) -> str:
        """Return the name of the list as a noun in the singular."""
        return english.singular(word_of(self.instance_name.split(".")[-1]))

    @exposed()
    def possessive(
        self, context: Context, target: Any, *, capitalize: bool = False, **_: Any
    ) -> str:
        """Return the target as belonging to all: "the plaintiffs' claim"."""
        plural = self.length(context) > 1
        said = possessify(self.as_noun(context), text_of(context, target), plural=plural)
        return capital(said, wanted=capitalize)

    def gender_word(self, context: Context) -> str:
        """Return "3p" for several, "it" for one."""
        return "3p" if self.length(context) != 1 else "it"

    def forms(self, context: Context) -> Forms:
        """Return the words for several, or those of the only one."""
        elements = self.all_of(context)
        if self.view(context) == "3" and len(elements) == 1 and isinstance(elements[0], Speaking):
            return elements[0].forms(context)
        return super().forms(context)

    def view(self, context: Context) -> str:
        """Return the point of view that was set, else "3p" unless there is only one."""
        view = super().view(context)
        return "3p" if view == "3" and self.length(context) != 1 else view

    @exposed()
    def add_action(
        self, context: Context, label: str = "", message: str = "", **kwargs: Any
    ) -> str:
        """Return a button that adds an element, for a review screen."""
        key = context.action_key("_da_list_add", {"list": self.instance_name})
        if kwargs.get("url_only"):
            return f"action:{key}"
        said = label or message or ("Add another" if self.count() else "Add an item")
        color = kwargs.get("color")
        classes = f"button add {color}" if is_class(color) else "button add"
        label = veil(text_of(context, said))
        return Markup(f'<a class="{classes}" href="action:{key}">{label}</a>')

    @exposed()
    def item_actions(
        self, context: Context, item: Any, index: Any, *attributes: Any, **kwargs: Any
    ) -> str:
        """Return the links that change or remove an element; attributes say what is asked.

        `edit`, `delete` and `reorder` say which; `edit_url_only` and `delete_url_only` give the
        address alone.
        """
        place = f"{self.instance_name}[{index!r}]"
        base = item.instance_name if isinstance(item, Reachable) and item.instance_name else place
        asked = [f"{base}.{text_of(context, each)}" for each in attributes] or [base]
        mine = {"list": self.instance_name}
        links: dict[str, tuple[str, dict[str, Any]]] = {
            "edit": ("_da_list_edit", {"items": asked}),
            "delete": ("_da_list_remove", {**mine, "key": index}),
        }
        if truth_of(context, kwargs.get("reorder", False)) and isinstance(index, int) and index:
            links = {"up": ("_da_list_move", {**mine, "index": index, "to": index - 1}), **links}
        for name in ("edit", "delete"):
            if truth_of(context, kwargs.get(f"{name}_url_only", False)):
                return f"action:{context.action_key(*links[name])}"
        return Markup(
            " ".join(
                f"[{name.capitalize()}](action:{context.action_key(*action)})"
                for name, action in links.items()
                if truth_of(context, kwargs.get(name, True))
            )
        )

    # Groups as sets: of elements, or of keys.

    @exposed()
    def union(self, context: Context, other: Any) -> Any:
        """Return what is in either."""
        return self.set_of(context, [*self.listed(context), *iterate(context, other)])

    @exposed()
    def intersection(self, context: Context, other: Any) -> Any:
        """Return what is in both."""
        return self.set_of(context, self._shared(context, other, wanted=True))

    @exposed()
    def difference(self, context: Context, other: Any) -> Any:
        """Return what is in this one only."""
        return self.set_of(context, self._shared(context, other, wanted=False))

    @exposed()
    def symmetric_difference(self, context: Context, other: Any) -> Any:
        """Return what is in one of both only."""
        mine, its = self.listed(context), iterate(context, other)
        theirs = [each for each in its if not is_among(context, each, mine)]
        return self.set_of(context, [*self._shared(context, other, wanted=False), *theirs])

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
        mine = self.listed(context)
        return all(is_among(context, each, mine) for each in iterate(context, other))

    def _shared(self, context: Context, other: Any, *, wanted: bool) -> list[Any]:
        its, mine = iterate(context, other), self.listed(context)
        return [each for each in mine if is_among(context, each, its) is wanted]

    def set_of(self, context: Context, elements: list[Any]) -> Any:
        """Return a set of these elements."""
        return {key_of(context, each) for each in elements}


def is_among(context: Context, value: Any, elements: list[Any]) -> bool:
    """Say whether one of the elements equals the value."""
    context.budget.charge(len(elements))
    return any(equal(context, each, value) for each in elements)


def counted(count: int) -> str:
    """Return a number in words up to ten, in digits beyond."""
    return english.cardinal(count) if 0 <= count <= 10 else str(count)
