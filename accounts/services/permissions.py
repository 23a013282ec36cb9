"""Whether somebody may delete their account themselves, and how they ask if they may not."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import DeletionPermission, RoleDeletionRule, User
from accounts.services import mails
from privacy import jobs

State = DeletionPermission.State


def forbidding(user: User) -> list[RoleDeletionRule]:
    """Return the rules of this person's roles that forbid it."""
    rules = RoleDeletionRule.objects.filter(group__in=user.groups.all())
    return list(rules.select_related("group").order_by("group__name"))


def question_of(user: User) -> DeletionPermission | None:
    """Return what the person asked the administrators, or None."""
    return DeletionPermission.objects.filter(user=user).first()


def may_delete(user: User) -> bool:
    """Return whether the person may delete their account."""
    if not forbidding(user):
        return True
    return DeletionPermission.objects.filter(user=user, state=State.ALLOWED).exists()


def ask(user: User, *, words: str, now: datetime) -> None:
    """Put the question before the administrators; while one waits, another changes nothing."""
    fresh = {
        "state": State.ASKED,
        "words": words,
        "answer": "",
        "asked_at": now,
        "answered_at": None,
        "answered_by": None,
    }
    with transaction.atomic():
        question, is_new = DeletionPermission.objects.get_or_create(user=user, defaults=fresh)
        if not is_new:
            DeletionPermission.objects.filter(pk=question.pk, state=State.DENIED).update(**fresh)


@transaction.atomic
def answer(
    question: DeletionPermission, *, state: str, words: str, by: int, now: datetime
) -> None:
    """Allow it or not; the person is mailed that there is an answer."""
    DeletionPermission.objects.filter(pk=question.pk).update(
        state=state, answer=words, answered_at=now, answered_by=by
    )
    jobs.add("accounts.say_answered", {"user": question.user_id})


def say_answered(user_id: int) -> None:
    """Mail the person that there is an answer, without it."""
    user = User.objects.filter(pk=user_id).first()
    if user is not None:
        mails.send(user.email, "deletion_answered")
