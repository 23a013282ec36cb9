"""Logins by another service, such as the one of an organisation."""

from __future__ import annotations

from django.urls import reverse

from accounts import keys
from accounts.models import User
from accounts.services import social_logins
from accounts.services.providers import provider_names
from accounts.ways.base import Link, Way, register


@register
class SocialLogins(Way):
    """What logs in because another service says who somebody is."""

    title = "Login by another service"
    order = 30

    def is_shown(self, user: User) -> bool:
        return bool(provider_names() or social_logins.logins_of(user))

    def state(self, user: User) -> str:
        names = [name for _, name in social_logins.logins_of(user)]
        if not names:
            return "You use none."
        return f"You can log in by {', '.join(names)}."

    def opens(self, user: User) -> str:
        if keys.is_served(user):
            return "This server can open your answers without you, until you choose a password."
        return "It opens no answers: you will be asked for your password."

    def links(self, user: User) -> tuple[Link, ...]:
        return (Link("Logins by other services", reverse("socialaccount_connections")),)
