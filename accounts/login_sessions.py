"""The session engine: Django's database sessions, sealed, under a digest of their cookie.

Somebody who reads the table can neither take a browser's place nor read what it holds.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import VALID_KEY_CHARS, SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts.models import LoginSession, User
from privacy.prepared import Prepared
from privacy.vault import subjects

NONCE_BYTES = 12

_sessions = Prepared(LoginSession.objects)
# In a session of somebody who is logged in: what their list of browsers says of it.
DEVICE = "_device"
# Being seen is written down no more often; the list of browsers says so.
SEEN_EVERY = timedelta(minutes=5)


def row_key(session_key: str) -> str:
    """Return what the table knows a session by: 40 hexadecimal digits."""
    return hashlib.sha256(b"dasite/login-session/id" + session_key.encode()).hexdigest()[:40]


def _cipher(session_key: str) -> AESGCM:
    """Return the cipher of one session; its key needs the cookie and our secret, not one alone."""
    material = f"{settings.SECRET_KEY}\0{session_key}".encode()
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"dasite/login-session/v1").derive(material))


def _browser_cipher(uid: UUID) -> AESGCM:
    """Return the cipher of one login's kind of browser: the person's other browsers show it."""
    material, info = settings.SECRET_KEY.encode(), b"dasite/login-session/browser/v1" + uid.bytes
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=info).derive(material))


def seal_browser(words: str, uid: UUID) -> str:
    """Return the kind of browser of one login, sealed, as text."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = _browser_cipher(uid).encrypt(nonce, words.encode(), None)
    return base64.b64encode(nonce + sealed).decode()


def open_browser(row: LoginSession) -> str:
    """Return the kind of browser in words, or nothing if it is not known or does not open."""
    try:
        sealed = base64.b64decode(row.sealed_browser, validate=True)
        nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        return _browser_cipher(row.uid).decrypt(nonce, rest, None).decode()
    except (InvalidTag, ValueError):
        return ""


def begin_device(session: SessionBase, *, browser: str, now: datetime) -> None:
    """Let a login be known by a number of its own from now on, unless it has one already."""
    if DEVICE not in session:
        session[DEVICE] = _new_device(browser, now)


def _new_device(browser: str, now: datetime) -> dict[str, str]:
    uid = uuid4()
    sealed = seal_browser(browser, uid)
    return {"uid": str(uid), "began_at": now.isoformat(), "sealed": sealed}


def device_of(session: SessionBase) -> UUID | None:
    """Return the number of the login that a session is, None if nobody is logged in."""
    device = session.get(DEVICE)
    return UUID(device["uid"]) if device else None


class SessionStore(DatabaseStore):
    """Reads and writes one browser's row."""

    # When the row that was read says that this browser was last seen.
    seen_at: datetime | None = None

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
        """Return the row of this browser and this person, unsaved; being saved is being seen."""
        if SESSION_KEY in data and DEVICE not in data:  # begun before browsers were listed
            data[DEVICE] = _new_device("", timezone.now())
        row = LoginSession(
            session_key=row_key(self._own_key()),
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            user_id=data.get(SESSION_KEY),
        )
        self.seen_at = row.seen_at
        if DEVICE in data:
            row.uid = UUID(data[DEVICE]["uid"])
            row.began_at = datetime.fromisoformat(data[DEVICE]["began_at"])
            row.sealed_browser = data[DEVICE]["sealed"]
        return row

    def touch(self, now: datetime) -> None:
        """Write down that this browser was seen, if that was not done a moment ago."""
        if self.seen_at is None or now - self.seen_at < SEEN_EVERY or DEVICE not in self:
            return
        # Not `save`: the login may have been ended from elsewhere meanwhile.
        LoginSession.objects.filter(session_key=row_key(self._own_key())).update(seen_at=now)
        self.seen_at = now

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
            row = _sessions.first(
                session_key=row_key(self.session_key), expire_date__gt=timezone.now()
            )
        if row is None:
            self._session_key = None
        else:
            self.seen_at = row.seen_at
        return row


def sign_out(user: User, *, but: str | None = None) -> int:
    """Drop all login sessions of a person, save that of the browser with session key `but`.

    What was unlocked in them goes with them.
    """
    rows = LoginSession.objects.filter(user=user)
    if but is not None:
        rows = rows.exclude(session_key=row_key(but))
    return drop(user, rows)


def drop(user: User, rows: QuerySet[LoginSession]) -> int:
    """Return how many of a person's login sessions were dropped, with what is unlocked there."""
    with transaction.atomic():
        ended = set(rows.values_list("uid", flat=True))
        count = rows.delete()[0]
        subjects.forget_devices(user.subject_id, ended)
    return count
