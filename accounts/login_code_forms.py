"""What people type who log in without a password: where to, and the code that came."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.core.exceptions import ValidationError

from accounts.forms import ADDRESS, reword
from accounts.login_by_code import CodeLogin
from accounts.services import login_mails
from accounts.services.passwords import NoGuessLeft
from accounts.services.short_codes import digits_in

WRONG = "This code is wrong, was used, or is too old. Look again, or ask for a new one."


class AskForLinkForm(allauth_forms.RequestLoginCodeForm):  # type: ignore[misc]  # no types
    """The address to which a link is sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, email=ADDRESS)

    def clean_email(self) -> str:
        """Look whose address it is; too many mails to one are refused, known or not."""
        email: str = super().clean_email()
        self.user = login_mails.find_person(email)
        return email


class SignupByMailForm(forms.Form):
    """The address of a new person who wants no password."""

    email = forms.EmailField(
        label=ADDRESS, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


def digits_of(typed: str) -> str:
    """Return the digits of what was typed as a code. Raises ValidationError if there are none."""
    digits = digits_in(typed)
    if not digits:
        raise ValidationError("A code has eight digits: 1234 5678.")
    return digits


def code_field(label: str = "The code that was sent to you") -> forms.CharField:
    """Return a field for a code that was sent."""
    return forms.CharField(
        label=label,
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}
        ),
    )


class ConfirmCodeForm(forms.Form):
    """The code, counted as a guess before it is looked at."""

    code = code_field()
    is_banned = False
    was_wrong = False

    def __init__(self, *args: Any, process: CodeLogin, **kwargs: Any) -> None:
        self.process = process
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        code = digits_of(self.cleaned_data["code"])
        try:
            self.was_wrong = not self.process.takes(code)
        except NoGuessLeft:
            self.is_banned = True
            raise ValidationError(WRONG) from None
        if self.was_wrong:
            raise ValidationError(WRONG)
        return code
