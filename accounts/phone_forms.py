"""A telephone number, and the code that confirms it."""

from __future__ import annotations

from django import forms

from accounts.login_code_forms import code_field, digits_of
from accounts.services import phones


class NumberForm(forms.Form):
    """A number in international form."""

    phone = forms.CharField(
        label="Telephone number",
        help_text="With the code of its country, like +49 151 12345678.",
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    def clean_phone(self) -> str:
        return phones.normalise(self.cleaned_data["phone"])


class NumberCodeForm(forms.Form):
    """The code that was sent to a number to confirm it."""

    code = code_field()

    def clean_code(self) -> str:
        return digits_of(self.cleaned_data["code"])
