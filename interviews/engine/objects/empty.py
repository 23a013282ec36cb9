"""Something that stands for nothing, and lets itself be asked anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from interviews.engine.context import Context
from interviews.engine.objects.base import DAObject
from interviews.engine.objects.classes import language_class
from interviews.engine.values import Invocable, text_of


@language_class
class DAEmpty(DAObject, Invocable):
    """An empty text, an empty list, a thing whose attributes and methods are empty as well."""

    name = "DAEmpty"

    def call(self, context: Context, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Return nothing, whatever the method."""
        return self

    def get_attribute(self, context: Context, name: str) -> Any:
        """Return what was set, or nothing."""
        return self.attributes.get(name, self)

    def get_item(self, context: Context, key: Any) -> Any:
        """Return nothing."""
        return self

    def text(self, context: Context) -> str:
        """Return an empty text, or the one that was given as `str`."""
        return text_of(context, self.attributes.get("str", ""))

    def truth(self, context: Context) -> bool:
        """Say no."""
        return False

    def iterate(self, context: Context) -> list[Any]:
        """Return no elements."""
        return []

    def length(self, context: Context) -> int:
        """Return zero."""
        return 0

    def contains(self, context: Context, value: Any) -> bool:
        """Say no."""
        return False

    def equals(self, context: Context, other: Any) -> bool:
        """Say whether the other is empty as well."""
        return isinstance(other, DAEmpty) or other in ("", None)
