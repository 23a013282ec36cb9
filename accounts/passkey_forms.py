"""Forms that a passkey is posted with; a script asks the browser for it (`passkeys.js`)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as allauth_forms
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format

from accounts import keys, passkeys
from accounts.ban_rules import rules_of
from accounts.bans import axes_username, client_address, locked_out
from accounts.guesses import forgive, reserve
from accounts.models import User
from privacy.vault.unlocked import Unlocked

NAME_CHARS = 64
MOST_PASSKEYS = 20
FULL = (
    f"You have {MOST_PASSKEYS} passkeys, and more cannot be kept. Remove one that you do not use "
    "any more, then add this one."
)
NONE_CAME = (
    "Your browser sent no passkey. It needs JavaScript for that, and must know passkeys. "
    "Try again, or take another way."
)
REFUSED = (
    "This passkey was not accepted: it is not one of this account here, or the page was open for "
    "too long. Nothing was changed. Try again."
)
OPENS_NOTHING = (
    "This passkey is yours, but it does not open your answers here. Try it in another browser or "
    "on the device where you made it, or take another way."
)
NOT_MADE = (
    "The passkey could not be added: what your browser sent does not fit this page as it was "
    "shown. Try again. If your device lists a passkey for this site now, delete it there."
)


def name_field(*, required: bool) -> forms.CharField:
    """Return the field of a passkey's name."""
    return forms.CharField(
        label="Name",
        required=required,
        max_length=NAME_CHARS,
        help_text="So that you can tell your passkeys apart, for example: my phone",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class CredentialField(forms.JSONField):
    """What the browser says about a passkey."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(error_messages={"required": NONE_CAME, "invalid": NONE_CAME})


class AboutWhole:
    """Says what is wrong with a hidden field as being wrong with the form: nobody can fill it."""

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(None if field == "credential" else field, error)  # type: ignore[misc]
        if field == "credential":
            self.cleaned_data.pop("credential", None)  # type: ignore[attr-defined]


class AddPasskeyForm(AboutWhole, allauth_forms.AddWebAuthnForm):  # type: ignore[misc]  # no types
    """A new passkey and what its owner calls it."""

    passwordless = None  # each of them logs in by itself
    name = name_field(required=False)
    credential = CredentialField()
    prf_enabled = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {"name": ""}})

    def clean_name(self) -> str:
        """Name it after its day, for a passkey that was made must not be refused for its name."""
        return self.cleaned_data["name"] or f"Passkey of {date_format(timezone.localdate())}"

    def clean(self) -> dict[str, Any]:
        """Keep nothing of what the browser said but what a later login needs."""
        if has_most(self.user):
            raise ValidationError(FULL)
        if "credential" in self.cleaned_data:
            self.cleaned_data["credential"] = passkeys.bare(self.cleaned_data["credential"])
            with _understood(NOT_MADE):
                passkeys.require_own(self.cleaned_data["credential"])
                super().clean()
        cleaned: dict[str, Any] = self.cleaned_data
        return cleaned


def has_most(user: User) -> bool:
    """Return whether a person has as many passkeys as one can have."""
    theirs = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    return bool(theirs.count() >= MOST_PASSKEYS)


class RenamePasskeyForm(allauth_forms.EditWebAuthnForm):  # type: ignore[misc]  # no types
    """Another name for a passkey."""

    name = name_field(required=True)


class PasskeyForm(AboutWhole, allauth_forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey as proof of who somebody is. A wrong one counts as a guess."""

    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        """Return the row of the right passkey."""
        request: HttpRequest = context.request
        credential = passkeys.bare(self.cleaned_data["credential"])
        with _understood(REFUSED):
            passkeys.require_own(credential)
            user = self.user or auth.extract_user_from_response(credential)
        email = {"email": user.email}
        where = {"address": client_address(request), "account": axes_username(request, email)}
        if not reserve(**where, now=timezone.now(), rules=rules_of(request)):
            raise ImmediateHttpResponse(locked_out(request, credentials=email))
        try:
            with _understood(REFUSED):
                found: Authenticator = super().clean_credential()
        except ValidationError:
            user_login_failed.send(sender=__name__, credentials=email, request=request)
            raise
        found.user = user
        forgive(**where)
        return found


class ForgottenForm(PasskeyForm):
    """A passkey of somebody who forgot the password: it has to open the keys, or is of no use."""

    passwordless = True
    unlocked: Unlocked | None = None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        row, prf = cleaned.get("credential"), passkeys.prf_of(context.request)
        if row is not None and prf is not None:
            self.unlocked = keys.open_with_passkey(row.user, name=passkeys.name_of(row), prf=prf)
        if row is not None and self.unlocked is None:
            self.add_error(None, OPENS_NOTHING)
        return cleaned


class OpeningForm(PasskeyForm):
    """A right passkey has the keys at hand afterwards, or once the login is finished."""

    opened = False
    must_open = False

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        row, prf = cleaned.get("credential"), passkeys.prf_of(context.request)
        if row is not None and row.user.is_active and prf is not None:
            name = passkeys.name_of(row)
            self.opened = keys.use_passkey(context.request, row.user, name=name, prf=prf)
        if row is not None and self.must_open and not self.opened:
            self.add_error(None, OPENS_NOTHING)
        return cleaned


class UnlockByPasskeyForm(OpeningForm):
    """A passkey where the keys have lapsed and the login has not."""

    must_open = True


class SecondFactorForm(OpeningForm):
    """A passkey after the password."""


class LoginByPasskeyForm(OpeningForm):
    """A passkey instead of address and password."""

    passwordless = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=None, **kwargs)


class ProofByPasskeyForm(OpeningForm):
    """A passkey as proof that it is still the same person."""

    reauthenticated = True


def options_for(user: User, row: Authenticator | None = None) -> dict[str, Any]:
    """Begin a ceremony for a person's passkeys, or one of them; return what the script needs."""
    return passkeys.for_script(auth.begin_authentication(user), only=row)


@contextmanager
def _understood(sentence: str) -> Iterator[None]:
    """Raise ValidationError for whatever the libraries say of a credential that was made up."""
    try:
        yield
    except (ValidationError, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise ValidationError(sentence) from error
