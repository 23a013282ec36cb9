"""The session engine: Django's database sessions, sealed, under a digest of their cookie.

Somebody who reads the table can neither take a browser's place nor read what it holds.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts.models import LoginSession, User

NONCE_BYTES = 12


def row_key(session_key: str) -> str:
    """Return what the table knows a session by: 40 hexadecimal digits."""
    return hashlib.sha256(b"dasite/login-session/id" + session_key.encode()).hexdigest()[:40]


def _cipher(session_key: str) -> AESGCM:
    """Return the cipher of one session; its key needs the cookie and our secret, not one alone."""
    material = f"{settings.SECRET_KEY}\0{session_key}".encode()
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"dasite/login-session/v1").derive(material))


class SessionStore(DatabaseStore):
    """Reads and writes one browser's row."""

    @classmethod
    def get_model_class(cls) -> type[LoginSession]:
        return LoginSession

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Return the session sealed, as text."""
        nonce = os.urandom(NONCE_BYTES)
        plain = json.dumps(session_dict, separators=(",", ":")).encode()
        sealed = _cipher(self._own_key()).encrypt(nonce, plain, None)
        return base64.b64encode(nonce + sealed).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """Return what was sealed; a row that does not open is an empty session."""
        try:
            sealed = base64.b64decode(session_data, validate=True)
            plain = _cipher(self.session_key or "").decrypt(
                sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None
            )
        except (InvalidTag, ValueError):
            return {}
        found: dict[str, Any] = json.loads(plain)
        return found

    def exists(self, session_key: str | None = None) -> bool:
        """Return whether this browser has a row."""
        return LoginSession.objects.filter(session_key=row_key(session_key or "")).exists()

    def create_model_instance(self, data: dict[str, Any]) -> LoginSession:
        """Return the row of this browser and this person, unsaved."""
        return LoginSession(
            session_key=row_key(self._own_key()),
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            user_id=data.get(SESSION_KEY),
        )

    def delete(self, session_key: str | None = None) -> None:
        """Delete the row of this browser, or that of another key."""
        key = session_key or self.session_key
        if key is not None:
            LoginSession.objects.filter(session_key=row_key(key)).delete()

    def _own_key(self) -> str:
        """Return what this browser's cookie holds, or will hold."""
        if self.session_key is None:
            self._session_key = get_random_string(32, VALID_KEY_CHARS)
        return str(self.session_key)

    def _get_session_from_db(self) -> LoginSession | None:
        row = None
        if self.session_key is not None:
            row = LoginSession.objects.filter(
                session_key=row_key(self.session_key), expire_date__gt=timezone.now()
            ).first()
        if row is None:
            self._session_key = None
        return row


def sign_out(user: User, *, but: str | None = None) -> int:
    """Drop all login sessions of a person, save that of the browser with session key `but`."""
    rows = LoginSession.objects.filter(user=user)
    if but is not None:
        rows = rows.exclude(session_key=row_key(but))
    return rows.delete()[0]
