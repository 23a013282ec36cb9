"""What a new key for the API is to be: its name, what it may do, for how long."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import ApiKey, User
from accounts.services import api_keys
from accounts.services.api_key_rules import most_days
from accounts.services.api_keys import Wanted

DAYS = (7, 30, 90, 180, 365)


class ApiKeyForm(forms.Form):
    """A name, a choice of scopes, and a choice of days; `wanted` is what they say."""

    name = forms.CharField(
        label="Name",
        help_text="So that you know it again: what the program does, or where it runs.",
        max_length=ApiKey._meta.get_field("name").max_length,
        error_messages={"required": "Give the key a name."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label="What it may do",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one thing that the key may do."},
    )
    days = forms.TypedChoiceField(
        label="For how long", coerce=int, widget=forms.RadioSelect, choices=()
    )

    use_required_attribute = False

    def __init__(self, user: User, *args: Any, has_factor: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = api_keys.scopes_for(user, has_factor=has_factor)
        choices = [
            (one.name, f"{one.words[:1].upper()}{one.words[1:]}. {one.hint}") for one in offered
        ]
        self.fields["scopes"].choices = choices  # type: ignore[attr-defined]  # a field of choices
        most = most_days()
        days = sorted({each for each in DAYS if each < most} | {most})
        self.fields["days"].choices = [(each, in_words(each)) for each in days]  # type: ignore[attr-defined]  # likewise
        self.fields["days"].initial = min(days, key=lambda each: abs(each - 30))

    @property
    def wanted(self) -> Wanted:
        """Return what was entered."""
        data = self.cleaned_data
        return Wanted(data["name"], tuple(data["scopes"]), data["days"])


def in_words(days: int) -> str:
    """Return a time in days as one says it."""
    return "1 day" if days == 1 else f"{days} days"
