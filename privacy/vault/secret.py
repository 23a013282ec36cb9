"""Holds key bytes so that they cannot be shown, copied, compared or pickled by accident."""

from __future__ import annotations

import secrets
from typing import Any, NoReturn, SupportsIndex

REFUSAL = "keys are neither shown, copied, compared nor pickled; use what they open instead"


class Guarded:
    """A thing with keys inside: every way in which it might leak into a log or store raises.

    Python cannot erase memory, so these objects should live as short as the work they serve.
    """

    __slots__ = ()

    def __repr__(self) -> NoReturn:
        raise TypeError(REFUSAL)

    def __str__(self) -> NoReturn:
        raise TypeError(REFUSAL)

    def __format__(self, format_spec: str) -> NoReturn:
        raise TypeError(REFUSAL)

    def __eq__(self, other: object) -> NoReturn:
        raise TypeError(REFUSAL)

    def __ne__(self, other: object) -> NoReturn:
        raise TypeError(REFUSAL)

    def __hash__(self) -> NoReturn:
        raise TypeError(REFUSAL)

    def __copy__(self) -> NoReturn:
        raise TypeError(REFUSAL)

    def __deepcopy__(self, memo: dict[int, Any]) -> NoReturn:
        raise TypeError(REFUSAL)

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        raise TypeError(REFUSAL)

    def __getstate__(self) -> NoReturn:
        raise TypeError(REFUSAL)


class Secret(Guarded):
    """Secret bytes; `reveal` is the one way to them, so that a search finds every use."""

    __slots__ = ("__value",)

    def __init__(self, value: bytes) -> None:
        """Keep a copy of `value`."""
        self.__value = bytes(value)

    @classmethod
    def random(cls, length: int = 32) -> Secret:
        """Return `length` fresh random bytes."""
        return cls(secrets.token_bytes(length))

    def reveal(self) -> bytes:
        """Return the bytes themselves. Keep them in a local that ends soon."""
        return self.__value
