"""Pages as one compares them."""

from __future__ import annotations

from typing import Any


def plain(answer: Any, address: str = "ADDRESS") -> str:
    """Return a page without what differs by nature: tokens and the address that was typed."""
    text = answer.content.decode().replace(address, "ADDRESS")
    return "\n".join(line for line in text.splitlines() if "csrfmiddlewaretoken" not in line)
