"""The administrator's cards about people and bans."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from axes.models import AccessAttempt
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.ban_rules import rules_of
from accounts.models import DeletionPermission, User
from privacy.cards import Card
from privacy.permissions import may


def cards(request: HttpRequest) -> Iterator[Card]:
    """Yield what this administrator may see."""
    now = timezone.now()
    if may(request.user, "accounts.see_people"):
        count = User.objects.count()
        new = User.objects.filter(joined_at__gte=now - timedelta(days=7)).count()
        yield Card(
            title="People",
            number=str(count),
            sentence=f"{new} new in the last 7 days.",
            url=reverse("admin:accounts_user_changelist"),
            order=60,
        )
    if may(request.user, "accounts.decide_leaving"):
        asked = DeletionPermission.objects.filter(state=DeletionPermission.State.ASKED).count()
        if asked:
            yield Card(
                title="May they leave?",
                number=str(asked),
                sentence="People ask whether they may delete their account. Answer them.",
                url=reverse("admin:accounts_deletionpermission_changelist"),
                tone="warn",
                order=40,
            )
    if may(request.user, "accounts.lift_bans"):
        rules = rules_of(request)
        bans = AccessAttempt.objects.filter(
            attempt_time__gt=now - rules.wait, failures_since_start__gte=rules.failures
        ).count()
        yield Card(
            title="Bans",
            number=str(bans),
            sentence="Nobody is kept from guessing."
            if not bans
            else "Refused after wrong guesses.",
            url=reverse("admin:axes_accessattempt_changelist"),
            tone="warn" if bans else "quiet",
            order=70,
        )
