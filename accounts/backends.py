"""Who may guess, and what a right guess unlocks.

Order in the settings: axes refuses who is banned; ReservingBackend counts; UnlockingBackend looks.
"""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from accounts import keys
from accounts.ban_rules import rules_of
from accounts.bans import axes_username, client_address
from accounts.guesses import forgive, give_back, reserve
from accounts.hashers import too_long
from accounts.models import User
from privacy.prepared import Prepared
from privacy.vault.errors import TooBusy

_people = Prepared(User.objects)


class ReservingBackend:
    """Takes one of the allowed guesses before the password is looked at; logs nobody in."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:
        """Raise PermissionDenied, which ends the attempt, when no guess is left."""
        if request is None or "password" not in credentials:
            return
        account = axes_username(request, credentials)
        address, rules = client_address(request), rules_of(request)
        if not reserve(address=address, account=account, now=timezone.now(), rules=rules):
            request.axes_locked_out = True  # type: ignore[attr-defined]  # axes reads it
            raise PermissionDenied


class UnlockingBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Checks a password and, with the same key derivation, unlocks the person's keys."""

    @sensitive_variables()
    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """Return the person whose address and password these are.

        A person who is logged in already has the key at hand afterwards; of one who is not, it
        waits until the login is finished.
        """
        password = credentials.get("password") or ""
        if too_long(password):
            return None
        try:
            with keys.catch() as caught:
                user: User | None = super().authenticate(request, **credentials)
        except TooBusy:
            if request is not None:
                account = axes_username(request, credentials)
                give_back(address=client_address(request), account=account)
            raise
        if user is not None and request is not None:
            forgive(address=client_address(request), account=axes_username(request, credentials))
            if not request.user.is_authenticated:
                keys.strengthen(user, password=password, caught=caught)
            keys.unlock(request, user, password=password, caught=caught)
        return user

    def get_user(self, user_id: Any) -> User | None:
        """Return whom a login session names, while they may log in; asked at each request."""
        user = _people.first(id=user_id)
        return user if user is not None and self.user_can_authenticate(user) else None

    @sensitive_variables()
    def _authenticate_by_email(self, email: str, password: str) -> User | None:
        """Look in one place, so that known and unknown addresses cost the same queries."""
        user = User.objects.filter(email=email.strip().lower()).first()
        found: User | None = self._check_password(user, password)
        return found
