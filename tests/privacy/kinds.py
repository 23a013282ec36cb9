"""Categories of the tests: interview sessions and people, and the moment at which tests begin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar

from django.db.models import Q

from accounts.models import User
from interviews.models import AssembledDocument, InterviewSession, SessionSteps
from privacy.retention.category import After, Child, DataCategory, OtherClock
from privacy.retention.conditions import Condition, begins, ends
from privacy.retention.modes import Mode

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


class Sessions(DataCategory):
    key = "test.session"
    label = "interviews"
    purpose = "so that you can go on where you stopped"
    legal_ground = "contract"
    model = InterviewSession
    clock = "touched_at"
    clock_words = "they were last touched"
    other_clocks = (OtherClock("begun", "started_at", "they were begun"),)
    default: ClassVar[Mode] = After("P30D")
    floor = "P1D"
    ceiling = "P2Y"
    mark_field = "erasing_at"
    policy_targets = ("interview", "role")
    subject = "subject_id"
    scope_field = "uid"
    tell = "owner"
    conditions = (
        Condition(
            "interview",
            "of the interview",
            lambda ref: Q(path=ref.partition(":")[2]),
            lambda: [("test.package:data/questions/x.yml", "X")],
        ),
        Condition("begun_from", "begun on or after", lambda day: Q(started_at__gte=begins(day))),
        Condition("begun_until", "begun on or before", lambda day: Q(started_at__lt=ends(day))),
    )
    children = (
        Child("steps", SessionSteps, "session"),
        Child(
            "documents",
            AssembledDocument,
            "session",
            file_fields=("file",),
            made_field="created_at",
            size_field="size_bytes",
        ),
    )

    def within(self, kind: str, refs: Sequence[str]) -> Q | None:
        if kind == "session":
            return Q(uid__in=refs)
        if kind == "interview":
            return Q(path__in=[ref.partition(":")[2] for ref in refs])
        if kind == "role":
            people = User._base_manager.filter(groups__in=refs)
            return Q(owner__in=people.values("pk"))
        return super().within(kind, refs)


class People(DataCategory):
    key = "test.person"
    label = "accounts"
    purpose = "so that you can log in"
    legal_ground = "contract"
    model = User
    cached = ("rate:", "retention:")
    subject = "subject_id"
    order = 90
