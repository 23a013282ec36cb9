"""Logging in by a code that is sent to a telephone."""

from __future__ import annotations

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from accounts import keys, sms
from accounts.models import PhoneNumber, User
from accounts.ways.base import Link, Way, register


@register
class PhoneCode(Way):
    """A code in a text message, for whoever holds the phone."""

    title = "Code by phone"
    order = 40

    def is_shown(self, user: User) -> bool:
        return sms.is_on() or PhoneNumber.objects.filter(user=user).exists()

    def state(self, user: User) -> str:
        row = PhoneNumber.objects.filter(user=user).first()
        if row is None:
            return "You have given no number. With one, a code in a text message logs you in."
        day = date_format(localtime(row.confirmed_at))
        return f"Your number is confirmed since {day}. Whoever holds that phone gets in."

    def opens(self, user: User) -> str:
        if keys.is_served(user):
            return "After it, this site could open your answers without you."
        return (
            "It opens no answers: they stay locked until you type your password, and we cannot "
            "open them."
        )

    def links(self, user: User) -> tuple[Link, ...]:
        has_number = PhoneNumber.objects.filter(user=user).exists()
        words = "Change or remove the number" if has_number else "Add a number"
        return (Link(words, reverse("accounts:phone")),)
