"""Which scopes their owner can open no more, since the password over them was forgotten.

Principle: forgetting is the one moment that counts. Whoever keeps sealed things is told of it, so
that the time in which an old password or code may still be found begins then.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from privacy.models.keys import Grant, KeyWrap, SubjectKey

# Gets the subject whose keys are about to be replaced, in the transaction that does it.
Told = Callable[[UUID], None]
_told: list[Told] = []


def tell_of_forgetting(told: Told) -> None:
    """Have `told` called before the keys of a subject are replaced that nobody can open."""
    _told.append(told)


def forgetting(subject_id: UUID) -> None:
    """Tell all who asked that what the present keys of the subject open will be locked."""
    for told in _told:
        told(subject_id)


def is_locked(*, scope: str, subject: str) -> Q:
    """Return the condition on rows with these fields that only forgotten keys open their scope.

    Keys that are being replaced and lie under newer ones are not forgotten.
    """
    grants = Grant.objects.filter(scope=OuterRef(scope), recipient=OuterRef(subject))
    newer = SubjectKey.objects.filter(
        subject_id=OuterRef("recipient"), generation__gt=OuterRef("generation")
    )
    successors = KeyWrap.objects.filter(
        kind=KeyWrap.Kind.SUCCESSOR,
        subject_key__subject_id=OuterRef("recipient"),
        subject_key__generation=OuterRef("generation"),
    )
    opening = grants.filter(~Exists(newer) | Exists(successors))
    return Q(Exists(grants)) & ~Q(Exists(opening))
