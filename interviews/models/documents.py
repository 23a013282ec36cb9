"""Assembled documents: sealed files made for one person in one interview session."""

from __future__ import annotations

import uuid

from django.db import models

from interviews.models.sessions import InterviewSession


class AssembledDocument(models.Model):
    """One document in one format, as it was when the session stood at `generation`.

    The file's name is random; the words a person sees as its name are sealed too.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(InterviewSession, models.DO_NOTHING, related_name="documents")
    key = models.CharField(max_length=64)
    format = models.CharField(max_length=10)
    generation = models.PositiveBigIntegerField()
    file = models.CharField(max_length=100)  # in the default storage
    size_bytes = models.PositiveBigIntegerField()  # before it was sealed
    sealed_name = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "key", "format"], name="interviews_one_file_a_format"
            ),
        ]

    def __str__(self) -> str:
        return f"document {self.pk} of interview session {self.session_id}"
