"""The password, which locks the answers as well."""

from __future__ import annotations

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from accounts import keys
from accounts.models import User
from accounts.ways.base import Link, Way, register


@register
class Password(Way):
    """What most people log in with."""

    title = "Password"
    order = 10

    def state(self, user: User) -> str:
        if not user.has_usable_password():
            return "You have none."
        changed_at = keys.password_set_at(user)
        if changed_at is None:
            return "You have one."
        return f"You have this one since {date_format(localtime(changed_at))}."

    def opens(self, user: User) -> str:
        if keys.is_served(user):
            return "If you choose one, your answers get new keys that only it opens."
        return "Your answers are locked with it: we cannot open them without you."

    def links(self, user: User) -> tuple[Link, ...]:
        if not user.has_usable_password():
            return (Link("Choose a password", reverse("account_set_password")),)
        return (
            Link("Change your password", reverse("account_change_password")),
            Link("Somebody else may know it", reverse("accounts:new-keys")),
        )
