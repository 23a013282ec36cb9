"""What people type into the pages of their second factor."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as allauth_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import bans
from accounts.factors import TOTP
from accounts.services import codes

# Secrets are typed over from a page: in groups of so many letters.
GROUP = 4


def _word(form: forms.Form, label: str, hint: str = "") -> None:
    """Give the field of a code our words, and phones their keys for digits."""
    field = form.fields["code"]
    field.label, field.help_text = label, hint
    field.widget.attrs = {
        "autocomplete": "one-time-code",
        "inputmode": "numeric",
        "spellcheck": "false",
    }


class CountedCodeForm(allauth_forms.BaseAuthenticateForm):  # type: ignore[misc]  # no types
    """A code of the app, or a spare one; looked at only while guesses are left."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(
            self, "Code", "The six digits in your authenticator app, or one of your spare codes."
        )

    def clean_code(self) -> str:
        """Count the guess, look at it, and take a code of the app once only."""
        request, now = context.request, timezone.now()
        try:
            count = codes.count_guess(self.user, now=now)
        except codes.NoGuessLeft as error:
            credentials = {bans.FACTOR_OF: str(self.user.subject_id)}
            page = bans.locked_out(request, credentials=credentials)
            raise ImmediateHttpResponse(page) from error
        try:
            code: str = super().clean_code()
            self._spend(code)
        except ValidationError:
            codes.note_failure(request, self.user, count=count)
            raise
        codes.forgive(self.user)
        return code

    def _spend(self, code: str) -> None:
        is_app = self.authenticator.type == TOTP
        if is_app and not codes.spend(self.user, code=code, now=timezone.now()):
            raise get_adapter().validation_error("incorrect_code")


class AuthenticateForm(CountedCodeForm, allauth_forms.AuthenticateForm):  # type: ignore[misc]  # no types
    """The second half of a login."""


class ReauthenticateForm(CountedCodeForm, allauth_forms.ReauthenticateForm):  # type: ignore[misc]  # no types
    """A code as proof that it is still the same person."""


class ActivateAppForm(totp_forms.ActivateTOTPForm):  # type: ignore[misc]  # no types
    """The first code, which shows that the app has the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "The six digits that the app shows now")

    def clean_code(self) -> str:
        """Look at it, and let it serve for no login: somebody may have seen it."""
        code: str = super().clean_code()
        codes.spend(self.user, code=code, now=timezone.now())
        return code

    @property
    def secret_in_groups(self) -> list[str]:
        """Return the secret in pieces that one can type over."""
        return [self.secret[at : at + GROUP] for at in range(0, len(self.secret), GROUP)]
