"""Turns a password into a verifier and a key with one Argon2id, and bounds how many run at once.

Principle: the two halves come out of HKDF under different labels, so that the verifier, which is
stored, says nothing about the key, which is not. Weaker parameters than the floor are refused.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from threading import BoundedSemaphore

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from privacy.vault.binding import expand
from privacy.vault.errors import ParamsRefused, PasswordTooLong, TooBusy
from privacy.vault.secret import Guarded, Secret

SALT_BYTES = 16
# Bytes of the normalised password in UTF-8. Hashing megabytes would keep a server busy.
PASSWORD_BYTES = 1024
# OWASP's least for Argon2id: 19 MiB with two passes on one lane.
FLOOR_MEMORY_KIB, FLOOR_PASSES, FLOOR_LANES = 19_456, 2, 1
# Beyond these one login would take a server's memory or seconds of it.
CEILING_MEMORY_KIB, CEILING_PASSES, CEILING_LANES = 1_048_576, 16, 16
# Seconds that a login waits for its turn; after that the page says 503 rather than hang.
PATIENCE = 3.0

_permits = BoundedSemaphore(os.cpu_count() or 1)
_has_permit: ContextVar[bool] = ContextVar("holds a permit", default=False)
_sink: ContextVar[list[PasswordKey] | None] = ContextVar("caught password keys", default=None)


@dataclass(frozen=True)
class Argon2Params:
    """How dear one guess is: memory in KiB, passes over it, lanes."""

    memory_kib: int
    passes: int
    lanes: int

    def __post_init__(self) -> None:
        """Refuse what Argon2 cannot do, and what a server should not."""
        if not (
            1 <= self.lanes <= CEILING_LANES
            and 1 <= self.passes <= CEILING_PASSES
            and 8 * self.lanes <= self.memory_kib <= CEILING_MEMORY_KIB
        ):
            raise ParamsRefused(
                f"Argon2 with {self.memory_kib} KiB, {self.passes} passes, {self.lanes} lanes is "
                f"out of bounds; take at most {CEILING_MEMORY_KIB} KiB, {CEILING_PASSES} passes, "
                f"{CEILING_LANES} lanes, and 8 KiB a lane at least."
            )

    def require_floor(self) -> None:
        """Raise ParamsRefused if a guess would be cheaper than the floor."""
        if (
            self.memory_kib < FLOOR_MEMORY_KIB
            or self.passes < FLOOR_PASSES
            or self.lanes < FLOOR_LANES
        ):
            raise ParamsRefused(
                f"Argon2 with {self.memory_kib} KiB and {self.passes} passes is below the floor; "
                f"take at least {FLOOR_MEMORY_KIB} KiB and {FLOOR_PASSES} passes."
            )


@dataclass(frozen=True, repr=False, eq=False)
class PasswordKey(Guarded):
    """The half of a password's derivation that opens keys, and how it was derived."""

    kek: Secret
    salt: bytes
    params: Argon2Params


def params_from(setting: Mapping[str, int]) -> Argon2Params:
    """Return the parameters that settings.DASITE_ARGON2 asks for.

    Raises ParamsRefused if they are below the floor, unless `floor` is False there, which
    only the settings of the tests say.
    """
    params = Argon2Params(setting["memory_kib"], setting["passes"], setting["lanes"])
    if setting.get("floor", True):
        params.require_floor()
    return params


def derive(password: str, *, salt: bytes, params: Argon2Params) -> tuple[bytes, PasswordKey]:
    """Return the verifier (32 bytes) and the key of `password`, from one Argon2id run.

    Raises PasswordTooLong over 1024 bytes, TooBusy if no permit came free within 3 seconds.
    """
    encoded = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    if len(encoded) > PASSWORD_BYTES:
        raise PasswordTooLong(
            f"the password has {len(encoded)} bytes; {PASSWORD_BYTES} are the most that are taken."
        )
    argon = Argon2id(
        salt=salt,
        length=32,
        iterations=params.passes,
        lanes=params.lanes,
        memory_cost=params.memory_kib,
    )
    with _permit():
        root = Secret(argon.derive(encoded))
    key = PasswordKey(expand(root, "dasite/v1/password/kek"), salt, params)
    return expand(root, "dasite/v1/password/verifier").reveal(), key


def in_one_go() -> AbstractContextManager[None]:
    """Return a block all of whose Argon2 runs have one permit: all of them run, or none.

    Raises TooBusy at its beginning if no permit came free within 3 seconds.
    """
    return _permit()


@contextmanager
def _permit() -> Iterator[None]:
    """Hold one of as many permits as the machine has cores: each run takes tens of MiB."""
    if _has_permit.get():
        yield
        return
    if not _permits.acquire(timeout=PATIENCE):
        raise TooBusy("too many passwords are being checked at once; try again in a moment.")
    token = _has_permit.set(True)
    try:
        yield
    finally:
        _has_permit.reset(token)
        _permits.release()


@contextmanager
def catch_keys() -> Iterator[list[PasswordKey]]:
    """Yield a list that receives the key of each password found right inside the block.

    The sink belongs to the current thread or task: hashers are shared between threads, so a key
    kept on one of them would end in somebody else's request.
    """
    caught_keys: list[PasswordKey] = []
    token = _sink.set(caught_keys)
    try:
        yield caught_keys
    finally:
        _sink.reset(token)


def caught(key: PasswordKey) -> None:
    """Put the key of a *right* password into the open sink, if there is one."""
    sink = _sink.get()
    if sink is not None:
        sink.append(key)
