"""A browser that is signed in."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone


class LoginSession(AbstractBaseSession):
    """One browser's state, sealed; `session_key` is a digest of what its cookie holds.

    It knows its person, so that all of a person's browsers can be signed out at once.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    # What the pages know it by. A new `session_key` for the same login keeps it, and for a moment
    # both rows are there.
    uid = models.UUIDField(default=uuid.uuid4, db_index=True, editable=False)
    began_at = models.DateTimeField("logged in", default=timezone.now, editable=False)
    seen_at = models.DateTimeField("last seen", default=timezone.now, editable=False)
    sealed_browser = models.TextField("kind of browser", blank=True, editable=False)

    class Meta:
        verbose_name = "login session"
        verbose_name_plural = "login sessions"

    def __str__(self) -> str:
        return f"login session of person {self.user_id}"
