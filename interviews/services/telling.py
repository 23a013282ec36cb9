"""Tells those who could open an interview that it is gone: by a mail that does not say which."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth import get_user_model

from interviews.models import InterviewSession
from privacy import jobs
from privacy.vault import admissions

KIND = "accounts.say_is_gone"  # the same mail as when its owner leaves


def inside(sessions: Iterable[InterviewSession], *, now: datetime) -> list[int]:
    """Return the numbers of the people who can open one of these sessions of somebody else."""
    opened = admissions.of_others([session.uid for session in sessions], now=now)
    people = {
        one.recipient for some in opened.values() for one in some if one.kind == admissions.SUBJECT
    }
    users = get_user_model().objects.filter(subject_id__in=people, is_active=True)
    return sorted(users.values_list("pk", flat=True))


def tell_gone(people: Iterable[int]) -> None:
    """Let each of them have one mail, however many interviews went."""
    for number in people:
        jobs.add(KIND, {"person": number})
