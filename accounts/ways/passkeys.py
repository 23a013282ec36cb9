"""Passkeys: keys in a person's devices, which log in and can open the answers."""

from __future__ import annotations

from django.urls import reverse

from accounts import factors, keys, passkeys
from accounts.models import User
from accounts.ways.base import Link, Way, register


@register
class Passkeys(Way):
    """What logs in with a finger, a face or a PIN."""

    title = "Passkeys"
    order = 20

    def state(self, user: User) -> str:
        names = [str(row) for row in factors.passkeys_of(user)]
        if not names:
            return "You have none. With one, your finger, face or PIN logs you in."
        return f"You have {len(names)}: {', '.join(names)}."

    def opens(self, user: User) -> str:
        rows = factors.passkeys_of(user)
        if not rows or keys.is_served(user):
            return "A passkey can open your answers for you; we cannot use it without you."
        opening = keys.opening_passkeys(user)
        count = sum(passkeys.name_of(row) in opening for row in rows)
        if not count:
            return "None of them opens your answers: you will be asked for your password."
        which = "It opens" if count == len(rows) == 1 else f"{count} of {len(rows)} open"
        return f"{which} your answers for you; we cannot use a passkey without you."

    def links(self, user: User) -> tuple[Link, ...]:
        if not factors.passkeys_of(user):
            return (Link("Add a passkey", reverse("mfa_add_webauthn")),)
        return (Link("Your passkeys", reverse("mfa_list_webauthn")),)
