"""Logging in by a link or a code that is mailed."""

from __future__ import annotations

from django.urls import reverse

from accounts import keys
from accounts.models import User
from accounts.ways.base import Link, Way, register


@register
class EmailLink(Way):
    """A link in a mail, for whoever reads the mailbox."""

    title = "Link by mail"
    order = 30

    def state(self, user: User) -> str:
        if not user.mail_login:
            return "Off: no mail logs you in."
        return "On: the log-in page sends you a link on request. Whoever reads your mails gets in."

    def opens(self, user: User) -> str:
        if keys.is_served(user):
            return "After it, this site could open your answers without you."
        return (
            "It opens no answers: they stay locked until you type your password, and we cannot "
            "open them."
        )

    def links(self, user: User) -> tuple[Link, ...]:
        if user.mail_login:
            return (Link("Switch it off", reverse("accounts:mail-login"), removes=True),)
        return (Link("Switch it on", reverse("accounts:mail-login")),)
