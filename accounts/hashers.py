"""Checks passwords with the derivation that also opens the keys: one Argon2 for both.

What is stored is not the verifier but the verifier locked under a root key, so that nobody can
try passwords on a stolen table of people.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import BasePasswordHasher, mask_hash
from django.views.decorators.debug import sensitive_variables

from privacy.vault.errors import PasswordTooLong, SealBroken
from privacy.vault.kdf import (
    PASSWORD_BYTES,
    SALT_BYTES,
    Argon2Params,
    caught,
    derive,
    params_from,
)
from privacy.vault.subjects import lock_verifier, open_verifier


def too_long(password: str) -> bool:
    """Return whether a password is refused unread, because hashing it would be an attack on us."""
    return (
        len(password) > PASSWORD_BYTES or len(password.encode(errors="replace")) > PASSWORD_BYTES
    )


@dataclass(frozen=True)
class Encoded:
    """`dasite$MEMORY,PASSES,LANES$SALT$LOCKED`, taken apart."""

    params: Argon2Params
    salt: bytes
    locked: str


def read(encoded: str) -> Encoded:
    """Return the parts of a stored password. Raises ValueError if it is not ours."""
    _, numbers, salt, locked = encoded.split("$")
    memory_kib, passes, lanes = (int(number) for number in numbers.split(","))
    return Encoded(
        Argon2Params(memory_kib, passes, lanes), base64.urlsafe_b64decode(salt + "=="), locked
    )


def is_weaker(encoded: str) -> bool:
    """Return whether a guess at this stored password is cheaper than at one stored today."""
    if not encoded.startswith(f"{VaultHasher.algorithm}$"):
        return False
    stored, wanted = read(encoded).params, params_from(settings.DASITE_ARGON2)
    return stored.memory_kib < wanted.memory_kib or stored.passes < wanted.passes


class VaultHasher(BasePasswordHasher):
    """Argon2id, whose other half opens the person's keys (`privacy.vault.kdf`)."""

    algorithm = "dasite"

    def salt(self) -> str:
        """Return a fresh salt as text."""
        return base64.urlsafe_b64encode(secrets.token_bytes(SALT_BYTES)).rstrip(b"=").decode()

    @sensitive_variables()
    def encode(self, password: str, salt: str) -> str:
        """Return what is stored for `password`, whose key goes to whoever catches keys."""
        params = params_from(settings.DASITE_ARGON2)
        raw = base64.urlsafe_b64decode(salt + "==")
        verifier, key = derive(password, salt=raw, params=params)
        caught(key)
        numbers = f"{params.memory_kib},{params.passes},{params.lanes}"
        return f"{self.algorithm}${numbers}${salt}${lock_verifier(verifier)}"

    @sensitive_variables()
    def verify(self, password: str, encoded: str) -> bool:
        """Return whether `password` is the stored one, whose key is then there to be caught."""
        stored = read(encoded)
        try:
            verifier, key = derive(password, salt=stored.salt, params=stored.params)
        except PasswordTooLong:
            return False
        if not self._matches(verifier, stored.locked):
            return False
        caught(key)
        return True

    def decode(self, encoded: str) -> dict[str, Any]:
        """Return the parts of a stored password."""
        stored = read(encoded)
        return {"algorithm": self.algorithm, "params": stored.params, "salt": stored.salt}

    def safe_summary(self, encoded: str) -> dict[Any, Any]:
        """Return what an administrator may see."""
        stored = read(encoded)
        return {"algorithm": self.algorithm, "salt": mask_hash(stored.salt.hex())}

    def must_update(self, encoded: str) -> bool:
        """Return False: Django would undo a change of the password made meanwhile.

        `accounts.keys.strengthen` does it at the login.
        """
        return False

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Do nothing: the parameters are stored, and every path runs Argon2 once."""

    @staticmethod
    def _matches(verifier: bytes, locked: str) -> bool:
        try:
            return hmac.compare_digest(verifier, open_verifier(locked))
        except SealBroken:
            return False
