"""What a role is called, is for, and permits; and who is put into it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.models import Group

from accounts.models import User
from accounts.services.granting import Wanted
from privacy.permissions import Permitted, all_permissions


@dataclass(frozen=True)
class Box:
    """One permission on the form: ticked or not, and whether one may change that."""

    permitted: Permitted
    is_ticked: bool
    is_open: bool

    @property
    def id(self) -> str:
        return "permission-" + self.permitted.name.replace(".", "-").replace("_", "-")


class RoleForm(forms.Form):
    """A role; only what `held` has can be ticked, also by a form that somebody wrote by hand."""

    name = forms.CharField(
        max_length=150,
        help_text="As your organisation calls it. People who share answers with it see it.",
        error_messages={"required": "Give the role a name."},
    )
    description = forms.CharField(
        label="What it is for",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    permissions = forms.MultipleChoiceField(required=False)

    use_required_attribute = False

    def __init__(
        self, *args: Any, held: frozenset[str], role: Group | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.held = held
        self.role = role
        field = self.fields["permissions"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one.name, one.words) for one in all_permissions()]

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        others = Group.objects.filter(name__iexact=name)
        if self.role is not None:
            others = others.exclude(pk=self.role.pk)
        if others.exists():
            raise forms.ValidationError("There is a role of this name. Take another one.")
        return name

    @property
    def wanted(self) -> Wanted:
        """Return the role that was asked for, once the form is valid."""
        data = self.cleaned_data
        return Wanted(data["name"], data["description"], frozenset(data["permissions"]))

    def shelves(self) -> list[tuple[str, list[Box]]]:
        """Return the boxes by heading, in the order of the list."""
        found: dict[str, list[Box]] = {}
        for box in self._boxes():
            found.setdefault(box.permitted.shelf, []).append(box)
        return list(found.items())

    def _boxes(self) -> Iterator[Box]:
        ticked = set(self["permissions"].value() or ())
        for one in all_permissions():
            yield Box(one, one.name in ticked, one.name in self.held)


class MemberForm(forms.Form):
    """A person by number or address."""

    person = forms.CharField(
        label="Number or e-mail address",
        max_length=254,
        error_messages={"required": "Type a number or an address."},
    )

    def clean_person(self) -> User:
        typed = str(self.cleaned_data["person"]).strip()
        found = (
            User.objects.filter(pk=int(typed))
            if typed.isdecimal() and len(typed) < 19
            else User.objects.filter(email=typed.lower())
        ).first()
        if found is None:
            raise forms.ValidationError("There is no account with this number or address.")
        return found
