"""What people type into the pages of their account."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core import context
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts import keys
from accounts.hashers import too_long
from accounts.models import User
from accounts.services import invitations, passwords
from accounts.zones import zone_choices
from privacy.vault.errors import VaultError
from privacy.vault.unlocked import Unlocked

ADDRESS = "E-mail address"
CODE_SLIP = "This cannot be a recovery code: at least one letter is wrong or missing. Look again."
NEW_HINT = (
    "At least 12 characters; three or four words of your own are easy to keep in mind. "
    "Your answers are locked with it: if you forget it, we cannot open them for you."
)


def fits(password: str) -> None:
    """Raise ValidationError for a password longer than what is hashed."""
    if too_long(password):
        raise ValidationError("This password is too long. Take one of at most 1,024 characters.")


def password_field(label: str, **more: Any) -> forms.CharField:
    """Return a field for a password that is yet to be set."""
    more = {"validators": [fits], **more}
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, strip=False, widget=widget, **more)


def new_password_field(label: str) -> forms.CharField:
    """Return a field for a new password that is held against what we ask of one."""
    return password_field(label, help_text=NEW_HINT, validators=[fits, validate_password])


def require_same(form: forms.Form) -> None:
    """Say in a form that its two new passwords differ, if they do."""
    if form.cleaned_data.get("password1") != form.cleaned_data.get("password2"):
        form.add_error("password2", "The two passwords differ. Type the same one twice.")


def reword(form: forms.Form, **labels: str) -> None:
    """Give fields our labels, and take away what the libraries put into them as placeholders."""
    for name, field in form.fields.items():
        field.label = labels.get(name, field.label)
        field.widget.attrs.pop("placeholder", None)
        if isinstance(field.widget, forms.PasswordInput):
            field.validators = [*field.validators, fits]
            field.help_text = ""


class SignupForm(allauth_forms.SignupForm):  # type: ignore[misc]  # allauth has no types
    """Address and password of a new person; saving makes their keys."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, email=ADDRESS, password1="Password", password2="Password again")
        self.fields["password1"].help_text = NEW_HINT

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Answer a known address as an unknown one, at the same cost; the mail tells more."""
        try:
            saved: tuple[User | None, HttpResponse | None] = super().try_save(request)
        except IntegrityError:  # somebody signed up with this address a moment ago
            if settings.ACCOUNT_EMAIL_VERIFICATION != "mandatory":  # no mail could tell the rest
                messages.error(request, get_adapter().error_messages["email_taken"])
                return None, redirect("account_login")
            self.account_already_exists = True
            saved = super().try_save(request)
        if saved[0] is None:
            make_password(self.cleaned_data["password1"])
            keys.pretend(request)
        return saved

    def save(self, request: HttpRequest) -> User:
        """Make the account and its keys; without keys there is no account."""
        with keys.catch() as caught:
            user: User = super().save(request)
        try:
            keys.make(request, user, caught=caught)
        except VaultError:
            user.delete()
            raise
        return user


class InvitedForm(SignupForm):
    """The password of somebody who was invited; the link has proved their address."""

    def __init__(self, *args: Any, token: str, **kwargs: Any) -> None:
        self.token = token
        super().__init__(*args, **kwargs)

    def try_save(self, request: HttpRequest) -> tuple[User, None]:
        """Make the account; whoever has the link may know that there is one already.

        Raises AddressTaken.
        """
        if self.account_already_exists:
            raise invitations.AddressTaken
        try:
            return self.save(request), None
        except IntegrityError as error:  # somebody else came by the same link a moment ago
            raise invitations.AddressTaken from error

    def save(self, request: HttpRequest) -> User:
        """Make the account and its keys, and give it what the invitation says."""
        user = super().save(request)
        invitations.accept(self.token, user, now=timezone.now())
        return user


class LoginForm(allauth_forms.LoginForm):  # type: ignore[misc]  # allauth has no types
    """Address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, login=ADDRESS)


class ChangePasswordForm(allauth_forms.ChangePasswordForm):  # type: ignore[misc]  # no types
    """The old password as proof, and a new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(
            self,
            oldpassword="Present password",
            password1="New password",
            password2="New password again",
        )
        self.fields["password1"].help_text = NEW_HINT

    def clean_oldpassword(self) -> str:
        """Check the old password where guesses are counted."""
        old: str = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, old):
            raise get_adapter().validation_error("enter_current_password")
        return old

    def save(self) -> None:
        """Set the new password and put the keys under it."""
        passwords.change_password(
            context.request, self.user, password=self.cleaned_data["password1"]
        )


class NewKeysForm(ChangePasswordForm):
    """The present password as proof, and a new one that nobody knows."""

    def replace_keys(self, unlocked: Unlocked) -> None:
        """Set the new password and make new keys in the place of `unlocked`."""
        passwords.replace_keys(
            context.request, self.user, unlocked, password=self.cleaned_data["password1"]
        )


class ReauthenticateForm(allauth_forms.ReauthenticateForm):  # type: ignore[misc]  # no types
    """The password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self)


class CodeForm(forms.Form):
    """A recovery code that was shown, and its last letters as the sign that it was kept."""

    code = forms.CharField(widget=forms.HiddenInput, max_length=100)
    proof = forms.CharField(
        label="The last four letters or digits before the final symbol",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        group = str(cleaned.get("code", "")).rpartition("-")[0].rpartition("-")[2]
        if cleaned.get("proof", group).strip().upper() != group:
            self.add_error("proof", "That is not what the code ends with. Look again.")
        return cleaned


class ProofForm(forms.Form):
    """The password as proof that it is still the same person at this browser."""

    password = forms.CharField(
        label="Your password",
        strip=False,
        validators=[fits],
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Type your password."},
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        """Check it where guesses are counted; being right unlocks the keys of this browser."""
        password: str = self.cleaned_data["password"]
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("incorrect_password")
        return password


class ReopenForm(forms.Form):
    """A password of before."""

    old = forms.CharField(
        label="The password you had before, or your recovery code of then",
        strip=False,
        validators=[fits],
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Type that password or code."},
    )


class RecoverForm(ProofForm):
    """The present password, and the one of before that the keys are still locked with."""

    old = ReopenForm.base_fields["old"]
    field_order = ("old", "password")


class ChangeEmailForm(allauth_forms.AddEmailForm):  # type: ignore[misc]  # no types
    """A new address, and the password as proof."""

    password = ProofForm.base_fields["password"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, email="New e-mail address")
        if not self.user.has_usable_password():  # the page asks for another proof
            del self.fields["password"]

    def clean_email(self) -> str:
        """Refuse while the present address is unconfirmed: allauth would drop it at once."""
        if not EmailAddress.objects.get_verified(self.user):
            raise ValidationError("Confirm your present address first.")
        email: str = super().clean_email()
        return email

    def clean_password(self) -> str:
        """Check it where guesses are counted."""
        password: str = self.cleaned_data["password"]
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("incorrect_password")
        return password


class ProfileForm(forms.ModelForm[User]):
    """What the person likes to be called, and how days and texts are written for them."""

    class Meta:
        model = User
        fields = ("name", "time_zone", "language")
        labels = {"name": "Name"}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}

    time_zone = forms.ChoiceField(
        label="Time zone",
        required=False,
        help_text="Days and hours on your pages and in mails to you are written in it.",
    )
    language = forms.ChoiceField(
        label="Language",
        required=False,
        help_text="Interviews that speak it begin in it, and months and many messages about "
        "mistakes are in it. Our own pages are in English.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = timezone.get_default_timezone_name().replace("_", " ")
        zone = self.fields["time_zone"]
        zone.choices = [("", f"The site's: {here}"), *zone_choices()]  # type: ignore[attr-defined]
        language = self.fields["language"]
        language.choices = [("", "As my browser says"), *settings.LANGUAGES]  # type: ignore[attr-defined]
        if len(settings.LANGUAGES) == 1:  # a choice of one is none
            del self.fields["language"]


class FirstAdministratorForm(forms.Form):
    """Address and password of the first administrator."""

    email = forms.EmailField(
        label=ADDRESS, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    password1 = new_password_field("Password")
    password2 = password_field("Password again")

    def clean_email(self) -> str:
        """Refuse an address that is in use: whoever has this link may know that."""
        email = str(self.cleaned_data["email"]).lower()
        if User.objects.filter(email=email).exists():
            raise ValidationError("This address has an account already. Take another one.")
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        require_same(self)
        return cleaned
