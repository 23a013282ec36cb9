"""What administrators may do to a person's account; none of it touches a password or a key."""

from __future__ import annotations

from allauth.account.forms import ResetPasswordForm
from django.db import transaction
from django.http import HttpRequest

from accounts import keys, login_sessions
from accounts.models import User
from accounts.roles import say_roles_of


@transaction.atomic
def deactivate(user: User) -> None:
    """Keep a person from logging in, from now on and on every device."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    login_sessions.sign_out(user)
    keys.lock_everywhere(user)
    say_roles_of(user)


@transaction.atomic
def reactivate(user: User) -> None:
    """Let a person log in again."""
    user.is_active = True
    user.save(update_fields=["is_active"])
    say_roles_of(user)


def send_reset_link(request: HttpRequest, user: User) -> bool:
    """Mail the person a link to choose a new password; return whether one was sent."""
    form = ResetPasswordForm({"email": user.email})
    if not user.is_active or not form.is_valid():
        return False
    form.save(request)
    return True


def rename(user: User, *, name: str) -> None:
    """Call a person by another name."""
    user.name = name
    user.save(update_fields=["name"])
