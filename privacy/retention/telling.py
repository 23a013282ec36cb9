"""How long work says how far it is, to whoever wants to know; whether people can be told."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

NOWHERE = tuple(
    f"django.core.mail.backends.{name}.EmailBackend" for name in ("filebased", "dummy")
)
Tell = Callable[[int, int], None]  # how many are done, of how many


def quiet(done: int, total: int) -> None:
    """Tell nobody."""


def can_tell() -> bool:
    """Return whether a mail server is set; else a mail reaches the operator's folder alone."""
    return settings.EMAIL_BACKEND not in NOWHERE
