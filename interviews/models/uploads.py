"""Uploads: sealed files that a person gave in one interview session."""

from __future__ import annotations

import uuid

from django.db import models

from interviews.models.sessions import InterviewSession


class Upload(models.Model):
    """One file that an answer names by its `uid`; it stays as long as its session.

    The file's name is random; the name and the kind that the person's file had are sealed.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(InterviewSession, models.DO_NOTHING, related_name="uploads")
    file = models.CharField(max_length=100)  # in the default storage
    size_bytes = models.PositiveBigIntegerField()  # before it was sealed
    sealed_name = models.BinaryField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"upload {self.pk} of interview session {self.session_id}"
