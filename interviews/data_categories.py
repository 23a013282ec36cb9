"""What interviews keep about people, why, and how it goes."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import QuerySet

from interviews.models import (
    AssembledDocument,
    InterviewSession,
    InterviewSource,
    Package,
    PackageFile,
    PackageVersion,
    SessionSteps,
)
from privacy.retention.category import After, Child, DataCategory, NoPersonalData
from privacy.retention.registry import register


@register
class InterviewSessions(DataCategory):
    """Answers, the way back through them, and the documents made from them."""

    key = "interviews.session"
    label = "interviews"
    purpose = "so that you can go on where you stopped, and have your documents again"
    legal_ground = "the service that the person asked for"
    model = InterviewSession
    clock = "touched_at"
    clock_words = "they were last touched"
    default = After("P90D")
    floor = "P1D"
    ceiling = "P10Y"
    mark_field = "erasing_at"
    subject = "subject_id"
    children = (
        Child("steps", SessionSteps, "session"),
        Child("documents", AssembledDocument, "session", file_fields=("file",)),
    )
    where_else = ("backups, unreadable once the key's share is destroyed",)

    def scopes(self, rows: QuerySet[Any]) -> list[uuid.UUID]:
        return list(rows.order_by("pk").values_list("uid", flat=True))


AUTHORS = "what an author published; it is about nobody"

for model in (Package, PackageVersion, PackageFile, InterviewSource):
    register(NoPersonalData(model, AUTHORS))
