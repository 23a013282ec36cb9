"""Addresses of interviews, as a link in a text may lead to them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from interviews.engine.context import Context
from interviews.engine.registry import function
from interviews.engine.values import text_of

# What docassemble's own address would say besides; an interview knows no session but its own.
_UNSAID = {
    "i", "session", "local", "style", "temporary", "once_temporary", "do_not_save",
}  # fmt: skip


@function("interview_url")
def interview_url(context: Context, **arguments: Any) -> str:
    """Return the address of an interview, this one unless `i` names another.

    Who follows it goes on with what they have begun there; `reset=1` begins anew.
    """
    wanted = text_of(context, arguments.get("i") or "") or context.source()
    if ":" not in wanted:
        wanted = f"{context.source().partition(':')[0]}:data/questions/{wanted}"
    said = {
        key: text_of(context, each)
        for key, each in arguments.items()
        if key not in _UNSAID and each is not None
    }
    address = f"/interview?{urlencode({'i': wanted, **said})}"
    context.budget.text(len(address))
    return address
