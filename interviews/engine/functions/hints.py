"""`import typing`: names for hints, which say something to readers and do nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from interviews.engine.context import Context
from interviews.engine.functions.facade import offer
from interviews.engine.values import Reachable

_NAMES = (
    "Any", "Callable", "Dict", "Iterable", "Iterator", "List", "Literal", "Mapping", "Optional",
    "Sequence", "Set", "Tuple", "Type", "Union",
)  # fmt: skip


@dataclass(frozen=True)
class Hint(Reachable):
    """What a hint names: it stands in brackets and does nothing else."""

    instance_name: str

    def type_name(self) -> str:
        """Return what messages call it."""
        return "a hint of a type"

    def get_item(self, context: Context, key: Any) -> Hint:
        """Return the same: `List[str]` says no more than `List`."""
        return self


def _cast(context: Context, hint: Any, value: Any) -> Any:
    return value


offer("typing", {"cast": _cast}, TYPE_CHECKING=False, **{each: Hint(each) for each in _NAMES})
