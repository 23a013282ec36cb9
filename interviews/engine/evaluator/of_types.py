"""What types offer without a value: `dict.fromkeys`."""

from __future__ import annotations

from typing import Any

from interviews.engine.context import Context
from interviews.engine.registry import of_type
from interviews.engine.values import iterate, key_of


@of_type(dict, "fromkeys")
def _fromkeys(context: Context, keys: Any, value: Any = None) -> dict[Any, Any]:
    return {key_of(context, key): value for key in iterate(context, keys)}
