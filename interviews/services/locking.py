"""What becomes of sessions whose owner forgets the password: locked, and kept for a time."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from interviews.models import InterviewSession, Mode
from privacy.vault.forgotten import is_locked, tell_of_forgetting

# What this server can open by itself is never locked.
LOCKED = (
    Q(owner__isnull=False) & ~Q(mode=Mode.SERVER) & is_locked(scope="uid", subject="subject_id")
)


def begin_their_time(subject_id: UUID) -> None:
    """Have the time of a person's sessions begin now: some days from here on they are locked.

    What an earlier password locked goes on as it was.
    """
    theirs = InterviewSession.objects.filter(subject_id=subject_id, owner__isnull=False)
    theirs.exclude(LOCKED).update(touched_at=timezone.now())


tell_of_forgetting(begin_their_time)
