"""A browser that is signed in."""

from __future__ import annotations

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class LoginSession(AbstractBaseSession):
    """One browser's state, sealed; `session_key` is a digest of what its cookie holds.

    It knows its person, so that all of a person's browsers can be signed out at once.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "login session"
        verbose_name_plural = "login sessions"

    def __str__(self) -> str:
        return f"login session of person {self.user_id}"
