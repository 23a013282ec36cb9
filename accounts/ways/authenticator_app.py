"""A second factor: the code of an app on the person's phone."""

from __future__ import annotations

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from accounts import factors
from accounts.models import User
from accounts.ways.base import Link, Way, register


@register
class AuthenticatorApp(Way):
    """Six digits from an app, besides the password."""

    title = "Second factor: authenticator app"
    order = 50

    def state(self, user: User) -> str:
        app = factors.app_of(user)
        if app is None:
            return "Off. With it, your password alone lets nobody in."
        return f"On since {date_format(localtime(app.created_at))}."

    def opens(self, user: User) -> str:
        return "It keeps others out. It opens no answers, neither for you nor for us."

    def links(self, user: User) -> tuple[Link, ...]:
        if factors.app_of(user) is None:
            return (Link("Set up an authenticator app", reverse("mfa_activate_totp")),)
        return (
            Link("Remove the authenticator app", reverse("mfa_deactivate_totp"), removes=True),
        )
