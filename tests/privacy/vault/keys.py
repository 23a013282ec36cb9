"""Makes what accounts' hasher makes of a password."""

from __future__ import annotations

import os

from django.conf import settings

from privacy.vault import kdf


def password_key(password: str, *, salt: bytes | None = None) -> kdf.PasswordKey:
    params = kdf.params_from(settings.DASITE_ARGON2)
    return kdf.derive(password, salt=salt or os.urandom(kdf.SALT_BYTES), params=params)[1]
