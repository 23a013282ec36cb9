"""`docassemble.base.util.today()`: the language's functions by their long names."""

from __future__ import annotations

from typing import Any

from interviews.engine.context import Context
from interviews.engine.functions.facade import Facade
from interviews.engine.registry import did_you_mean, values
from interviews.engine.values import Reachable, Refused


class Language(Reachable):
    """All that every interview may use anyway."""

    def type_name(self) -> str:
        """Return what messages call it."""
        return "docassemble.base"

    def has_attribute(self, name: str) -> bool:
        """Say no: only the interview itself knows what it is offered."""
        return False

    def get_attribute(self, context: Context, name: str) -> Any:
        """Return a function or class of the language. Raises Refused if there is none."""
        offered = context.offered()
        if name not in offered:
            raise Refused(f"The language has no '{name}'.{did_you_mean(name, offered)}")
        return offered[name]


_BASE = Facade(
    "docassemble.base", dict.fromkeys(("core", "functions", "legal", "util"), Language())
)
values["docassemble"] = Facade("docassemble", {"base": _BASE})
