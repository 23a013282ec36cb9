"""What people type who forgot their password: an address, a code or a passkey, a new password."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property

from accounts import keys
from accounts.bans import locked_out
from accounts.forms import (
    ADDRESS,
    CODE_SLIP,
    NEW_HINT,
    new_password_field,
    password_field,
    require_same,
    reword,
)
from accounts.passkey_forms import ForgottenForm, options_for
from accounts.recovery import ask_for_new_code
from accounts.services import passwords
from privacy.vault.errors import CodeMistyped


class ResetPasswordForm(allauth_forms.ResetPasswordForm):  # type: ignore[misc]  # no types
    """The address to which a link is sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, email=ADDRESS)


class ResetPasswordKeyForm(allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]  # no types
    """A new password for somebody who forgot the old one; what that locked stays locked.

    Whoever has a recovery code is asked for it, or for the word that they do without.
    """

    code = forms.CharField(
        label="Recovery code",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    field_order = ("code", "password1", "password2")
    passkey: ForgottenForm | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, password1="New password", password2="New password again")
        self.fields["password1"].help_text = NEW_HINT
        if not self.asks_for_code:
            del self.fields["code"]

    @cached_property
    def options(self) -> dict[str, Any]:
        """Begin a ceremony for the person's passkeys; return what the page's script needs."""
        return options_for(self.user)

    @cached_property
    def locks(self) -> int:
        """Return how many interviews stay locked with the old password once this is saved."""
        return 0 if keys.is_served(self.user) else keys.count_open(self.user)

    @cached_property
    def asks_for_code(self) -> bool:
        """Return whether the person has a code that would open what else stays locked."""
        return bool(self.user and self.locks and keys.code_made_at(self.user))

    @cached_property
    def asks_for_passkey(self) -> bool:
        """Return whether the person has a passkey that would open what else stays locked."""
        return bool(self.user and self.locks and keys.opening_passkeys(self.user))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "passkey" in self.data and not keys.is_served(self.user):
            self.passkey = ForgottenForm(self.data, user=self.user)
            if not self.passkey.is_valid():
                raise ValidationError(self.passkey.non_field_errors())
        return cleaned

    def clean_code(self) -> str:
        """Check the code where guesses are counted, unless the person does without it."""
        if {"without", "passkey"} & self.data.keys():
            return ""
        code: str = self.cleaned_data["code"]
        if not code:
            raise ValidationError("Type your recovery code, or say below that you have none.")
        try:
            is_right = passwords.check_code(
                context.request, self.user, code=code, now=timezone.now()
            )
        except CodeMistyped as error:
            raise ValidationError(CODE_SLIP) from error
        except passwords.NoGuessLeft as error:
            page = locked_out(context.request, credentials=passwords.guess_at_keys(self.user))
            raise ImmediateHttpResponse(page) from error
        if not is_right:
            raise ValidationError("This is not the recovery code of your account.")
        return code

    def save(self) -> None:
        """Set the password; open the keys with the code, or make new ones."""
        code = self.cleaned_data.get("code", "")
        try:
            passwords.reset_password(
                context.request,
                self.user,
                password=self.cleaned_data["password1"],
                code=code,
                unlocked=self.passkey.unlocked if self.passkey else None,
            )
        except passwords.LinkUsed as error:  # its own page says so
            raise ImmediateHttpResponse(redirect(context.request.path)) from error
        if self.passkey:
            self.passkey.save()
        if code:
            ask_for_new_code(context.request)


class FirstPasswordForm(allauth_forms.SetPasswordForm):  # type: ignore[misc]  # no types
    """A first password for somebody who logged in without one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, password1="Password", password2="Password again")
        self.fields["password1"].help_text = NEW_HINT

    def save(self) -> None:
        """Set the password, and make new keys that only it opens."""
        passwords.set_first_password(
            context.request, self.user, password=self.cleaned_data["password1"]
        )


class NewPasswordForm(ForgottenForm):
    """A new password for somebody who forgot theirs, and a passkey as proof."""

    passwordless, reauthenticated = False, True
    password1 = new_password_field("New password")
    password2 = password_field("New password again")
    field_order = ("password1", "password2")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        require_same(self)
        return cleaned

    def save(self) -> None:
        """Set the new password and put the keys that the passkey opened under it."""
        passwords.change_password(
            context.request,
            self.user,
            password=self.cleaned_data["password1"],
            unlocked=self.unlocked,
        )
        super().save()
