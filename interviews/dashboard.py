"""Cards about interviews on the administrator's front page: counts, never a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from interviews.rights import PUBLISH, SEE
from interviews.selectors import (
    count_sessions_since,
    count_sources_with_mistakes,
    sources_on_offer,
)
from privacy.cards import Card
from privacy.permissions import may

WEEK = timedelta(days=7)


def cards(request: HttpRequest) -> Iterator[Card]:
    """Return what is on offer, what is wrong with it, and how much it is used."""
    if not may(request.user, PUBLISH, SEE):
        return
    sources = reverse("admin:interviews_interviewsource_changelist")
    with_mistakes = count_sources_with_mistakes()
    if with_mistakes:
        yield Card(
            "Interviews with mistakes",
            str(with_mistakes),
            "Nobody can begin them. interview_check names file and line.",
            f"{sources}?mistakes__gt=0",
            tone="warn",
            order=60,
        )
    yield Card(
        "Interviews on offer",
        str(sources_on_offer().count()),
        "On the front page.",
        sources,
        order=70,
    )
    begun, finished = count_sessions_since(timezone.now() - WEEK)
    yield Card(
        "Begun this week",
        str(begun),
        f"{finished} finished. Nobody but their owners can read them.",
        reverse("admin:interviews_interviewsession_changelist"),
        order=71,
    )
