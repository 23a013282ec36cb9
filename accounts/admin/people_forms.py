"""Whom one looks for, and what a person shall be here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import Group

from accounts.models import User
from accounts.services.granting import may_touch_role
from accounts.services.standing import Standing


class FindForm(forms.Form):
    """A number, or a part of an address or a name."""

    words = forms.CharField(
        label="Number, or a part of an address or a name",
        min_length=1,
        max_length=254,
        error_messages={"required": "Type a number, or a part of an address or a name."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    use_required_attribute = False


class PersonForm(forms.Form):
    """Roles and the two flags; only what `by` may give is on it, whatever is posted."""

    roles = forms.ModelMultipleChoiceField(
        Group.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    is_staff = forms.BooleanField(
        label="May enter the administration",
        required=False,
        help_text="What is to be seen there, roles say. It wants a second factor.",
    )
    is_superuser = forms.BooleanField(
        label="Administrator",
        required=False,
        help_text="Holds every permission, and can give each. Answers stay locked to them too.",
    )

    def __init__(self, data: Any, *, person: User, by: User) -> None:
        self.person = person
        self.present = set(person.groups.all())
        self.open = [role for role in Group.objects.order_by("name") if may_touch_role(by, role)]
        initial = {
            "roles": [role.pk for role in self.present],
            "is_staff": person.is_staff,
            "is_superuser": person.is_superuser,
        }
        super().__init__(data, initial=initial)
        field = self.fields["roles"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Group.objects.filter(pk__in=[role.pk for role in self.open]).order_by(
            "name"
        )
        if not self.open:
            del self.fields["roles"]
        if not by.is_superuser:
            del self.fields["is_superuser"]

    @property
    def wanted(self) -> Standing:
        """Return what changes, once the form is valid; roles out of reach stay as they are."""
        data = self.cleaned_data
        chosen = set(data.get("roles", ()))
        return Standing(
            add=tuple(chosen - self.present),
            remove=tuple((self.present & set(self.open)) - chosen) if "roles" in data else (),
            is_staff=self._changed("is_staff", self.person.is_staff),
            is_administrator=self._changed("is_superuser", self.person.is_superuser),
        )

    def _changed(self, name: str, present: Any) -> bool | None:
        if name not in self.cleaned_data:
            return None
        wanted = bool(self.cleaned_data[name])
        return None if wanted == bool(present) else wanted
