"""Spare codes, each of which stands in for a second factor once."""

from __future__ import annotations

from django.urls import reverse

from accounts import factors
from accounts.models import User
from accounts.ways.base import Link, Way, register


@register
class SpareCodes(Way):
    """For the day when the phone is lost."""

    title = "Spare codes"
    order = 70

    def is_shown(self, user: User) -> bool:
        return factors.has_factor(user)

    def state(self, user: User) -> str:
        left, of = factors.count_spare_codes(user)
        if not left:
            return "None left: if you lose your second factor, you cannot log in."
        return f"{left} of {of} left; each takes the place of your second factor once."

    def opens(self, user: User) -> str:
        return "They open no answers; that is what the recovery code is for."

    def links(self, user: User) -> tuple[Link, ...]:
        left, _ = factors.count_spare_codes(user)
        if not left:
            return (Link("Make spare codes", reverse("mfa_generate_recovery_codes")),)
        return (Link("See your spare codes", reverse("mfa_view_recovery_codes")),)
